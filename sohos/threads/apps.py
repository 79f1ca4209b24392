"""The threads app."""

from django.apps import AppConfig


class ThreadsConfig(AppConfig):
    name = "sohos.threads"
    label = "threads"
