"""Acts: register a household and decide whether it takes part."""

from datetime import date, datetime

from django.db import transaction

from cases import selectors
from cases.domain import case_code, phases, registration
from cases.domain.next_step import NextStep
from cases.domain.phases import Phase, StopOutcome
from cases.domain.registration import Decision, NewMember, Registration
from cases.domain.screening import screen
from cases.models import (
    Case,
    CaseNumber,
    Household,
    HouseholdMember,
    Person,
    Programme,
    Provision,
)
from cases.services.course import enter, stop
from cases.services.people import give_to
from sohos.audit import services as audit
from sohos.core.dates import local_day, require_past
from sohos.core.errors import DomainError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

_ENDS = {
    Decision.REFER: StopOutcome.REFERRED,
    Decision.REFUSE: StopOutcome.REFUSED,
}


class ProgrammeNotOpenError(DomainError):
    """The programme does not exist, or takes no households on that day."""

    code = "programme_not_open"


@transaction.atomic
def register_household(
    *,
    actor: Actor,
    programme_id: int,
    new: Registration,
    casemanager_id: int | None = None,
    now: datetime,
) -> Case:
    """Register a household with its members, screen it and open its case.

    A casemanager who registers a household gets the case; a team lead may name any
    casemanager or nobody.

    Args:
        actor: who writes it down.
        programme_id: a programme that is open on the day of registration.
        new: the household as written down.
        casemanager_id: to whom the case goes.
        now: aware.

    Returns:
        The case: in intake when included, otherwise aangemeld, wachtlijst or uitval.

    Raises:
        NotAllowedError: the actor registers no households, or assigns to a colleague
            without being allowed to.
        ProgrammeNotOpenError: no such programme, or not on that day.
        NotACasemanagerError: `casemanager_id` is none here.
        NoMembersError, NameNotUsableError, DayInFutureError, ConsentMissingError,
        ReasonMissingError: see
            `registration.check`.
    """
    actor.require(Permission.CASE_REGISTER)
    programme = _open_programme(actor, programme_id, on=new.registered_on)
    result = screen(
        new.situation, criteria=selectors.criteria_of(programme, on=new.registered_on)
    )
    registration.check(new, meets_criteria=result.meets, today=local_day(now))
    if casemanager_id is None and not actor.can(Permission.CASE_ASSIGN):
        casemanager_id = actor.user_id
    if casemanager_id != actor.user_id and casemanager_id is not None:
        actor.require(Permission.CASE_ASSIGN)
    case = _open_case(actor, programme, new, now=now)
    if casemanager_id is not None:
        give_to(case, casemanager_id, actor=actor, now=now)
    enter(case, Phase.AANGEMELD, on=new.registered_on, actor=actor, now=now)
    _decide(case, new.decision, new.reason, on=new.registered_on, actor=actor, now=now)
    audit.record(
        "case.registered",
        actor=actor,
        subject=f"case:{case.pk}",
        at=now,
        detail={"decision": new.decision, "meets": int(result.meets)},
    )
    return case


@transaction.atomic
def decide_intake(
    *,
    actor: Actor,
    case_id: int,
    decision: Decision,
    reason: str,
    on: date,
    now: datetime,
) -> Case:
    """Decide on a household that was registered before, or is waiting.

    Args:
        actor: who decides.
        case_id: a case that is aangemeld or on the waiting list.
        decision: anything but later.
        reason: why; may be empty only for including a household that meets the
            criteria.
        on: the day of the decision.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such case for this actor.
        DayInFutureError: the decision lies after today.
        ReasonMissingError: the decision has to be explained.
        TransitionNotAllowedError: the case is past its intake.
    """
    case = selectors.case_to_work_on(actor, case_id=case_id)
    require_past(on, today=local_day(now), field="on")
    meets = selectors.screening_of(case).meets
    if registration.needs_reason(decision, meets_criteria=meets) and not reason.strip():
        raise registration.ReasonMissingError
    if case.phase not in {Phase.AANGEMELD, Phase.WACHTLIJST}:
        raise phases.TransitionNotAllowedError(case.phase)
    _decide(case, decision, reason, on=on, actor=actor, now=now)
    case.decision = decision
    case.save(update_fields=["decision"])
    audit.record(
        "case.intake_decided",
        actor=actor,
        subject=f"case:{case.pk}",
        at=now,
        detail={"decision": decision},
    )
    return case


def _open_programme(actor: Actor, programme_id: int, *, on: date) -> Programme:
    programme = selectors.programmes(actor).filter(pk=programme_id).first()
    if programme is None or on < programme.starts_on:
        raise ProgrammeNotOpenError(str(programme_id))
    if programme.ends_on is not None and on > programme.ends_on:
        raise ProgrammeNotOpenError(str(programme_id))
    return programme


def _open_case(
    actor: Actor, programme: Programme, new: Registration, *, now: datetime
) -> Case:
    cost = new.situation.yearly_cost
    case = Case.objects.create(
        code=_next_code(new.registered_on.year),
        household=_store_household(new),
        programme=programme,
        phase=Phase.AANGEMELD,
        phase_since=new.registered_on,
        next_step=NextStep.DECIDE_INTAKE,
        registered_on=new.registered_on,
        registered_at=now,
        registered_by_id=actor.user_id,
        source=new.source,
        source_note=new.source_note.strip(),
        has_consent=new.has_consent,
        decision=new.decision,
        request=new.request.strip(),
        helpers=new.situation.helpers,
        risks=sorted(new.situation.risks),
        yearly_cost_cents=None if cost is None else cost.cents,
    )
    Provision.objects.bulk_create(
        Provision(case=case, kind=kind, from_on=new.registered_on)
        for kind in sorted(new.situation.provisions)
    )
    return case


def _store_household(new: Registration) -> Household:
    household = Household.objects.create(
        name=registration.household_name(new),
        address=new.address.strip(),
        postcode=new.postcode.strip().upper(),
        place=new.place.strip(),
        phone=new.phone.strip(),
    )
    for member in new.members:
        HouseholdMember.objects.create(
            household=household,
            person=_store_person(member),
            relation=member.relation,
            from_on=new.registered_on,
        )
    return household


def _store_person(member: NewMember) -> Person:
    return Person.objects.create(
        first_name=registration.clean_name(member.first_name),
        surname=registration.clean_name(member.surname)
        if member.surname.strip()
        else "",
        born_on=member.born_on,
    )


def _next_code(year: int) -> str:
    CaseNumber.objects.bulk_create([CaseNumber(year=year)], ignore_conflicts=True)
    counter = CaseNumber.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return case_code.write(year, counter.last)


def _decide(
    case: Case,
    decision: Decision,
    reason: str,
    *,
    on: date,
    actor: Actor,
    now: datetime,
) -> None:
    if decision in _ENDS:
        stop(case, _ENDS[decision], reason, on=on, actor=actor, now=now)
    elif decision is Decision.INCLUDE:
        enter(case, Phase.INTAKE, on=on, actor=actor, now=now, reason=reason)
    elif decision is Decision.WAIT:
        enter(case, Phase.WACHTLIJST, on=on, actor=actor, now=now, reason=reason)
