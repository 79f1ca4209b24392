"""The kba app."""

from importlib import import_module

from django.apps import AppConfig


class KbaConfig(AppConfig):
    name = "kba"

    def ready(self) -> None:
        """Let the log say on what ground somebody looked at a KBA."""
        audit = import_module("sohos.audit.services")
        selectors = import_module("kba.selectors")
        audit.explain_looks("kba_id", selectors.ground_of_kba)
