from dataclasses import replace
from datetime import UTC, date, datetime

from cases import services, tasks
from cases.domain.phases import StopOutcome
from cases.domain.registration import NewMember, Relation
from cases.models import AgeNotice, Task
from sohos.tenancy import context
from sohos.tenancy.permissions import Role
from tests.services.cases.households import MEREL, NOW, register
from tests.towns import Town

SOFIE = replace(
    MEREL,
    members=(
        *MEREL.members[:1],
        NewMember("Sofie", Relation.CHILD, "Merel", date(2014, 11, 16)),
        NewMember("Bram", Relation.CHILD, "Merel", date(2008, 12, 1)),
        NewMember("Ko", Relation.OTHER),
    ),
)


def tell(town: Town, now: datetime = NOW) -> int:
    with context.tenant(town.id):
        return services.tell_birthdays(now=now)


def test_a_birthday_becomes_a_task_once(almelo: Town, den_haag: Town) -> None:
    case = register(almelo, SOFIE)
    with almelo.acting(Role.CASEMANAGER) as noor:
        services.reach_phase(
            actor=noor,
            case_id=case.pk,
            phase="leefwereld",  # type: ignore[arg-type]
            on=MEREL.registered_on,
            now=NOW,
        )
    assert tell(den_haag) == 0
    assert tell(almelo) == 2
    assert tell(almelo) == 0
    with almelo.acting(Role.CASEMANAGER) as noor:
        found = Task.objects.filter(case=case).order_by("due_on")
        assert [(row.due_on, row.owner_id) for row in found] == [
            (date(2026, 11, 16), noor.user_id),
            (date(2026, 12, 1), noor.user_id),
        ]
        assert found[0].what.startswith("Sofie wordt 12")
        assert found[1].what.startswith("Bram wordt 18")


def test_nobody_is_asked_in_a_case_that_is_over_or_has_nobody(
    almelo: Town, den_haag: Town
) -> None:
    register(almelo, SOFIE, role=Role.TEAM_LEAD)
    over = register(almelo, SOFIE)
    with almelo.acting(Role.CASEMANAGER) as noor:
        services.stop_case(
            actor=noor,
            case_id=over.pk,
            outcome=StopOutcome.MOVED,
            reason="Verhuisd.",
            on=MEREL.registered_on,
            now=NOW,
        )
    assert tell(almelo) == 0


def test_the_job_goes_by_every_municipality(
    own_database: str, almelo: Town, den_haag: Town
) -> None:
    teenager = replace(SOFIE.members[1], born_on=date(2014, 11, 22))
    now = datetime.now(UTC).date()
    teenager = replace(teenager, born_on=date(now.year - 12, now.month, 1))
    for town in (almelo, den_haag):
        register(town, replace(MEREL, members=(MEREL.members[0], teenager)))
    tasks.birthdays()
    tasks.birthdays()
    for town in (almelo, den_haag):
        with town.acting(Role.CASEMANAGER):
            assert AgeNotice.objects.count() == 1
