"""The words of a cost line beside those of a bill: scenario, kind, role (rule 2)."""

from enum import StrEnum


class Scenario(StrEnum):
    """Carrying on as now, or with the maatwerkplan."""

    WITHOUT = "zonder"
    WITH = "met"


class Kind(StrEnum):
    """Immaterial effects stay a separate subtotal and never touch cash."""

    FINANCIAL = "financieel"
    IMMATERIAL = "immaterieel"


class Role(StrEnum):
    """What is paid: care and provisions, or the effort of the plan itself."""

    CARE = "voorziening"
    PLAN = "planinzet"
