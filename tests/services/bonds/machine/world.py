"""A real bond on a real database, and the plain one that has to agree with it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from django.db import connection

from bonds import selectors, services
from bonds.domain.contract import (
    CapBehaviour,
    ContractTerms,
    EarlyTermination,
    LossBearer,
)
from bonds.models import Event, Leg
from cases import services as cases
from cases.domain.screening import Criteria
from cases.models import Case
from sohos.core.errors import DomainError
from sohos.core.euro import Euro
from sohos.tenancy.permissions import Role
from tests.services.bonds.machine.plain import (
    FIRST_LOSS,
    SIDES,
    Answer,
    Entry,
    Household,
    Place,
    Plain,
)
from tests.services.bonds.money import Funded
from tests.services.cases.households import MEREL, NOW, open_programme
from tests.towns import Town

FIRST_DAY = date(2019, 3, 1)
NAMESPACE = uuid.UUID("5f0e3e7e-0000-4000-8000-201903150000")
KEYLESS = {"accrue_interest", "close_month"}
CLAWBACKS = ("105", "220", "225")


class CrashError(RuntimeError):
    """The machine stops between two steps of an act."""


@dataclass(frozen=True)
class Deed:
    """One act as somebody asks for it; a retry brings the same key."""

    name: str
    role: Role
    said: dict[str, Any]
    key: uuid.UUID
    changed: tuple[str, Any] | None = None


@dataclass
class World:
    """What all examples share: a town with its people, and a count of steps."""

    town: Town
    investors: dict[str, int] = field(default_factory=dict)
    examples: int = 0
    steps: int = 0
    acts: dict[str, int] = field(default_factory=dict)
    refusals: dict[str, int] = field(default_factory=dict)

    def sign(self, terms: ContractTerms) -> "Played":
        """Start a programme with a bond of its own."""
        self.examples += 1
        open_programme(self.town)
        with self.town.acting(Role.FUNCTIONAL_ADMIN) as farid:
            programme = cases.start_programme(
                actor=farid,
                name=f"Programma {self.examples}",
                target_households=375,
                starts_on=date(2019, 1, 1),
                ends_on=None,
                criteria=Criteria(),
                now=NOW,
            )
            version = services.sign_contract(
                actor=farid,
                programme_id=programme.pk,
                name=f"Bond {self.examples}",
                terms=terms,
                effective_on=date(2019, 1, 1),
                now=NOW,
            )
        for code in () if self.investors else ("A", "B", "C"):
            with self.town.acting(Role.SOHOS_FINANCE) as sanne:
                investor = services.admit_investor(
                    actor=sanne, code=code, name=f"Fonds {code}", now=NOW
                )
            self.investors[code] = investor.pk
        plain = Plain(
            cap=terms.interest_total_cap.cents,
            is_queueing=terms.cap_behaviour is CapBehaviour.QUEUE,
            loss_bearer=terms.loss_bearer,
            treatment=terms.early_termination,
        )
        return Played(self, version.bond_id, programme.pk, plain)


@dataclass
class Played:
    """One bond, played step by step."""

    world: World
    bond_id: int
    programme_id: int
    plain: Plain
    today: date = FIRST_DAY
    keys: int = 0
    sequence: int = 0
    lines: list[str] = field(default_factory=list)
    done: list[tuple[Deed, list[Entry]]] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """The clock of the machine."""
        return datetime.combine(self.today, time(9), UTC)

    @property
    def town(self) -> Town:
        return self.world.town

    def add_case(self, adopted_on: date) -> None:
        """Register a household with an adopted plan."""
        with self.town.acting(Role.CASEMANAGER) as noor:
            case = cases.register_household(
                actor=noor, programme_id=self.programme_id, new=MEREL, now=NOW
            )
        self._funded().adopt(case, adopted_on)
        self.plain.cases[case.pk] = Household(case.pk, adopted_on)

    def validate(self, case_id: int, saving: int) -> None:
        """Let casemanager and accountant freeze a new year of a case."""
        sha256 = self._funded().validate(self._case(case_id), Euro(saving))
        known = self.plain.cases[case_id]
        known.sha256, known.saving, known.is_validated = sha256, saving, True

    def realise_again(self, case_id: int) -> None:
        """Let the casemanager freeze another realisation; it voids the validation."""
        if self.plain.cases[case_id].sha256:
            self._funded().realise_again(self._case(case_id))
            self.plain.cases[case_id].is_validated = False

    def fresh_line(self) -> str:
        self.lines.append(f"{self.bond_id}-{len(self.lines):04d}")
        return self.lines[-1]

    def deed(
        self,
        name: str,
        role: Role,
        changed: tuple[str, Any] | None = None,
        **said: Any,
    ) -> Deed:
        """Write down what somebody asks."""
        self.keys += 1
        key = uuid.uuid5(NAMESPACE, f"{self.bond_id}:{self.keys}")
        return Deed(name, role, said, key, changed)

    def act(self, deed: Deed, answer: Answer) -> None:
        """Do it, and compare with what the plain ledger says should happen."""
        self._count(deed.name)
        code = self._code_of(deed)
        if code is not None:
            self._count(code, self.world.refusals)
            assert code in answer.refusals, self._told(deed, code, answer)
            assert self.new_events() == []
            return
        assert answer.refusals == set(), self._told(deed, None, answer)
        self._compare(deed, answer.entries)
        if deed.name not in KEYLESS:
            self.done.append((deed, answer.entries))

    def _told(self, deed: Deed, code: str | None, answer: Answer) -> str:
        case = deed.said.get("case_id")
        life = [f"{e.on} {e.kind} {e.amount}" for e in self.plain.live(case)]
        standing = self.plain.standing(case) if case else ""
        return f"{deed} {code} {answer.refusals} {standing} {life}"

    def _code_of(self, deed: Deed) -> str | None:
        try:
            self.call(deed)
        except DomainError as refused:
            return refused.code
        return None

    def call(self, deed: Deed, **changes: Any) -> Any:
        """Do it through the service, as that person, in a transaction of its own."""
        said = {**deed.said, **changes}
        if deed.name not in KEYLESS:
            said["key"] = deed.key
        with self.town.acting(deed.role) as actor:
            return getattr(services, deed.name)(actor=actor, now=self.now, **said)

    def crash(self, deed: Deed, posts: int) -> None:
        """Do it until the machine stops after so many posts: nothing is left of it."""

        def stop(execute: Callable[..., Any], query: str, *rest: Any) -> Any:
            nonlocal posts
            found = execute(query, *rest)
            if "app.post_event" in query:
                posts -= 1
                if posts == 0:
                    raise CrashError
            return found

        self._count("crash")
        try:
            with connection.execute_wrapper(stop):
                self.call(deed)
        except (CrashError, DomainError):
            assert self.new_events() == []
        else:
            raise AssertionError("the act posted less than it should")

    def new_events(self) -> list[Event]:
        """List what was posted since the last look, in order."""
        with self.town.acting(Role.CONTROLLER):
            rows = Event.objects.filter(bond_id=self.bond_id)
            return list(rows.filter(sequence__gt=self.sequence).order_by("sequence"))

    def stored(self) -> dict[Place, int]:
        """Return the balances that the database keeps."""
        with self.town.acting(Role.CONTROLLER) as carlo:
            bond = selectors.bond_of(carlo, bond_id=self.bond_id)
            return {
                (row.account, row.party_id, row.case_id): row.amount_cents
                for row in selectors.kept_balances(bond)
            }

    def verdict(self) -> selectors.LedgerVerdict:
        with self.town.acting(Role.CONTROLLER) as carlo:
            bond = selectors.bond_of(carlo, bond_id=self.bond_id)
            return selectors.verify(bond)

    def _count(self, name: str, where: dict[str, int] | None = None) -> None:
        if where is None:
            where = self.world.acts
            self.world.steps += 1
        where[name] = where.get(name, 0) + 1

    def _compare(self, deed: Deed, entries: list[Entry]) -> None:
        events = self.new_events()
        said = [(event.kind, event.case_id) for event in events]
        assert said == [(entry.kind, entry.case) for entry in entries], (deed, said)
        legs = self._legs(events)
        for event, entry in zip(events, entries, strict=True):
            if entry.amount is not None:
                assert event.amount_cents == entry.amount, (deed, event, entry)
            entry.id = event.pk
            self._take_over(entry, legs.get(event.pk, {}))
        if events:
            self.sequence = events[-1].sequence

    def _legs(self, events: list[Event]) -> dict[int, dict[Place, int]]:
        found: dict[int, dict[Place, int]] = {}
        with self.town.acting(Role.CONTROLLER):
            rows = Leg.objects.filter(transaction__event__in=events)
            for row in rows.select_related("transaction"):
                place = (row.account, row.party_id, row.case_id)
                legs = found.setdefault(row.transaction.event_id, {})
                legs[place] = legs.get(place, 0) + row.amount_cents
        return {
            event: {place: cents for place, cents in legs.items() if cents}
            for event, legs in found.items()
        }

    def _take_over(self, entry: Entry, legs: dict[Place, int]) -> None:
        plain = self.plain
        if entry.kind == "corrected":
            assert legs == {p: c for p, c in entry.legs.items() if c}, entry
            original = entry.facts["corrects"]
            assert isinstance(original, Entry)
            original.alive = False
        else:
            if entry.facts.get("releases"):
                place = ("031", entry.case)
                entry.sums[place] = -plain.of("031", entry.case)
                entry.sums["030", entry.case] = -plain.of("030", entry.case)
                entry.over[place] = plain.by_party("031", entry.case)
            self._check_sums(entry, legs)
            entry.legs = legs
        plain.entries.append(entry)

    def _check_sums(self, entry: Entry, legs: dict[Place, int]) -> None:
        sums: dict[tuple[str, int | None], int] = {}
        for (account, _, case), cents in legs.items():
            if not (entry.passes_on and account in CLAWBACKS):
                sums[account, case] = sums.get((account, case), 0) + cents
        expected = {place: cents for place, cents in entry.sums.items() if cents}
        assert {p: c for p, c in sums.items() if c} == expected, (entry, legs)
        for place, weights in entry.over.items():
            whole, all_weights = entry.sums[place], sum(weights.values())
            for party, weight in weights.items():
                real = legs.get((place[0], party, place[1]), 0)
                exact = Fraction(whole * weight, all_weights or 1)
                assert abs(real - exact) < 1, (entry, place, legs)
        if entry.passes_on:
            self._check_withheld(entry, legs)

    def _check_withheld(self, entry: Entry, legs: dict[Place, int]) -> None:
        """What an investor has to give back is withheld, the oldest case first."""
        expected: dict[Place, int] = {}
        for party in {p for _, p, _ in legs if p is not None}:
            left = sum(legs.get((a, party, entry.case), 0) for a in ("201", "210"))
            for case in sorted(self.plain.cases):
                held = min(left, self.plain.by_party("220", case).get(party, 0))
                left -= held
                if held:
                    expected["220", party, case] = -held
                    place: Place = ("225", None, case)
                    expected[place] = expected.get(place, 0) + held
        passed = {p: c for p, c in legs.items() if p[0] in CLAWBACKS and c}
        assert passed == expected, (entry, legs)

    def check_invariants(self) -> None:
        """I1 to I3, I5, I10 and I11, on what the database keeps."""
        kept = self.stored()
        assert kept == self.plain.places()
        for book in ("0", "1"):
            assert not sum(c for p, c in kept.items() if (p[0] < "100") == (book < "1"))
        assert all(cents * SIDES[place[0]] > 0 for place, cents in kept.items())
        budget = {p[0]: 0 for p in kept}
        for (account, _, _), cents in kept.items():
            budget[account] += cents
        used = -budget.get("022", 0) - budget.get("023", 0)
        assert used <= self.plain.cap
        self._check_principal(kept)

    def _check_principal(self, kept: dict[Place, int]) -> None:
        """I3: what was drawn is at risk, due, repaid, refunded or written off."""
        live = [entry for entry in self.plain.entries if entry.alive]
        for case in self.plain.cases:
            for party in self.world.investors.values():
                moved: dict[tuple[str, str], int] = {}
                for entry in live:
                    for account in ("200", "201"):
                        cents = entry.legs.get((account, party, case), 0)
                        key = entry.kind, account
                        moved[key] = moved.get(key, 0) + cents
                drawn = -moved.get(("draw_received", "200"), 0)
                repaid = moved.get(("paid", "201"), 0)
                again = -moved.get(("clawed_back", "200"), 0)
                refunded = moved.get(("refunded", "200"), 0)
                lost = sum(moved.get(("ended", a), 0) for a in ("200", "201"))
                left = -sum(kept.get((a, party, case), 0) for a in ("200", "201"))
                assert drawn == left + repaid - again + refunded + lost
                assert 0 <= repaid - again <= drawn

    def _case(self, case_id: int) -> Case:
        with self.town.acting(Role.CASEMANAGER):
            return Case.objects.get(pk=case_id)

    def _funded(self) -> Funded:
        return Funded(self.town, bond_id=self.bond_id)


def terms_of(
    *, cap: int, bearer: LossBearer, treatment: EarlyTermination, queue: bool
) -> ContractTerms:
    """Return a contract with small caps, so that they are met."""
    return ContractTerms(
        interest_total_cap=Euro(cap),
        reservation_months=3,
        cap_behaviour=CapBehaviour.QUEUE if queue else CapBehaviour.TRUNCATE,
        loss_bearer=bearer,
        first_loss=Euro(FIRST_LOSS if bearer is LossBearer.SOHOS_FIRST else 0),
        early_termination=treatment,
    )


def days(count: int) -> timedelta:
    return timedelta(days=count)
