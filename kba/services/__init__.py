"""Acts on a KBA: the catalogue, the rows, the stages, the validation, the report."""

from kba.services.catalogue import load_catalogue
from kba.services.closing import (
    BeforeJaargrensError,
    NotAdoptedError,
    NothingToFreezeError,
    PlanMissingError,
    freeze_prognosis,
    realise_year,
)
from kba.services.entering import RowText
from kba.services.judging import (
    AlreadyValidatedError,
    AnswerEmptyError,
    LinesOpenError,
    NoSuchAccountantError,
    NoSuchRowError,
    NothingCorrectedError,
    NotRealisedError,
    Said,
    TookPartError,
    ValidatedTooEarlyError,
    answer_question,
    assign_accountant,
    judge_line,
    validate_realisation,
)
from kba.services.proving import link_evidence, unlink_evidence
from kba.services.provisions import TakenOver, take_over_provisions
from kba.services.reporting import RENDER_REPORT, ask_report, store_report
from kba.services.simulating import (
    FEWEST_CASES,
    SIMULATE_PART,
    TooFewCasesError,
    run_part,
    simulate_programme,
)
from kba.services.writing import (
    ChangedMeanwhileError,
    KbaClosedError,
    KbaExistsError,
    add_line,
    change_line,
    remove_line,
    start_kba,
)

__all__ = [
    "FEWEST_CASES",
    "RENDER_REPORT",
    "SIMULATE_PART",
    "AlreadyValidatedError",
    "AnswerEmptyError",
    "BeforeJaargrensError",
    "ChangedMeanwhileError",
    "KbaClosedError",
    "KbaExistsError",
    "LinesOpenError",
    "NoSuchAccountantError",
    "NoSuchRowError",
    "NotAdoptedError",
    "NotRealisedError",
    "NothingCorrectedError",
    "NothingToFreezeError",
    "PlanMissingError",
    "RowText",
    "Said",
    "TakenOver",
    "TooFewCasesError",
    "TookPartError",
    "ValidatedTooEarlyError",
    "add_line",
    "answer_question",
    "ask_report",
    "assign_accountant",
    "change_line",
    "freeze_prognosis",
    "judge_line",
    "link_evidence",
    "load_catalogue",
    "realise_year",
    "remove_line",
    "run_part",
    "simulate_programme",
    "start_kba",
    "store_report",
    "take_over_provisions",
    "unlink_evidence",
    "validate_realisation",
]
