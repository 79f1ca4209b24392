"""Acts: raise a task when somebody comes of an age at which rights change."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cases.domain import coming_of_age
from cases.domain.phases import ENDED, Phase
from cases.models import AgeNotice, Case, HouseholdMember, Task
from sohos.audit import services as audit
from sohos.core.dates import local_day

_NOT_YET = (Phase.AANGEMELD, Phase.WACHTLIJST)


def _text(age: int, name: str) -> str:
    texts = {
        12: _("%(name)s wordt 12: praat voortaan ook met %(name)s zelf over het plan"),
        16: _("%(name)s wordt 16: vraag %(name)s zelf om toestemming voor hulp"),
        18: _("%(name)s wordt 18: regel wat er na de jeugdhulp komt"),
    }
    return texts[age] % {"name": name[:60]}


@transaction.atomic
def tell_birthdays(*, now: datetime) -> int:
    """Raise a task in each case in which somebody becomes 12, 16 or 18, once.

    Runs inside `context.tenant`, every morning; there is no actor.

    Args:
        now: aware.

    Returns:
        How many tasks were raised; none when it runs again.
    """
    today = local_day(now)
    born = Q()
    for first, last in coming_of_age.births_to_look_at(today):
        born |= Q(person__born_on__range=(first, last))
    members = (
        HouseholdMember.objects.filter(born, from_on__lte=today)
        .filter(Q(until_on__isnull=True) | Q(until_on__gte=today))
        .select_related("person")
        .order_by("id")
    )
    return sum(_tell(member, today=today, now=now) for member in members)


def _tell(member: HouseholdMember, *, today: date, now: datetime) -> int:
    born_on = member.person.born_on
    if born_on is None:
        return 0
    running = (
        Case.objects.filter(
            household_id=member.household_id, casemanager_id__isnull=False
        )
        .exclude(phase__in=[*ENDED, *_NOT_YET])
        .order_by("id")
    )
    raised = 0
    for age, on in coming_of_age.ages_to_tell(born_on, today=today):
        for case in running.select_for_update():
            raised += _raise(case, member, age, max(on, today), now)
    return raised


def _raise(
    case: Case, member: HouseholdMember, age: int, due_on: date, now: datetime
) -> int:
    owner_id = case.casemanager_id
    told = AgeNotice.objects.filter(
        Q(person_id=member.person_id)
        | Q(person__merged_away__kept_person_id=member.person_id),
        case=case,
        age=age,
    )
    if owner_id is None or told.exists():
        return 0
    task = Task.objects.create(
        case=case,
        what=_text(age, member.person.first_name),
        owner_id=owner_id,
        due_on=due_on,
        added_at=now,
        added_by_id=owner_id,
    )
    AgeNotice.objects.create(
        case=case, person_id=member.person_id, age=age, task=task, at=now
    )
    audit.record(
        "case.birthday_told",
        actor=None,
        subject=f"case:{case.pk}",
        at=now,
        detail={"task": task.pk, "age": age},
    )
    return 1
