"""The documents app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "sohos.documents"
    label = "documents"
