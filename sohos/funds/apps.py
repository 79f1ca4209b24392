"""The funds app."""

from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "sohos.funds"
    label = "funds"
