"""Grows the demo: invented municipalities, and told cases said again by the thousand.

Rows are added many at a time, under the walls of each municipality like all others.
Nobody acted, so the audit log has no line about them; and they hold no money, because
the ledger takes events one by one.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from cases import selectors as cases
from cases import services as case_services
from cases.domain import case_code
from cases.domain.screening import Criteria
from kba import services as kba
from plans import services as plans
from sohos.demo import inserting, invented, staffing
from sohos.demo.clock import moment
from sohos.demo.copying import REGISTERS, Colleague, Copy, Setting, registered_on
from sohos.demo.pattern import Pattern, pattern_of
from sohos.demo.people import MUNICIPALITIES, PASSWORD, DemoMunicipality
from sohos.demo.stories import STORIES, Until
from sohos.demo.town import FIRST_DAY, Cast
from sohos.tenancy import context, selectors
from sohos.tenancy.models import Membership, Municipality
from sohos.tenancy.permissions import Role

Report = Callable[[str], object]
COPIES_AT_ONCE = 200
TOLD_EVERY = 2_000


@dataclass(frozen=True, slots=True)
class Origin:
    """Where patterns come from: who had which role, and what the registers say."""

    patterns: tuple[Pattern, ...]
    roles: dict[int, Role]
    registers: dict[str, dict[int, str]]


def grow(households: int, casts: Sequence[Cast], *, report: Report) -> None:
    """Add households until there are so many; those that are there already stay.

    Args:
        households: how many the demo has in the end, the told ones included.
        casts: the municipalities whose stories were told.
        report: takes a line about each municipality that grew.
    """
    origins = {cast.town.id: _origin(cast) for cast in casts}
    elsewhere = origins[casts[0].town.id]
    hashed = make_password(PASSWORD)
    told = {town.id: len(STORIES[town.slug]) for town in MUNICIPALITIES}
    for town, share in invented.municipalities(households - sum(told.values())):
        wanted = share + told.get(town.id, 0)
        _open(town, wanted, hashed)
        for present in _fill(town, wanted, origins.get(town.id, elsewhere)):
            report(f"{town.name}: {present} of {wanted} households")


def _origin(cast: Cast) -> Origin:
    """Read the told cases whose money, if any, has not settled."""
    with context.tenant(cast.town.id):
        readers = [
            cast.actor(Role.TEAM_LEAD),
            *(
                cast.actor(Role.CASEMANAGER, index)
                for index in range(len(cast.users[Role.CASEMANAGER]))
            ),
        ]
        found = {
            case.household.name: (reader, case.pk)
            for reader in readers
            for case in cases.cases_for(reader)
        }
        return Origin(
            tuple(
                pattern_of(*found[story.name])
                for story in STORIES[cast.town.slug]
                if story.until < Until.ACCEPTED and story.ending != "moved"
            ),
            _roles(),
            _registers(),
        )


@transaction.atomic
def _open(town: DemoMunicipality, households: int, hashed: str) -> None:
    """Set a municipality up that is not there yet, and add the colleagues it lacks."""
    _, is_new = Municipality.objects.get_or_create(
        id=town.id,
        defaults={"name": town.name, "slug": town.slug, "theme": town.theme},
    )
    with context.tenant(town.id):
        staffing.fill(town, households, hashed=hashed)
        if not is_new:
            return
        now = moment(FIRST_DAY)
        case_services.load_registers(now=now)
        plans.load_registers(now=now)
        kba.load_catalogue(now=now)
        (administrator,) = staffing.colleagues()[Role.FUNCTIONAL_ADMIN]
        case_services.start_programme(
            actor=selectors.actor_for(administrator.id, town.id, today=FIRST_DAY),
            name=town.programme,
            target_households=households,
            starts_on=FIRST_DAY,
            ends_on=None,
            criteria=Criteria(min_provisions=3, helpers_warning=4),
            now=now,
        )


def _fill(town: DemoMunicipality, wanted: int, origin: Origin) -> Iterator[int]:
    """Add copies until a municipality has so many cases; tell now and then how many."""
    with context.tenant(town.id):
        setting, casemanagers = _setting(town, origin)
        present = inserting.count_cases()
    for first in range(present, wanted, COPIES_AT_ONCE):
        batch = range(first, min(first + COPIES_AT_ONCE, wanted))
        with context.tenant(town.id):
            inserting.insert(_copies(batch, origin.patterns, setting, casemanagers))
        if batch.stop == wanted or batch.stop // TOLD_EVERY > first // TOLD_EVERY:
            yield batch.stop


def _copies(
    numbers: range,
    patterns: Sequence[Pattern],
    setting: Setting,
    casemanagers: Sequence[Colleague],
) -> list[Copy]:
    """Choose pattern, programme and casemanager of each, and take its case number."""
    fitting = [one for one in patterns if setting.takes(one)]
    chosen = [(number, fitting[number % len(fitting)]) for number in numbers]
    years = Counter(registered_on(pattern, number)[:4] for number, pattern in chosen)
    codes = {
        year: iter(inserting.take_numbers(int(year), count))
        for year, count in sorted(years.items())
    }
    copies = []
    for number, pattern in chosen:
        year = registered_on(pattern, number)[:4]
        copies.append(
            Copy(
                pattern,
                setting,
                number=number,
                code=case_code.write(int(year), next(codes[year])),
                casemanager=casemanagers[number // len(fitting) % len(casemanagers)],
            )
        )
    return copies


def _setting(town: DemoMunicipality, origin: Origin) -> tuple[Setting, list[Colleague]]:
    colleagues = staffing.colleagues()
    casemanagers = colleagues[Role.CASEMANAGER]
    here = {
        table: {code: row for row, code in codes.items()}
        for table, codes in _registers().items()
    }
    reader = selectors.actor_for(casemanagers[0].id, town.id, today=FIRST_DAY)
    setting = Setting(
        municipality_id=town.id,
        place=town.name,
        programmes=tuple(
            (row.pk, row.starts_on, row.ends_on) for row in cases.programmes(reader)
        ),
        has_bond=town in MUNICIPALITIES,
        catalogue_id=max(inserting.column("kba_catalogue", "version")),
        registers={
            table: {
                row: here[table][code]
                for row, code in codes.items()
                if code in here[table]
            }
            for table, codes in origin.registers.items()
        },
        roles=origin.roles,
        people={role: people[0] for role, people in colleagues.items()},
    )
    return setting, casemanagers


def _registers() -> dict[str, dict[int, str]]:
    return {table: inserting.column(table, "code") for table in REGISTERS.values()}


def _roles() -> dict[int, Role]:
    rows = Membership.objects.order_by("-id").values_list("user_id", "role")
    return {user_id: Role(role) for user_id, role in rows}
