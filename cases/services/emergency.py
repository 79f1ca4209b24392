"""Acts: break the glass of a case in an emergency, tell who watches, judge it."""

from datetime import datetime

from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from cases import selectors
from cases.domain import emergency
from cases.domain.emergency import Verdict
from cases.models import Case, EmergencyAccess, EmergencyVerdict, Task
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import NotAllowedError
from sohos.jobs import services as jobs
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import User
from sohos.tenancy.permissions import Permission, Role


@transaction.atomic
def break_glass(
    *, actor: Actor, code: str, reason: str, now: datetime
) -> EmergencyAccess:
    """Open a case to oneself in an emergency, to read and not for long.

    The team leads of the case get a task; they and the privacy officers get a mail.

    Args:
        actor: somebody whose roles read cases, in person and not by a program.
        code: of a case in the actor's municipality.
        reason: in a sentence; the privacy officer judges by it.
        now: aware.

    Raises:
        NotAllowedError: the actor's roles read no cases, or a program asks.
        ReasonMissingError, ReasonTooShortError: as in `emergency.check_reason`.
        NoSuchCaseError: the code is not known here.
        AccessThereError: the actor may see the case already.
    """
    actor.require(Permission.CASE_READ)
    if actor.token_id is not None:
        raise NotAllowedError(Permission.CASE_READ)
    emergency.check_reason(reason)
    case = (
        Case.objects.filter(municipality_id=actor.municipality_id, code=code.strip())
        .select_for_update(of=("self",))
        .first()
    )
    if case is None:
        raise emergency.NoSuchCaseError
    if selectors.cases_for(actor).filter(pk=case.pk).exists():
        raise emergency.AccessThereError(str(case.pk))
    row = EmergencyAccess.objects.create(
        case=case,
        by_id=actor.user_id,
        reason=reason.strip(),
        at=now,
        until=emergency.until(now),
    )
    _ask_leads(row, actor=actor, now=now)
    audit.record(
        "case.glass_broken",
        actor=actor,
        subject=f"case:{case.pk}",
        at=now,
        purpose=f"{selectors.EMERGENCY} {row.pk}",
        detail={"access": row.pk},
    )
    jobs.after_commit("cases.tell_of_emergency", actor=actor, now=now, access_id=row.pk)
    return row


@transaction.atomic
def judge_emergency(
    *, actor: Actor, access_id: int, verdict: Verdict, note: str, now: datetime
) -> EmergencyVerdict:
    """Judge an emergency access; one that was not justified ends at once.

    Args:
        actor: a privacy officer, not about themselves.
        access_id: the emergency access.
        verdict: justified or not.
        note: why; needed when it was not justified.
        now: aware.

    Raises:
        NotAllowedError: the actor may not read the log.
        NotFoundError: no such access here.
        OwnAccessError: it was the actor who looked.
        AlreadyJudgedError: somebody was first.
        ReasonMissingError: it was not justified, and nobody says why.
    """
    row = selectors.emergency_access_of(actor, access_id=access_id)
    Case.objects.select_for_update().get(pk=row.case_id)
    if row.by_id == actor.user_id:
        raise emergency.OwnAccessError
    if EmergencyVerdict.objects.filter(access=row).exists():
        raise emergency.AlreadyJudgedError
    emergency.check_verdict(verdict, note)
    judged = EmergencyVerdict.objects.create(
        access=row, verdict=verdict, note=note.strip(), at=now, by_id=actor.user_id
    )
    audit.record(
        "case.glass_judged",
        actor=actor,
        subject=f"case:{row.case_id}",
        at=now,
        detail={"access": row.pk, "verdict": verdict},
    )
    return judged


def tell_of_emergency(*, actor: Actor, access_id: int, now: datetime) -> int:
    """Mail the team leads of the case and the privacy officers; it names no household.

    Args:
        actor: who broke the glass.
        access_id: the emergency access.
        now: aware.

    Returns:
        How many people were told.

    Raises:
        OSError: the mail server does not take the mail.
    """
    row = EmergencyAccess.objects.select_related("case", "by").get(
        pk=access_id, municipality_id=actor.municipality_id
    )
    today = local_day(now)
    officers = tenancy.colleagues(actor, role=Role.PRIVACY_OFFICER, today=today)
    people = {user.pk: user for user in (*_leads(row, actor, now=now), *officers)}
    people.pop(actor.user_id, None)
    said = _(
        "%(who)s heeft dossier %(code)s met noodtoegang geopend.\n\n"
        "De reden en wat er bekeken is staan in SOHOS. De toegang stopt vanzelf na "
        "vier uur."
    ) % {"who": row.by.name, "code": row.case.code}
    for user in people.values():
        send_mail(_("Noodtoegang tot een dossier"), f"{said}\n", None, [user.email])
    return len(people)


def _ask_leads(row: EmergencyAccess, *, actor: Actor, now: datetime) -> None:
    what = _("Bespreek de noodtoegang van %(who)s") % {"who": actor.user_name}
    for lead in _leads(row, actor, now=now):
        Task.objects.create(
            case_id=row.case_id,
            what=what[:200],
            owner_id=lead.pk,
            due_on=local_day(now),
            added_at=now,
            added_by_id=actor.user_id,
        )


def _leads(row: EmergencyAccess, actor: Actor, *, now: datetime) -> list[User]:
    """Return the team leads who see the case; without any, all of them."""
    leads = tenancy.colleagues(actor, role=Role.TEAM_LEAD, today=local_day(now))
    leads = leads.exclude(pk=actor.user_id)
    if row.case.team is None:
        return list(leads)
    own = leads.filter(memberships__team=row.case.team).distinct()
    return list(own) or list(leads)
