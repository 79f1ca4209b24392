"""Acts: who belongs to a household, from when until when, and where it lives."""

from datetime import datetime

from django.db import transaction

from cases import selectors
from cases.domain import membership
from cases.domain.membership import Belonging, Named
from cases.models import AddressGrant, Case, Household, HouseholdMember, Person
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import DomainError, NotFoundError
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class AddressNotYoursToOpenError(DomainError):
    """Who may not see a hidden address gives it to somebody else, not to themselves."""

    code = "address_not_yours_to_open"


@transaction.atomic
def add_member(
    *,
    actor: Actor,
    case_id: int,
    who: Named | int,
    belonging: Belonging,
    now: datetime,
) -> HouseholdMember:
    """Let a person belong to the household of a case, now or in the past.

    Args:
        actor: who writes it down.
        case_id: the case.
        who: somebody new, or the id of a person whom the actor may see; that person
            stays in every other household as well.
        belonging: as whom, from when and until when.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such case or person for this actor.
        AlreadyMemberError: they belong to it already.
        NameNotUsableError, DayInFutureError, PeriodTurnedError, BeforeBirthError: see
            `membership`.
    """
    case = selectors.case_to_work_on(actor, case_id=case_id)
    today = local_day(now)
    person = _known(actor, who) if isinstance(who, int) else _new(who, now)
    membership.check(belonging, born_on=person.born_on, today=today)
    if isinstance(who, Named):
        person.save()
    there = HouseholdMember.objects.filter(household_id=case.household_id)
    if there.filter(person=person, until_on__isnull=True).exists():
        raise membership.AlreadyMemberError
    member = HouseholdMember.objects.create(
        household_id=case.household_id,
        person=person,
        relation=belonging.relation,
        from_on=belonging.from_on,
        until_on=belonging.until_on,
    )
    _record("case.member_added", case, actor=actor, now=now, member=member.pk)
    return member


@transaction.atomic
def change_member(
    *,
    actor: Actor,
    member_id: int,
    who: Named,
    belonging: Belonging,
    now: datetime,
) -> HouseholdMember:
    """Correct who somebody is, or from when until when they belong to a household.

    Name and birth belong to the person and change in every household of theirs.

    Args:
        actor: who writes it down.
        member_id: a membership in a case of the actor.
        who: as it should have been.
        belonging: as it should have been; with a last day the person left.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such membership for this actor.
        NobodyLeftError: nobody would be left in the household.
        AlreadyMemberError: they came back already in another period.
        NameNotUsableError, DayInFutureError, PeriodTurnedError, BeforeBirthError: see
            `membership`.
    """
    case, member = selectors.member_to_work_on(actor, member_id=member_id)
    today = local_day(now)
    cleaned = membership.cleaned(who, today=today)
    membership.check(belonging, born_on=cleaned.born_on, today=today)
    open_ones = HouseholdMember.objects.filter(
        household_id=case.household_id, until_on__isnull=True
    ).exclude(pk=member.pk)
    if belonging.until_on is not None and not open_ones.exists():
        raise membership.NobodyLeftError
    if belonging.until_on is None and open_ones.filter(person=member.person).exists():
        raise membership.AlreadyMemberError
    person = member.person
    person.first_name, person.surname = cleaned.first_name, cleaned.surname
    person.born_on = cleaned.born_on
    person.save(update_fields=["first_name", "surname", "born_on"])
    member.relation, member.from_on = belonging.relation, belonging.from_on
    member.until_on = belonging.until_on
    member.save(update_fields=["relation", "from_on", "until_on"])
    _record("case.member_changed", case, actor=actor, now=now, member=member.pk)
    return member


@transaction.atomic
def change_address(
    *,
    actor: Actor,
    case_id: int,
    contact: selectors.Contact,
    now: datetime,
) -> None:
    """Write down where a household lives, and whether that is hidden.

    Whoever hides an address, and the casemanager, may see it from then on; everybody
    else only after they were granted it.

    Args:
        actor: somebody who may see the address.
        case_id: the case.
        contact: as it is now.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such case for this actor, or its address is hidden from them.
    """
    case = selectors.case_to_work_on(actor, case_id=case_id)
    household = _with_open_address(actor, case)
    hides = contact.is_hidden and not household.address_is_hidden
    household.address = contact.address.strip()
    household.postcode = contact.postcode.strip().upper()
    household.place = contact.place.strip()
    household.phone = contact.phone.strip()
    household.address_is_hidden = contact.is_hidden
    household.save(
        update_fields=["address", "postcode", "place", "phone", "address_is_hidden"]
    )
    if hides:
        for user_id in {actor.user_id, case.casemanager_id or actor.user_id}:
            _open_to(household, user_id, actor=actor, now=now)
    _record(
        "case.address_changed",
        case,
        actor=actor,
        now=now,
        hidden=int(contact.is_hidden),
    )


@transaction.atomic
def grant_address(*, actor: Actor, case_id: int, user_id: int, now: datetime) -> None:
    """Let a colleague see the hidden address of a household.

    Args:
        actor: somebody who sees it, or a team lead, who then cannot give it to
            themselves.
        case_id: the case.
        user_id: somebody who works here; who may see it already may see it still.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such case for this actor, no such colleague, or the address
            is hidden from an actor who does not assign cases.
        AddressNotYoursToOpenError: a team lead who does not see it asks for themselves.
    """
    case = selectors.case_to_work_on(actor, case_id=case_id)
    if not selectors.open_addresses(actor).filter(pk=case.household_id).exists():
        if not actor.can(Permission.CASE_ASSIGN):
            raise NotFoundError
        if user_id == actor.user_id:
            raise AddressNotYoursToOpenError
    tenancy.actor_for(user_id, actor.municipality_id, today=local_day(now))
    _open_to(case.household, user_id, actor=actor, now=now)
    _record("case.address_granted", case, actor=actor, now=now, user=user_id)


@transaction.atomic
def end_address_grant(
    *, actor: Actor, case_id: int, user_id: int, now: datetime
) -> None:
    """Let a colleague no longer see the hidden address of a household, at once.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such case for this actor, or the address is hidden from an
            actor who does not assign cases.
    """
    case = selectors.case_to_work_on(actor, case_id=case_id)
    if not actor.can(Permission.CASE_ASSIGN):
        _with_open_address(actor, case)
    AddressGrant.objects.filter(
        household_id=case.household_id, user_id=user_id, ended_at__isnull=True
    ).update(ended_at=now, ended_by_id=actor.user_id)
    _record("case.address_grant_ended", case, actor=actor, now=now, user=user_id)


def _known(actor: Actor, person_id: int) -> Person:
    person = selectors.persons_for(actor).filter(pk=person_id).first()
    if person is None:
        raise NotFoundError
    return person


def _new(who: Named, now: datetime) -> Person:
    cleaned = membership.cleaned(who, today=local_day(now))
    return Person(
        first_name=cleaned.first_name,
        surname=cleaned.surname,
        born_on=cleaned.born_on,
    )


def _with_open_address(actor: Actor, case: Case) -> Household:
    found = selectors.open_addresses(actor).filter(pk=case.household_id)
    household = found.select_for_update().first()
    if household is None:
        raise NotFoundError
    return household


def _open_to(
    household: Household, user_id: int, *, actor: Actor, now: datetime
) -> None:
    there = AddressGrant.objects.filter(
        household=household, user_id=user_id, ended_at__isnull=True
    )
    if not there.exists():
        AddressGrant.objects.create(
            household=household, user_id=user_id, at=now, by_id=actor.user_id
        )


def _record(act: str, case: Case, *, actor: Actor, now: datetime, **ids: int) -> None:
    audit.record(act, actor=actor, subject=f"case:{case.pk}", at=now, detail=ids)
