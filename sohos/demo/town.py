"""Sets up a municipality of the demo: people, registers, prices, programme, bond."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from bonds import services as bonds
from bonds.domain.contract import ContractTerms
from bonds.domain.day_count import DayCount
from cases import services as cases
from cases.domain.screening import Criteria
from kba import services as kba
from kba.domain.protocol import ProtocolText
from kba.domain.sampling import Method, Terms
from plans import services as plans
from sohos.accounts import services as accounts
from sohos.core.euro import Euro
from sohos.demo.clock import moment
from sohos.demo.people import (
    ALMELO,
    LENDS_TWICE,
    DemoMunicipality,
    DemoPerson,
    people_of,
)
from sohos.tenancy import context, selectors
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import Membership, Municipality, Team, User
from sohos.tenancy.permissions import Role

FIRST_DAY = date(2018, 10, 1)
COMMITMENTS = (("A", Fraction(1, 2)), ("B", Fraction(1, 3)), ("C", Fraction(1, 6)))
WITH_GUEST = (
    ("A", Fraction(1, 2)),
    ("B", Fraction(1, 3)),
    ("C", Fraction(1, 12)),
    ("D", Fraction(1, 12)),
)
_TEAM_ROLES = {Role.CASEMANAGER, Role.TEAM_LEAD}

_WHAT_IS_CHECKED = """\
Doel. Vaststellen of de besparing van de gemeente in het eerste jaar klopt, zodat zij \
daarop kan terugbetalen.

Per regel. Is de prijs die van de bron die erbij staat, in het goede jaar? Blijkt het \
aantal uit een factuur, declaratie of beschikking? Is wat zonder plan zou zijn gebruikt \
gelijk aan de vastgezette prognose? Is de aftrek onderbouwd?

Fout. Een aantal of prijs dat niet uit het bewijs blijkt. Een verschil van minder dan \
een euro is geen fout.

Verslag. Per regel een oordeel, met de reden bij een correctie of afwijzing. De \
accountant tekent de verklaring met het kenmerk van de vastgezette berekening."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays in a municipality: the users of each role, in a fixed order."""

    town: DemoMunicipality
    users: dict[Role, list[int]]
    _actors: dict[int, Actor] = field(default_factory=dict)
    _registers: dict[str, dict[str, Any]] = field(default_factory=dict)

    def actor(self, role: Role, index: int = 0) -> Actor:
        """Return somebody of a role, inside the tenant; roles never change here."""
        ids = self.users[role]
        user_id = ids[index % len(ids)]
        if user_id not in self._actors:
            self._actors[user_id] = selectors.actor_for(
                user_id, self.town.id, today=FIRST_DAY
            )
        return self._actors[user_id]

    def register(self, read: Callable[[Actor], Iterable[Any]], role: Role) -> Any:
        """Return the rows of a register by code, read once by somebody of a role."""
        if read.__name__ not in self._registers:
            rows = read(self.actor(role))
            self._registers[read.__name__] = {row.code: row for row in rows}
        return self._registers[read.__name__]

    @contextmanager
    def acting(self, role: Role) -> Iterator[Actor]:
        """Work as somebody: the database knows who it is, as behind a page."""
        with context.tenant(self.town.id, user_id=self.users[role][0]):
            yield self.actor(role)


def cast_of(town: DemoMunicipality) -> Cast:
    """Return who plays in a municipality that was set up before."""
    known = {person.email: person.role for person in people_of(town.slug)}
    found = User.objects.filter(email__in=known).values_list("email", "id")
    ids = dict(found)
    cast = Cast(town, {})
    for email, role in known.items():
        cast.users.setdefault(role, []).append(ids[email])
    return cast


@transaction.atomic
def set_up(town: DemoMunicipality, now: datetime, *, password: str) -> Cast:
    """Store the municipality with everything it needs before its first household."""
    Municipality.objects.create(
        id=town.id, name=town.name, slug=town.slug, theme=town.theme
    )
    hashed = make_password(password)
    for person in people_of(town.slug):
        _account(person, hashed)
    cast = cast_of(town)
    administrator = cast.users[Role.FUNCTIONAL_ADMIN][0]
    with context.tenant(town.id, user_id=administrator):
        _join(cast, Role.FUNCTIONAL_ADMIN, team=None)
        team = accounts.add_team(
            actor=cast.actor(Role.FUNCTIONAL_ADMIN),
            name="Team Noord" if town is ALMELO else "Team Duin",
            now=now,
        )
        for role in cast.users:
            if role is not Role.FUNCTIONAL_ADMIN:
                _join(cast, role, team=team if role in _TEAM_ROLES else None)
        cases.load_registers(now=now)
        plans.load_registers(now=now)
        _own_registers(cast, now)
        kba.load_catalogue(now=now)
        for name in kba.EXAMPLES:
            controller = cast.actor(Role.CONTROLLER)
            kba.take_in_example(actor=controller, name=name, now=now)
        _agreement(cast, now)
        _protocol(cast, now)
    return cast


def _guests(cast: Cast) -> list[int]:
    """Let who lends in Almelo lend in the other municipality too, if it is there."""
    if cast.town is ALMELO:
        return []
    users = User.objects.filter(email=LENDS_TWICE.email)
    found = list(users.values_list("pk", flat=True))
    for user_id in found:
        Membership.objects.create(
            user_id=user_id, role=LENDS_TWICE.role, from_on=FIRST_DAY
        )
    return found


def _account(person: DemoPerson, hashed: str) -> None:
    user = User.objects.create(email=person.email, name=person.name, password=hashed)
    EmailAddress.objects.create(
        user=user, email=person.email, verified=True, primary=True
    )


def _join(cast: Cast, role: Role, *, team: Team | None) -> None:
    for user_id in cast.users[role]:
        Membership.objects.create(
            user_id=user_id, role=role, team=team, from_on=FIRST_DAY
        )
        if team is not None:
            team.group.user_set.add(user_id)


def _own_registers(cast: Cast, now: datetime) -> None:
    name = cast.town.name
    plans.add_basis(
        actor=cast.actor(Role.JURIST),
        says=plans.BasisText(
            law=f"Beleidsregels maatwerk {name} (verzonnen)",
            article="artikel 4",
            title_nl="Schuld betalen uit het maatwerkbudget",
            what_it_allows_nl=(
                "De gemeente betaalt een schuld in één keer als een gezin daardoor "
                "zijn huis of hulp houdt, en dat minder kost dan afwachten."
            ),
            authority="teammanager namens het college",
            kind="beleidsregel",
            valid_from=date(2019, 1, 1),
            source="Gemeenteblad (verzonnen), 15 december 2018",
        ),
        now=now,
    )
    plans.add_kind(
        actor=cast.actor(Role.FUNCTIONAL_ADMIN),
        says=plans.KindText(
            label_nl="Loket alleen overdag open",
            label_en="Desk open by day only",
            kind="aanbod",
            definition_nl="Wie werkt of zorgt, kan nooit langskomen.",
            example_nl="Een vader met ploegendienst krijgt drie keer geen afspraak.",
        ),
        now=now,
    )


def _agreement(cast: Cast, now: datetime) -> None:
    administrator = cast.actor(Role.FUNCTIONAL_ADMIN)
    starts_on = date(2019, 1, 1) if cast.town is ALMELO else date(2024, 1, 1)
    ends_on = date(starts_on.year + 2, 12, 31)
    programme = cases.start_programme(
        actor=administrator,
        name=cast.town.programme,
        target_households=cast.town.households,
        starts_on=date(starts_on.year - 1, 10, 1),
        ends_on=ends_on,
        criteria=Criteria(min_provisions=3, helpers_warning=4),
        now=now,
    )
    if cast.town is ALMELO:
        cases.start_programme(
            actor=administrator,
            name="Doorbraken 2026",
            target_households=120,
            starts_on=date(2026, 1, 1),
            ends_on=date(2028, 12, 31),
            criteria=Criteria(min_provisions=3, helpers_warning=4),
            now=now,
        )
    _bond(cast, programme.pk, starts_on, ends_on, moment(starts_on))


def _protocol(cast: Cast, now: datetime) -> None:
    """Let the controller write the controleprotocol, and the mandate holder adopt it."""
    written = kba.write_protocol(
        actor=cast.actor(Role.CONTROLLER),
        says=ProtocolText(
            title="Controleprotocol Health Impact Bond",
            text=_WHAT_IS_CHECKED,
            terms=Terms(
                method=Method.RANDOM,
                confidence=Fraction(95, 100),
                tolerable_share=Fraction(5, 100),
                materiality_share=Fraction(3, 100),
            ),
            asks_review=False,
        ),
        seen=0,
        now=now,
    )
    kba.adopt_protocol(
        actor=cast.actor(Role.MANDATE_HOLDER),
        protocol_id=written.pk,
        adopted_on=now.date(),
        now=now,
    )


def _bond(
    cast: Cast, programme_id: int, starts_on: date, ends_on: date, now: datetime
) -> None:
    town = cast.town
    lent = Euro(480_000 * town.households)
    contract = bonds.sign_contract(
        actor=cast.actor(Role.FUNCTIONAL_ADMIN),
        programme_id=programme_id,
        name=f"Health Impact Bond {town.name}",
        terms=ContractTerms(
            starts_on=starts_on,
            ends_on=ends_on,
            interest_year_signal=Euro(6_400 * town.households),
            interest_total_cap=Euro(19_200 * town.households),
            day_count=DayCount.THIRTY_E_360 if town is ALMELO else DayCount.ACT_365F,
        ),
        effective_on=starts_on,
        now=now,
    )
    _commit(cast, contract.bond_id, lent, on=starts_on, now=now)
    with cast.acting(Role.CONTROLLER) as controller:
        bonds.set_interest_budget(
            actor=controller,
            bond_id=contract.bond_id,
            amount=Euro(19_200 * town.households),
            decided_on=starts_on,
            now=now,
        )
    bonds.begin_draft(
        actor=cast.actor(Role.FUNCTIONAL_ADMIN), programme_id=programme_id, now=now
    )


def _commit(cast: Cast, bond_id: int, lent: Euro, *, on: date, now: datetime) -> None:
    with cast.acting(Role.SOHOS_FINANCE) as finance:
        guests = _guests(cast)
        lenders = [*cast.users[Role.INVESTOR], *guests]
        shares = WITH_GUEST if guests else COMMITMENTS
        for (code, share), user_id in zip(shares, lenders, strict=True):
            investor = bonds.admit_investor(
                actor=finance,
                code=code,
                name=_fund_name(cast.town, code),
                user_id=user_id,
                now=now,
            )
            bonds.record_commitment(
                actor=finance,
                bond_id=bond_id,
                investor_id=investor.pk,
                amount=Euro(int(lent.cents * share)),
                signed_on=on,
                now=now,
            )


def _fund_name(town: DemoMunicipality, code: str) -> str:
    names = {
        "almelo": {"A": "Fonds De Brug", "B": "Stichting Oever", "C": "Linde Kapitaal"},
        "den-haag": {
            "A": "Scheven Fonds",
            "B": "Malie Impact",
            "C": "Voorhout Beheer",
            "D": "Fonds De Brug",
        },
    }
    return names[town.slug][code]
