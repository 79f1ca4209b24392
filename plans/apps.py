"""The plans app."""

from importlib import import_module

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self) -> None:
        """Let the log say on what ground somebody looked at a plan."""
        audit = import_module("sohos.audit.services")
        selectors = import_module("plans.selectors")
        audit.explain_looks("plan_id", selectors.ground_of_plan)
