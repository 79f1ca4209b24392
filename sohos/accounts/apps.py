"""The accounts app."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sohos.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Write what happens at the door in the audit log."""
        import_module("sohos.accounts.door_log")
