"""Acts on households and cases: intake, people, course, every day and registers."""

from cases.services.agreed import agree_task, drop_agreed_task
from cases.services.arrivals import (
    ApplicationHandledError,
    close_application,
    new_reference,
    receive_application,
    take_application,
)
from cases.services.birthdays import tell_birthdays
from cases.services.course import await_step, reach_phase, reopen_case, stop_case
from cases.services.daily import (
    OwnerNotInCaseError,
    add_task,
    remind,
    tick_task,
    write_entry,
)
from cases.services.debts import add_debt, tell_debt
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
from cases.services.merges import merge, plan_merge, undo_merge
from cases.services.noted import RowChangedMeanwhileError
from cases.services.organisations import (
    MergedIntoItselfError,
    OrganisationExistsError,
    add_organisation,
    merge_organisation,
    split_organisation,
)
from cases.services.people import NotACasemanagerError, assign_case, reassign_cases
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
    CriteriaBeforeProgrammeError,
    ProgrammeExistsError,
    load_registers,
    set_criteria,
    start_programme,
)
from cases.services.relapse import (
    close_case,
    continue_aftercare,
    plan_relapse_checks,
    record_relapse_check,
)
from cases.services.screening_lists import (
    ListKnownError,
    ListNotReadyError,
    NoNameColumnError,
    ask_check,
    ask_import,
    check_screening_list,
    drop_screening_list,
    import_screening_list,
    preview,
    upload_screening_list,
)
from cases.services.wellbeing import measure

__all__ = [
    "AddressNotYoursToOpenError",
    "ApplicationHandledError",
    "BlockedThemselvesError",
    "CriteriaBeforeProgrammeError",
    "ListKnownError",
    "ListNotReadyError",
    "MergedIntoItselfError",
    "NoNameColumnError",
    "NotACasemanagerError",
    "OrganisationExistsError",
    "OwnerNotInCaseError",
    "ProgrammeExistsError",
    "ProgrammeNotOpenError",
    "RowChangedMeanwhileError",
    "add_debt",
    "add_document",
    "add_involvement",
    "add_member",
    "add_organisation",
    "add_provision",
    "add_task",
    "agree_task",
    "ask_check",
    "ask_import",
    "assign_case",
    "await_step",
    "block_person",
    "break_glass",
    "change_address",
    "change_involvement",
    "change_member",
    "change_provision",
    "check_screening_list",
    "close_application",
    "close_case",
    "continue_aftercare",
    "decide_intake",
    "drop_agreed_task",
    "drop_screening_list",
    "end_address_grant",
    "grant_address",
    "grant_case",
    "import_screening_list",
    "judge_emergency",
    "lift_block",
    "load_registers",
    "measure",
    "merge",
    "merge_organisation",
    "new_reference",
    "plan_merge",
    "plan_relapse_checks",
    "preview",
    "reach_phase",
    "reassign_cases",
    "receive_application",
    "record_relapse_check",
    "register_household",
    "remind",
    "remove_involvement",
    "remove_provision",
    "reopen_case",
    "revoke_case",
    "set_criteria",
    "split_organisation",
    "start_programme",
    "stop_case",
    "take_application",
    "tell_birthdays",
    "tell_debt",
    "tell_of_emergency",
    "tick_task",
    "undo_merge",
    "upload_screening_list",
    "withdraw_document",
    "write_entry",
]
