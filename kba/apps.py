"""The kba app."""

from django.apps import AppConfig


class KbaConfig(AppConfig):
    name = "kba"
