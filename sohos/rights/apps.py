"""The rights app."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "sohos.rights"
    label = "rights"
