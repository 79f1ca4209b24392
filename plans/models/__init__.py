"""Plans, their parts, checks, signatures and frozen versions; no behaviour."""

from plans.models.judgement import (
    Edition,
    LegalCheck,
    LegalCheckBasis,
    PlanChange,
    PlanVersion,
    SignOff,
)
from plans.models.plan import (
    Agreement,
    Author,
    Doorbraak,
    DoorbraakKnelpunt,
    Knelpunt,
    Leefwereld,
    OpenedDomain,
    Plan,
    Revision,
    Severity,
)
from plans.models.registers import (
    KnelpuntKind,
    LegalBasis,
)

__all__ = [
    "Agreement",
    "Author",
    "Doorbraak",
    "DoorbraakKnelpunt",
    "Edition",
    "Knelpunt",
    "KnelpuntKind",
    "Leefwereld",
    "LegalBasis",
    "LegalCheck",
    "LegalCheckBasis",
    "OpenedDomain",
    "Plan",
    "PlanChange",
    "PlanVersion",
    "Revision",
    "Severity",
    "SignOff",
]
