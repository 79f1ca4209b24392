"""The jobs app."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class JobsConfig(AppConfig):
    name = "sohos.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Know the queue, and let every app register its jobs."""
        import_module("sohos.celery")
        for config in apps.get_app_configs():
            if config.name in {"cases", "plans", "kba", "bonds", "sohos.insight"} and (
                find_spec(f"{config.name}.tasks")
            ):
                import_module(f"{config.name}.tasks")
