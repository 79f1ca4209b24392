"""The ledger once more, in plain dictionaries: what every act should come to.

Nothing of the code under test is used here. Money is whole cents, interest is 4% a year
by 30E/360, and how cents fall over investors is only bounded: within one cent of pro
rata, adding up to the whole. The real legs are then taken over.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import floor

Place = tuple[str, int | None, int | None]
Sums = dict[tuple[str, int | None], int]
Over = dict[tuple[str, int | None], dict[int, int]]
SIDES = {
    **dict.fromkeys(["010", "020", "030", "100", "110", "111"], 1),
    **dict.fromkeys(["120", "121", "130", "220"], 1),
    **dict.fromkeys(["011", "021", "022", "023", "031"], -1),
    **dict.fromkeys(["200", "201", "210", "225"], -1),
}
STARTS, ENDS = date(2019, 1, 1), date(2021, 12, 31)
CASE_CAP, THRESHOLD, RESERVED_MONTHS, CLAWBACK_MONTHS = 480_000, 1_200_000, 3, 12
FIRST_LOSS = 100_000


@dataclass(eq=False)
class Entry:
    """One event: what it moves by account and case, and over whom pro rata."""

    kind: str
    case: int | None
    on: date
    amount: int | None = None
    sums: Sums = field(default_factory=dict)
    over: Over = field(default_factory=dict)
    follows: Entry | None = None
    facts: dict[str, object] = field(default_factory=dict)
    passes_on: bool = False
    alive: bool = True
    id: int = 0
    legs: dict[Place, int] = field(default_factory=dict)


@dataclass
class Answer:
    """Why an act is refused (any of these), or else what it posts."""

    refusals: set[str] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)


@dataclass
class Household:
    """A case: when its plan was adopted, and its KBA as it stands."""

    id: int
    adopted_on: date
    sha256: str = ""
    saving: int = 0
    is_validated: bool = False


@dataclass
class Plain:
    """A bond in memory."""

    cap: int
    is_queueing: bool
    loss_bearer: str
    treatment: str
    entries: list[Entry] = field(default_factory=list)
    cases: dict[int, Household] = field(default_factory=dict)
    closed_through: date | None = None

    # What it holds

    def places(self) -> dict[Place, int]:
        sums: dict[Place, int] = {}
        for entry in self.entries:
            for place, cents in entry.legs.items():
                sums[place] = sums.get(place, 0) + cents
        return {place: cents for place, cents in sums.items() if cents}

    def of(self, account: str, case: int | None = None) -> int:
        return sum(
            cents
            for (booked, _, of_case), cents in self.places().items()
            if booked == account and case in (None, of_case)
        )

    def by_party(self, account: str, case: int | None = None) -> dict[int, int]:
        sums: dict[int, int] = {}
        for (booked, party, of_case), cents in self.places().items():
            if booked == account and party is not None and case in (None, of_case):
                sums[party] = sums.get(party, 0) + cents
        return sums

    def live(self, case: int | None, *kinds: str) -> list[Entry]:
        return [
            entry
            for entry in self.entries
            if entry.alive
            and entry.kind != "corrected"
            and entry.case == case
            and (not kinds or entry.kind in kinds)
        ]

    def is_pending(self, draw: Entry) -> bool:
        return draw.alive and not any(
            entry.alive and entry.follows is draw for entry in self.entries
        )

    def pending(self, case: int) -> list[Entry]:
        return [
            one for one in self.live(case, "draw_requested") if self.is_pending(one)
        ]

    def standing(self, case: int) -> str:
        events = self.live(case)
        place = {id(entry): number for number, entry in enumerate(self.entries)}
        last = {entry.kind: entry for entry in events}
        if not last:
            return "nothing"
        ended = last.get("ended")
        if ended and ended.facts["outcome"] != "rest":
            return str(ended.facts["outcome"])
        since = place[id(last["clawed_back"])] if "clawed_back" in last else -1
        settled = [e for e in events if e.kind in ("fell_due", "settled_early")]
        if settled and place[id(settled[-1])] > since:
            owed = any(self.of(account, case) for account in ("120", "121", "130"))
            return "due" if owed else "repaid"
        if "queued" in last and place[id(last["queued"])] > since:
            return "queued"
        return "running"

    def interest(self, case: int, until: date) -> int:
        earned = Fraction(0)
        for entry in self.live(case, "draw_received", "refunded"):
            if entry.on < until:
                sign = 1 if entry.kind == "draw_received" else -1
                earned += simple(sign * (entry.amount or 0), entry.on, until)
        return half_up(earned)

    # What should happen

    def commit(self, investor: int, amount: int, on: date) -> Answer:
        sums: Sums = {("010", None): amount, ("011", None): -amount}
        over: Over = {place: {investor: 1} for place in sums}
        return self._answer(Entry("committed", None, on, amount, sums, over))

    def raise_budget(self, amount: int, on: date) -> Answer:
        sums: Sums = {("020", None): amount, ("021", None): -amount}
        said = self._answer(Entry("budgeted", None, on, amount, sums))
        if self.of("020") + amount > self.cap:
            said.refusals.add("budget_exceeded")
        return said

    def request(self, case: int, amount: int, on: date) -> Answer:
        reserve = half_up(simple(amount, on, add_months(on, RESERVED_MONTHS)))
        sums: Sums = {("021", None): reserve, ("022", case): -reserve}
        draw = Entry("draw_requested", case, on, amount, sums)
        started = [] if self.live(case, "started") else [Entry("started", case, on)]
        said = self._answer(*started, draw)
        asked = [
            entry
            for entry in self.live(case, "draw_requested")
            if not any(
                e.alive and e.follows is entry and e.kind == "draw_voided"
                for e in self.entries
            )
        ]
        back = total(self.live(case, "refunded"))
        wrong = {
            "transition_refused": not self._is_funded(case),
            "outside_contract": not STARTS <= on <= ENDS,
            "case_cap_exceeded": total(asked) - back + amount > CASE_CAP,
            "commitment_exceeded": amount > self.of("010"),
            "budget_exceeded": reserve > -self.of("021"),
            "bond_terminated": bool(self.live(None, "terminated")),
            "plan_not_adopted": bool(started) and self.cases[case].adopted_on > on,
        }
        return also(said, wrong)

    def receive(self, draw: Entry, on: date) -> Answer:
        case, amount = draw.case, draw.amount or 0
        assert case is not None
        undrawn = self.by_party("010")
        sums: Sums = {
            ("100", case): amount,
            ("200", case): -amount,
            ("011", None): amount,
            ("010", None): -amount,
        }
        over: Over = {place: undrawn for place in sums if place[0] != "100"}
        said = self._answer(
            Entry("draw_received", case, on, amount, sums, over, follows=draw)
        )
        held = sum(self.of(account, case) for account in ("100", "110", "111"))
        wrong = {
            "draw_not_pending": not self.is_pending(draw),
            "commitment_exceeded": amount > self.of("010"),
            "case_cap_exceeded": held + amount > CASE_CAP,
            "transition_refused": not self._is_funded(case),
        }
        return also(said, wrong)

    def void(self, draw: Entry, on: date) -> Answer:
        reserve = -draw.sums.get(("022", draw.case), 0)
        sums: Sums = {("022", draw.case): reserve, ("021", None): -reserve}
        said = self._answer(
            Entry("draw_voided", draw.case, on, None, sums, follows=draw)
        )
        assert draw.case is not None
        is_settled = self.standing(draw.case) in ("due", "repaid")
        wrong = {
            "draw_not_pending": not self.is_pending(draw),
            "transition_refused": is_settled or not self.live(draw.case, "started"),
        }
        return also(said, wrong)

    def spend(self, case: int, professionals: int, maatwerk: int, on: date) -> Answer:
        amount = professionals + maatwerk
        sums: Sums = {
            ("110", case): professionals,
            ("111", case): maatwerk,
            ("100", case): -amount,
        }
        return self._out_of_bank(Entry("spent", case, on, amount, sums))

    def refund(self, case: int, amount: int, on: date) -> Answer:
        sums: Sums = {("200", case): amount, ("100", case): -amount}
        over: Over = {("200", case): self.by_party("200", case)}
        return self._out_of_bank(Entry("refunded", case, on, amount, sums, over))

    def accrue(self, until: date) -> Answer:
        found = [self._accrual(case, until, until) for case in sorted(self.cases)]
        return self._answer(*(entry for entry in found if entry is not None))

    def accept(self, case: int, sha256: str, on: date, due_on: date) -> Answer:
        known = self.cases[case]
        signed = Entry("kba_changed", case, on)
        wrong = {
            "not_validated": not known.is_validated,
            "kba_not_current": sha256 != known.sha256,
            "outcome_not_reached": known.saving < THRESHOLD,
            "transition_refused": not self.live(case, "started")
            or not self._is_funded(case),
            "due_before_acceptance": due_on < on,
        }
        interest = self.interest(case, due_on)
        granted, from_reserve, waits = self._cover(case, interest)
        if waits:
            queued = Entry("queued", case, on, follows=signed)
            return also(self._answer(signed, queued), wrong)
        clawed = [e.follows for e in self.live(case, "clawed_back")]
        same = [e for e in clawed if e is not None and e.facts["sha256"] == sha256]
        due = self._due("fell_due", case, on, granted, from_reserve)
        due.facts["sha256"], due.follows = sha256, signed
        found = [signed, self._accrual(case, due_on, on, always=True), due]
        said = self._answer(*(entry for entry in found if entry is not None))
        has_weights = bool(self.of("200", case))
        return also(
            said,
            {
                **wrong,
                "kba_clawed_back": bool(same),
                "unspent_money": self.of("100", case) > 0,
                "draw_pending": bool(self.pending(case)),
                "no_weights": not has_weights and interest > 0,
                "nothing_to_post": not any(due.sums.values()),
            },
        )

    def fail(self, case: int, outcome: str, on: date) -> Answer:
        known, standing = self.cases[case], self.standing(case)
        spent = self.of("110", case) + self.of("111", case)
        borne = sum(
            entry.sums.get(("130", entry.case), 0)
            for entry in self.entries
            if entry.alive and entry.kind == "ended"
        )
        sohos = {
            "sohos": spent,
            "sohos_first_loss_then_investor": min(spent, FIRST_LOSS - borne),
        }.get(self.loss_bearer, 0)
        town = spent if self.loss_bearer == "municipality" else 0
        sums: Sums = {
            **self._released(case),
            ("021", None): self.of("022", case),
            ("110", case): -self.of("110", case),
            ("111", case): -self.of("111", case),
            ("130", case): sohos,
            ("120", case): town,
            ("200", case): -self.of("200", case),
            ("201", case): -(sohos + town),
        }
        at_risk = self.by_party("200", case)
        over: Over = {("031", case): self.by_party("031", case)}
        over |= {("200", case): at_risk, ("201", case): at_risk}
        ended = Entry("ended", case, on, spent, sums, over)
        ended.facts["outcome"] = outcome
        is_open = standing in ("running", "nothing")
        is_new = standing == "nothing" and not known.is_validated
        wrong = {
            "transition_refused": not is_open or (is_new and outcome == "failed"),
            "outcome_reached": known.is_validated and known.saving >= THRESHOLD,
            "unspent_money": self.of("100", case) > 0,
            "draw_pending": bool(self.pending(case)),
        }
        return also(self._answer(ended), wrong)

    def pay(self, case: int, amount: int, on: date, *, by_sohos: bool) -> Answer:
        interest = min(amount, -self.of("210", case))
        principal = amount - interest
        payer = "130" if by_sohos else "120"
        owed_interest = 0 if by_sohos else self.of("121", case)
        sums: Sums = {
            ("121", case): -interest,
            (payer, case): -principal,
            ("210", case): interest,
            ("201", case): principal,
        }
        over: Over = {
            (account, case): self.by_party(account, case) for account in ("210", "201")
        }
        paid = Entry("paid", case, on, amount, sums, over, passes_on=True)
        settled = self.live(case, "fell_due", "settled_early") or self.live(
            case, "ended"
        )
        paid.follows = settled[-1] if settled else None
        owed = -self.of("210", case) - self.of("201", case)
        wrong = {
            "receipt_too_large": amount > owed,
            "payment_above_claim": principal > self.of(payer, case)
            or interest > owed_interest,
            "transition_refused": not self.live(case, "started"),
        }
        return also(self._answer(paid), wrong)

    def claw_back(self, case: int, on: date) -> Answer:
        settled = self.live(case, "fell_due")
        wrong = {"transition_refused": self.standing(case) != "repaid" or not settled}
        if not settled:
            return also(Answer(), wrong)
        due = settled[-1]
        owed: dict[int, int] = {}
        for (account, party, _), cents in due.legs.items():
            if party is not None and account in ("201", "210"):
                owed[party] = owed.get(party, 0) - cents
        sums: Sums = {
            ("220", case): sum(owed.values()),
            ("225", case): -sum(owed.values()),
            ("110", case): -due.sums.get(("110", case), 0),
            ("111", case): -due.sums.get(("111", case), 0),
            ("200", case): -due.sums.get(("200", case), 0),
            ("023", case): -due.sums.get(("023", case), 0),
            ("021", None): due.sums.get(("023", case), 0),
        }
        lent = {p: -c for (a, p, _), c in due.legs.items() if a == "200" and p}
        over: Over = {("220", case): owed, ("200", case): lent}
        entry = Entry("clawed_back", case, on, sum(owed.values()), sums, over)
        entry.follows = due
        days = [one.on for one in self.live(case, "paid")]
        last = max(days, default=due.on)
        wrong["transition_refused"] |= any(
            e.follows is due for e in self.live(case, "clawed_back")
        )
        wrong["clawback_too_late"] = on > add_months(last, CLAWBACK_MONTHS)
        wrong["nothing_to_post"] = not any(sums.values())
        return also(self._answer(entry), wrong)

    def give_back(self, case: int, investor: int, amount: int, on: date) -> Answer:
        sums: Sums = {("220", case): -amount, ("225", case): amount}
        over: Over = {("220", case): {investor: 1}}
        owed = self.by_party("220", case).get(investor, 0)
        said = self._answer(Entry("clawback_repaid", case, on, amount, sums, over))
        return also(said, {"payment_above_claim": amount > owed})

    def terminate(self, on: date, due_on: date) -> Answer:
        ended = Entry("terminated", None, on)
        wrong = {"bond_terminated": bool(self.live(None, "terminated"))}
        found, free = [ended], -self.of("021")
        running = [c for c in sorted(self.cases) if self.of("200", c)]
        for case in running if self.treatment != "run_off" else []:
            wrong["unspent_money"] = wrong.get("unspent_money", False) or (
                self.of("100", case) > 0
            )
            wrong["draw_pending"] = wrong.get("draw_pending", False) or bool(
                self.pending(case)
            )
            interest = self.interest(case, due_on)
            paid = interest if self.treatment == "repay_with_interest" else 0
            granted, from_reserve, waits = self._cover(case, paid, free)
            wrong["budget_exceeded"] = wrong.get("budget_exceeded", False) or waits
            due = self._due("settled_early", case, on, granted, from_reserve)
            due.follows = ended
            accrual = self._accrual(case, due_on, on, always=True)
            found += [accrual, due] if accrual else [due]
            free -= due.sums[("021", None)]
        return also(self._answer(*found), wrong)

    def correct(self, wrong: Entry, on: date) -> Answer:
        entry = Entry("corrected", wrong.case, on, None)
        entry.legs = {place: -cents for place, cents in wrong.legs.items()}
        entry.facts["corrects"] = wrong
        after = self.places()
        for place, cents in entry.legs.items():
            after[place] = after.get(place, 0) + cents
        others = [e for e in self.live(wrong.case) if e is not wrong]
        turns = ("clawed_back", "fell_due", "settled_early", "ended")
        later = self.entries[self.entries.index(wrong) + 1 :]
        turned = any(
            e.alive and e.case == wrong.case and e.kind in turns for e in later
        )
        followed = (
            any(e.alive and e.follows is wrong for e in self.entries)
            or (wrong.kind == "started" and bool(others))
            or (wrong.kind in ("paid", "clawed_back") and turned)
        )
        return also(
            self._answer(entry),
            {
                "already_corrected": not wrong.alive or wrong.kind == "corrected",
                "event_followed": followed,
                "balance_refused": any(
                    after[place] * SIDES[place[0]] < 0
                    for place in entry.legs
                    if place[0] in SIDES
                ),
            },
        )

    def close(self, through_on: date) -> Answer:
        is_closed = (
            self.closed_through is not None and through_on <= self.closed_through
        )
        return also(Answer(), {"period_closed": is_closed})

    # Parts of it

    def _answer(self, *entries: Entry) -> Answer:
        closed = self.closed_through
        is_closed = closed is not None and any(e.on <= closed for e in entries)
        return also(Answer(entries=list(entries)), {"period_closed": is_closed})

    def _is_funded(self, case: int) -> bool:
        return self.standing(case) in ("nothing", "running", "queued")

    def _out_of_bank(self, entry: Entry) -> Answer:
        assert entry.case is not None
        wrong = {
            "spent_above_drawn": (entry.amount or 0) > self.of("100", entry.case),
            "transition_refused": not self._is_funded(entry.case)
            or not self.live(entry.case, "started"),
        }
        return also(self._answer(entry), wrong)

    def _accrual(
        self, case: int, until: date, on: date, *, always: bool = False
    ) -> Entry | None:
        at_risk = self.by_party("200", case)
        amount = self.interest(case, until) - self.of("030", case)
        if amount <= 0 or not (at_risk or always):
            return None
        sums: Sums = {("030", case): amount, ("031", case): -amount}
        return Entry("accrued", case, on, amount, sums, {("031", case): at_risk})

    def _cover(
        self, case: int, interest: int, free: int | None = None
    ) -> tuple[int, int, bool]:
        reserved = -self.of("022", case)
        room = -self.of("021") if free is None else free
        from_reserve = min(interest, reserved)
        if interest - from_reserve <= room:
            return interest, from_reserve, False
        return reserved + room, reserved, self.is_queueing

    def _released(self, case: int) -> Sums:
        return {
            ("031", case): -self.of("031", case),
            ("030", case): -self.of("030", case),
            ("022", case): -self.of("022", case),
        }

    def _due(
        self, kind: str, case: int, on: date, granted: int, from_reserve: int
    ) -> Entry:
        spent = self.of("110", case) + self.of("111", case)
        reserved = -self.of("022", case)
        at_risk = self.by_party("200", case)
        sums: Sums = {
            ("120", case): spent,
            ("110", case): -self.of("110", case),
            ("111", case): -self.of("111", case),
            ("200", case): spent,
            ("201", case): -spent,
            ("121", case): granted,
            ("210", case): -granted,
            ("022", case): reserved,
            ("021", None): granted - from_reserve - (reserved - from_reserve),
            ("023", case): -granted,
        }
        over: Over = {(account, case): at_risk for account in ("200", "201", "210")}
        entry = Entry(kind, case, on, spent + granted, sums, over)
        entry.facts["releases"] = True
        return entry


def also(said: Answer, wrong: dict[str, bool]) -> Answer:
    said.refusals |= {code for code, holds in wrong.items() if holds}
    return said


def total(entries: Iterable[Entry]) -> int:
    return sum(entry.amount or 0 for entry in entries)


def simple(amount: int, first: date, until: date) -> Fraction:
    days = (
        360 * (until.year - first.year)
        + 30 * (until.month - first.month)
        + min(until.day, 30)
        - min(first.day, 30)
    )
    return Fraction(amount * 4 * days, 100 * 360)


def half_up(cents: Fraction) -> int:
    return floor(cents + Fraction(1, 2))


def add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def month_before(day: date) -> date:
    return day.replace(day=1) - timedelta(days=1)
