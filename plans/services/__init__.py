"""Acts on plans: writing, judging, closing, and the registers they draw from."""

from plans.services.closing import (
    NotApprovedError,
    NotTheCasemanagerError,
    SignerMissingError,
    adopt_plan,
    attach_prognosis,
    sign_off,
)
from plans.services.course import (
    ChangedMeanwhileError,
    PlanClosedError,
    UnderReviewError,
)
from plans.services.judging import (
    BasisUnknownError,
    NotUnderReviewError,
    ask_review,
    review_doorbraak,
    withdraw_review,
)
from plans.services.registers import load_registers
from plans.services.writing import (
    DoorbraakText,
    IntakeNotDecidedError,
    KnelpuntText,
    NegativeCostError,
    NotInPlanError,
    NotInRegisterError,
    TextMissingError,
    add_knelpunt,
    change_knelpunt,
    remove_knelpunt,
    start_plan,
    write_doorbraak,
    write_leefwereld,
)

__all__ = [
    "BasisUnknownError",
    "ChangedMeanwhileError",
    "DoorbraakText",
    "IntakeNotDecidedError",
    "KnelpuntText",
    "NegativeCostError",
    "NotApprovedError",
    "NotInPlanError",
    "NotInRegisterError",
    "NotTheCasemanagerError",
    "NotUnderReviewError",
    "PlanClosedError",
    "SignerMissingError",
    "TextMissingError",
    "UnderReviewError",
    "add_knelpunt",
    "adopt_plan",
    "ask_review",
    "attach_prognosis",
    "change_knelpunt",
    "load_registers",
    "remove_knelpunt",
    "review_doorbraak",
    "sign_off",
    "start_plan",
    "withdraw_review",
    "write_doorbraak",
    "write_leefwereld",
]
