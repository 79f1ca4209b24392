"""The demo app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "sohos.demo"
    label = "demo"
