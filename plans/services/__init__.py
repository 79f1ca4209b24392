"""Acts on plans: writing, judging, closing, and the registers they draw from."""

from plans.services.changing import (
    ChangeReasonMissingError,
    NotAdoptedYetError,
    YearOverError,
    begin_change,
    drop_change,
)
from plans.services.closing import (
    NotApprovedError,
    NotTheCasemanagerError,
    PrognosisFixedError,
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
from plans.services.domains import (
    DomainOpenError,
    DomainText,
    PurposeMissingError,
    close_domain,
    open_domain,
    write_domain,
)
from plans.services.doorbraken import (
    DoorbraakText,
    NegativeCostError,
    NotInPlanError,
    remove_doorbraak,
    write_doorbraak,
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
    IntakeNotDecidedError,
    KnelpuntText,
    NotInRegisterError,
    TextMissingError,
    add_knelpunt,
    change_knelpunt,
    remove_knelpunt,
    start_plan,
    write_leefwereld,
)

__all__ = [
    "BasisUnknownError",
    "ChangeReasonMissingError",
    "ChangedMeanwhileError",
    "DomainOpenError",
    "DomainText",
    "DoorbraakText",
    "IntakeNotDecidedError",
    "KnelpuntText",
    "NegativeCostError",
    "NotAdoptedYetError",
    "NotApprovedError",
    "NotInPlanError",
    "NotInRegisterError",
    "NotTheCasemanagerError",
    "NotUnderReviewError",
    "PlanClosedError",
    "PrognosisFixedError",
    "PurposeMissingError",
    "SignerMissingError",
    "TextMissingError",
    "UnderReviewError",
    "YearOverError",
    "add_knelpunt",
    "adopt_plan",
    "ask_review",
    "attach_prognosis",
    "begin_change",
    "change_knelpunt",
    "close_domain",
    "drop_change",
    "load_registers",
    "open_domain",
    "remove_doorbraak",
    "remove_knelpunt",
    "review_doorbraak",
    "sign_off",
    "start_plan",
    "withdraw_review",
    "write_domain",
    "write_doorbraak",
    "write_leefwereld",
]
