"""Households, cases, registers and the work of every day; columns, no behaviour."""

from cases.models.arrivals import Application, ScreeningList
from cases.models.course import (
    Case,
    CaseGroupPermission,
    CaseNumber,
    CaseUserPermission,
    PhaseChange,
    Provision,
)
from cases.models.daily import JournalEntry, Task
from cases.models.documents import Document, DocumentWithdrawal
from cases.models.emergency import EmergencyAccess, EmergencyVerdict
from cases.models.followup import (
    Debt,
    DebtState,
    Measurement,
    RelapseCheck,
    RelapseFinding,
)
from cases.models.involvement import Involvement, ProvisionInUse
from cases.models.merges import Merge, MergeUndo
from cases.models.people import Household, HouseholdMember, Person
from cases.models.protection import AddressGrant, AgeNotice, Block, Representation
from cases.models.registers import (
    LifeDomain,
    Organisation,
    Programme,
    ProgrammeCriteria,
)
from cases.models.search import SearchWord

__all__ = [
    "AddressGrant",
    "AgeNotice",
    "Application",
    "Block",
    "Case",
    "CaseGroupPermission",
    "CaseNumber",
    "CaseUserPermission",
    "Debt",
    "DebtState",
    "Document",
    "DocumentWithdrawal",
    "EmergencyAccess",
    "EmergencyVerdict",
    "Household",
    "HouseholdMember",
    "Involvement",
    "JournalEntry",
    "LifeDomain",
    "Measurement",
    "Merge",
    "MergeUndo",
    "Organisation",
    "Person",
    "PhaseChange",
    "Programme",
    "ProgrammeCriteria",
    "Provision",
    "ProvisionInUse",
    "RelapseCheck",
    "RelapseFinding",
    "Representation",
    "ScreeningList",
    "SearchWord",
    "Task",
]
