"""Acts on households and cases: intake, people, course and registers."""

from cases.services.course import await_step, reach_phase, reopen_case, stop_case
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
    "ProgrammeExistsError",
    "ProgrammeNotOpenError",
    "assign_case",
    "await_step",
    "decide_intake",
    "grant_case",
    "load_registers",
    "reach_phase",
    "register_household",
    "reopen_case",
    "start_programme",
    "stop_case",
]
