"""Acts on households and cases: intake, people, course, every day and registers."""

from cases.services.course import await_step, reach_phase, reopen_case, stop_case
from cases.services.daily import (
    OwnerNotInCaseError,
    add_task,
    remind,
    tick_task,
    write_entry,
)
from cases.services.documents import add_document, withdraw_document
from cases.services.intake import (
    ProgrammeNotOpenError,
    decide_intake,
    register_household,
)
from cases.services.people import NotACasemanagerError, assign_case, grant_case
from cases.services.registers import (
    ProgrammeExistsError,
    load_registers,
    start_programme,
)

__all__ = [
    "NotACasemanagerError",
    "OwnerNotInCaseError",
    "ProgrammeExistsError",
    "ProgrammeNotOpenError",
    "add_document",
    "add_task",
    "assign_case",
    "await_step",
    "decide_intake",
    "grant_case",
    "load_registers",
    "reach_phase",
    "register_household",
    "remind",
    "reopen_case",
    "start_programme",
    "stop_case",
    "tick_task",
    "withdraw_document",
    "write_entry",
]
