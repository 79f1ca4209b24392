"""The next step in a case and who it waits for (rule C7)."""

from datetime import date
from enum import StrEnum

from cases.domain.phases import Phase


class Party(StrEnum):
    """For whom a case waits."""

    TEAM_LEAD = "team_lead"
    CASEMANAGER = "casemanager"
    JURIST = "jurist"
    HOUSEHOLD = "household"
    MANDATE_HOLDER = "mandate_holder"
    ACCOUNTANT = "accountant"
    CONTROLLER = "controller"
    TREASURY = "treasury"
    NOBODY = "nobody"


class NextStep(StrEnum):
    """What has to be done first; the codes are stored."""

    DECIDE_INTAKE = "decide_intake"
    ASSIGN = "assign"
    START_PLAN = "start_plan"
    WRITE_LEEFWERELD = "write_leefwereld"
    ADD_KNELPUNTEN = "add_knelpunten"
    WRITE_DOORBRAAK = "write_doorbraak"
    ASK_REVIEW = "ask_review"
    REVIEW = "review"
    ANSWER_JURIST = "answer_jurist"
    CALCULATE = "calculate"
    SIGN = "sign"
    ADOPT = "adopt"
    CARRY_OUT = "carry_out"
    REALISE = "realise"
    VALIDATE = "validate"
    ACCEPT = "accept"
    PAY = "pay"
    AFTERCARE = "aftercare"
    DECIDE_REOPEN = "decide_reopen"
    NOTHING = "nothing"


WAITS_FOR = {
    NextStep.DECIDE_INTAKE: Party.TEAM_LEAD,
    NextStep.ASSIGN: Party.TEAM_LEAD,
    NextStep.START_PLAN: Party.CASEMANAGER,
    NextStep.WRITE_LEEFWERELD: Party.CASEMANAGER,
    NextStep.ADD_KNELPUNTEN: Party.CASEMANAGER,
    NextStep.WRITE_DOORBRAAK: Party.CASEMANAGER,
    NextStep.ASK_REVIEW: Party.CASEMANAGER,
    NextStep.REVIEW: Party.JURIST,
    NextStep.ANSWER_JURIST: Party.CASEMANAGER,
    NextStep.CALCULATE: Party.CASEMANAGER,
    NextStep.SIGN: Party.HOUSEHOLD,
    NextStep.ADOPT: Party.MANDATE_HOLDER,
    NextStep.CARRY_OUT: Party.CASEMANAGER,
    NextStep.REALISE: Party.CASEMANAGER,
    NextStep.VALIDATE: Party.ACCOUNTANT,
    NextStep.ACCEPT: Party.CONTROLLER,
    NextStep.PAY: Party.TREASURY,
    NextStep.AFTERCARE: Party.CASEMANAGER,
    NextStep.DECIDE_REOPEN: Party.TEAM_LEAD,
    NextStep.NOTHING: Party.NOBODY,
}

FIRST_STEP = {
    Phase.AANGEMELD: NextStep.DECIDE_INTAKE,
    Phase.WACHTLIJST: NextStep.DECIDE_INTAKE,
    Phase.INTAKE: NextStep.START_PLAN,
    Phase.LEEFWERELD: NextStep.WRITE_LEEFWERELD,
    Phase.KNELPUNTEN: NextStep.ADD_KNELPUNTEN,
    Phase.DOORBRAAK: NextStep.WRITE_DOORBRAAK,
    Phase.KBA: NextStep.CALCULATE,
    Phase.UITVOERING: NextStep.CARRY_OUT,
    Phase.JAARGRENS: NextStep.VALIDATE,
    Phase.NAZORG: NextStep.AFTERCARE,
    Phase.AFGESLOTEN: NextStep.NOTHING,
    Phase.UITVAL: NextStep.NOTHING,
    Phase.HEROPEND: NextStep.START_PLAN,
}


def first_step(phase: Phase, *, has_casemanager: bool) -> NextStep:
    """Return the step with which a phase begins; without a casemanager: assign."""
    step = FIRST_STEP[phase]
    if WAITS_FOR[step] is Party.CASEMANAGER and not has_casemanager:
        return NextStep.ASSIGN
    return step


def current_step(step: NextStep, *, due_on: date | None, today: date) -> NextStep:
    """Return the step that counts today: at the jaargrens the year is to be measured.

    Args:
        step: as it was stored.
        due_on: the target date of the phase; in uitvoering the jaargrens.
        today: the day on which somebody looks.
    """
    if step is NextStep.CARRY_OUT and due_on is not None and today >= due_on:
        return NextStep.REALISE
    return step
