"""What households of the tests answered about the quality of their life."""

from datetime import date, datetime
from decimal import Decimal

from cases import services
from cases.domain.phases import Phase
from cases.domain.wellbeing import Answer, Moment, NonResponse
from cases.models import HouseholdMember
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW
from tests.towns import Town


def year_of(town: Town, case_id: int, *, from_on: date) -> None:
    """Let the year of a case begin, so that its moments fall due."""
    with town.acting(Role.CASEMANAGER) as noor:
        services.reach_phase(
            actor=noor, case_id=case_id, phase=Phase.UITVOERING, on=from_on, now=NOW
        )


def answer(
    town: Town,
    case_id: int,
    moment: Moment,
    said: int | NonResponse,
    *,
    on: date,
    member: int = 0,
    now: datetime = NOW,
) -> None:
    """Write down a score, or why there is none, of a member of the household."""
    with town.acting(Role.CASEMANAGER) as noor:
        members = HouseholdMember.objects.filter(household__cases=case_id)
        person_id = members.order_by("id")[member].person_id
        services.measure(
            actor=noor,
            case_id=case_id,
            says=Answer(
                person_id=person_id,
                instrument="cbs-geluk",
                moment=moment,
                on=on,
                score=Decimal(said) if isinstance(said, int) else None,
                non_response=None if isinstance(said, int) else said,
            ),
            now=now,
        )
