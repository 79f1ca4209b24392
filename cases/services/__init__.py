"""Acts on households and cases: intake, people, course, every day and registers."""

from cases.services.birthdays import tell_birthdays
from cases.services.course import await_step, reach_phase, reopen_case, stop_case
from cases.services.daily import (
    OwnerNotInCaseError,
    add_task,
    remind,
    tick_task,
    write_entry,
)
from cases.services.documents import add_document, withdraw_document
from cases.services.emergency import break_glass, judge_emergency, tell_of_emergency
from cases.services.exceptions import grant_case, revoke_case
from cases.services.households import (
    AddressNotYoursToOpenError,
    add_member,
    change_address,
    change_member,
    end_address_grant,
    grant_address,
)
from cases.services.intake import (
    ProgrammeNotOpenError,
    decide_intake,
    register_household,
)
from cases.services.involvement import (
    add_involvement,
    change_involvement,
    remove_involvement,
)
from cases.services.noted import RowChangedMeanwhileError
from cases.services.organisations import (
    MergedIntoItselfError,
    OrganisationExistsError,
    add_organisation,
    merge_organisation,
    split_organisation,
)
from cases.services.people import NotACasemanagerError, assign_case
from cases.services.protection import (
    BlockedThemselvesError,
    block_person,
    lift_block,
)
from cases.services.provisions import (
    add_provision,
    change_provision,
    remove_provision,
)
from cases.services.registers import (
    ProgrammeExistsError,
    load_registers,
    start_programme,
)

__all__ = [
    "AddressNotYoursToOpenError",
    "BlockedThemselvesError",
    "MergedIntoItselfError",
    "NotACasemanagerError",
    "OrganisationExistsError",
    "OwnerNotInCaseError",
    "ProgrammeExistsError",
    "ProgrammeNotOpenError",
    "RowChangedMeanwhileError",
    "add_document",
    "add_involvement",
    "add_member",
    "add_organisation",
    "add_provision",
    "add_task",
    "assign_case",
    "await_step",
    "block_person",
    "break_glass",
    "change_address",
    "change_involvement",
    "change_member",
    "change_provision",
    "decide_intake",
    "end_address_grant",
    "grant_address",
    "grant_case",
    "judge_emergency",
    "lift_block",
    "load_registers",
    "merge_organisation",
    "reach_phase",
    "register_household",
    "remind",
    "remove_involvement",
    "remove_provision",
    "reopen_case",
    "revoke_case",
    "split_organisation",
    "start_programme",
    "stop_case",
    "tell_birthdays",
    "tell_of_emergency",
    "tick_task",
    "withdraw_document",
    "write_entry",
]
