"""The kba app."""

from importlib import import_module

from django.apps import AppConfig


class KbaConfig(AppConfig):
    name = "kba"

    def ready(self) -> None:
        """Tell the log why somebody looked at a KBA, and a plan what it costs."""
        audit = import_module("sohos.audit.services")
        selectors = import_module("kba.selectors")
        audit.explain_looks("kba_id", selectors.ground_of_kba)
        plans = import_module("plans.selectors")
        plans.tell_costs(selectors.costs_now)
