"""The cases app."""

from importlib import import_module

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        """Let the log say on what ground somebody looked at a case."""
        audit = import_module("sohos.audit.services")
        selectors = import_module("cases.selectors")
        audit.explain_looks("case_id", selectors.ground_of)
        audit.explain_looks("document_id", selectors.ground_of_document)
        for name, ground in selectors.grounds_of_rows().items():
            audit.explain_looks(name, ground)
