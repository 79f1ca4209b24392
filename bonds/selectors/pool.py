"""Reads: the editions of all households of a bond together (rule S10.6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum
from django.utils.crypto import salted_hmac

from bonds.domain import pool
from bonds.domain.accounts import Account
from bonds.domain.ledger import Event as Kind
from bonds.domain.pool import Placed, PoolEdition, PoolState
from bonds.models import Bond, Event
from bonds.selectors.journal import events_known
from bonds.selectors.ledger import legs_of
from bonds.selectors.stands import Standing, standing_of
from kba.selectors import figures as kba
from kba.selectors.figures import MeasuredOn

_OWED = (Account.CLAIM_PRINCIPAL, Account.CLAIM_INTEREST, Account.CLAIM_SOHOS)
_PLACES = {
    Standing.QUEUED: PoolState.VALIDATED,
    Standing.DUE: PoolState.VALIDATED,
    Standing.REPAID: PoolState.REPAID,
    Standing.FAILED: PoolState.FAILED,
    Standing.WITHDRAWN: PoolState.FAILED,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How many households the plan lets start per quarter of the contract."""

    starts: dict[date, int]

    def until(self, day: date) -> int:
        """Return how many would have started on a day."""
        return sum(count for quarter, count in self.starts.items() if quarter <= day)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Households by the quarter in which they started; None is hidden."""

    starts_on: date
    planned: int
    started: int | None
    running: int | None
    realised: int | None
    validated: int | None
    repaid: int | None
    failed: int | None

    def count(self, state: PoolState) -> int | None:
        """Return how many stand there."""
        found: int | None = getattr(self, state.value)
        return found


@dataclass(frozen=True, slots=True)
class ToldEdition:
    """An edition with its plan: `whole` are all starting quarters together."""

    through_on: date
    cohorts: tuple[Cohort, ...]
    whole: Cohort

    @property
    def started(self) -> int | None:
        """How many households started in all."""
        return self.whole.started


def told(edition: PoolEdition, plan: Plan) -> ToldEdition:
    """Put an edition beside the plan, quarter by quarter."""
    counts = edition.counts
    return ToldEdition(
        through_on=edition.through_on,
        cohorts=tuple(
            Cohort(quarter, plan.starts.get(quarter, 0), started, *row)
            for quarter, started, row in zip(
                edition.quarters, counts.row_totals, counts.cells, strict=True
            )
        ),
        whole=Cohort(
            edition.quarters[0],
            plan.until(edition.through_on),
            counts.total,
            *counts.column_totals,
        ),
    )


def editions_of(bond: Bond, *, today: date) -> tuple[PoolEdition, ...]:
    """Return every edition that may be read on a day, oldest first.

    An edition tells the end of a quarter as it was booked two weeks later; nothing that
    is booked afterwards changes it.
    """
    first = events_known(bond).values_list("value_on", flat=True).order_by("value_on")
    starts_on = first.first()
    if starts_on is None:
        return ()
    ends = [
        end
        for quarter in pool.quarters_between(starts_on, today)
        if pool.known_at(end := pool.quarter_end(quarter)).date() < today
    ]
    history = _History(bond)
    secret = salted_hmac("bonds.pool", str(bond.pk), algorithm="sha256").digest()
    return pool.editions(
        ((end, history.placed(end, known_at=pool.known_at(end))) for end in ends),
        secret=secret,
    )


class _History:
    """Everything that happened to the cases of a bond, read once."""

    def __init__(self, bond: Bond) -> None:
        self.events: list[Event] = list(
            events_known(bond).filter(case_id__isnull=False).defer("canonical")
        )
        moved = legs_of(bond).filter(account__in=_OWED).order_by()
        self.owed: dict[int, dict[str, int]] = {}
        for event_id, account, cents in moved.values_list(
            "transaction__event_id", "account"
        ).annotate(Sum("amount_cents")):
            self.owed.setdefault(event_id, {})[account] = cents
        self.measured = kba.measured_on({one.case_id or 0 for one in self.events})

    def placed(self, as_of: date, *, known_at: datetime) -> list[Placed]:
        """Return where each funded household stood on a day, as it was known then."""
        known = [
            one
            for one in self.events
            if one.value_on <= as_of and one.booked_at <= known_at
        ]
        gone = {one.reverses_id for one in known if one.reverses_id}
        by_case: dict[int, list[Event]] = {}
        for one in known:
            by_case.setdefault(one.case_id or 0, []).append(one)
        found = (
            self._placed(events, gone, self._stages(case_id, as_of, known_at))
            for case_id, events in by_case.items()
        )
        return [one for one in found if one is not None]

    def _stages(
        self, case_id: int, as_of: date, known_at: datetime
    ) -> Sequence[MeasuredOn]:
        return [
            one
            for one in self.measured.get(case_id, ())
            if one.on <= as_of and one.at <= known_at
        ]

    def _placed(
        self, events: Iterable[Event], gone: set[int], stages: Sequence[MeasuredOn]
    ) -> Placed | None:
        sums: dict[str, int] = {}
        live: dict[str, Event] = {}
        drawn: list[date] = []
        for event in events:
            for account, cents in self.owed.get(event.pk, {}).items():
                sums[account] = sums.get(account, 0) + cents
            if event.pk in gone or event.kind == Kind.CORRECTED:
                continue
            live[event.kind] = event
            if event.kind == Kind.DRAW_RECEIVED:
                drawn.append(event.value_on)
        if not drawn:
            return None
        state = _PLACES.get(standing_of(live, sums)) or _measured(stages)
        return Placed(min(drawn), state)


def _measured(stages: Sequence[MeasuredOn]) -> PoolState:
    if not stages:
        return PoolState.RUNNING
    return PoolState.VALIDATED if stages[-1].is_validated else PoolState.REALISED


def plan_of(target: int, *, first: date, last: date) -> Plan:
    """Return the plan of a contract: its households evenly over its quarters.

    Args:
        target: households of the programme.
        first: first day of the contract.
        last: last day on which money is drawn.
    """
    quarters = pool.quarters_between(first, last)
    return Plan(pool.planned_starts(target, quarters))


def last_edition(editions: Sequence[PoolEdition], *, as_of: date) -> PoolEdition | None:
    """Return the last edition of a quarter that was over on a day."""
    told = [one for one in editions if one.through_on <= as_of]
    return told[-1] if told else None
