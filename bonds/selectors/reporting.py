"""Reads: everything in the report of a quarter, as it was known two weeks later."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Sum

from bonds.domain import investing, pool
from bonds.domain.accounts import CHART, Account
from bonds.domain.contract import ContractTerms
from bonds.domain.investing import Receipt
from bonds.domain.ledger import Event as Kind
from bonds.domain.position import Position
from bonds.models import Bond, ContractVersion, Investor, Leg, QuarterReport
from bonds.selectors.agreements import bonds_for, terms_to_show, versions_of
from bonds.selectors.investing import moves_of
from bonds.selectors.journal import balances_on, events_known
from bonds.selectors.pool import ToldEdition, editions_of, last_edition, plan_of, told
from cases import selectors as cases
from sohos.core.errors import NotFoundError
from sohos.core.euro import ZERO, Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@dataclass(frozen=True, slots=True)
class Moved:
    """A line of the bridge: what stood at the opening, and what stands at the end."""

    name: str
    opening: Euro
    closing: Euro

    @property
    def movement(self) -> Euro:
        """What happened in the quarter."""
        return self.closing - self.opening


@dataclass(frozen=True, slots=True)
class Restated:
    """What the last report told of the opening, and what is known of it now."""

    name: str
    told: Euro
    known: Euro

    @property
    def difference(self) -> Euro:
        """What was booked since on days before the quarter."""
        return self.known - self.told


@dataclass(frozen=True, slots=True)
class Booked:
    """Events of one kind in the quarter: how many, and for how much."""

    kind: Kind
    events: int
    amount: Euro


@dataclass(frozen=True, slots=True)
class QuarterData:
    """The report of a quarter; of an investor only the own money, and no event.

    `sha256` is of `content`, the canonical bytes that go with the report.
    """

    bond: Bond
    investor: Investor | None
    terms: ContractTerms
    from_on: date
    through_on: date
    known_at: datetime
    bridge: tuple[Moved, ...]
    restated: tuple[Restated, ...]
    accounts: tuple[Moved, ...]
    booked: tuple[Booked, ...]
    receipts: tuple[Receipt, ...]
    versions: tuple[ContractVersion, ...]
    edition: ToldEdition | None
    head: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The hash of the data."""
        return hashlib.sha256(self.content).hexdigest()


def reportable_bonds(actor: Actor) -> list[tuple[Bond, Investor | None]]:
    """List the bonds of which the actor may ask a report, newest first.

    With it comes the investor whose edition it is; the municipality and SOHOS have one
    of the bond as a whole.

    Raises:
        NotAllowedError: the actor neither reads bonds nor lends.
    """
    actor.require_any(Permission.BOND_READ, Permission.POSITION_READ)
    if actor.can(Permission.BOND_READ):
        return [(bond, None) for bond in bonds_for(actor)]
    investor = Investor.objects.filter(
        municipality_id=actor.municipality_id, user_id=actor.user_id
    ).first()
    if investor is None:
        return []
    lent = Leg.objects.filter(
        municipality_id=actor.municipality_id, party=investor
    ).values("bond_id")
    bonds = Bond.objects.filter(municipality_id=actor.municipality_id, pk__in=lent)
    return [(bond, investor) for bond in bonds.order_by("-id")]


def reportable_bond(actor: Actor, *, bond_id: int) -> tuple[Bond, Investor | None]:
    """Return a bond of which the actor may ask a report, and whose edition it is.

    Raises:
        NotAllowedError: the actor neither reads bonds nor lends.
        NotFoundError: there is no such bond for this actor.
    """
    for bond, investor in reportable_bonds(actor):
        if bond.pk == bond_id:
            return bond, investor
    raise NotFoundError


def quarters_to_report(bond: Bond, *, today: date) -> tuple[date, ...]:
    """List the last days of the quarters that can be reported, newest first."""
    days = events_known(bond).order_by("value_on").values_list("value_on", flat=True)
    first = days.first()
    if first is None:
        return ()
    ends = [pool.quarter_end(one) for one in pool.quarters_between(first, today)]
    return tuple(end for end in reversed(ends) if pool.known_at(end).date() < today)


def quarter_data(
    actor: Actor, bond: Bond, *, through_on: date, investor: Investor | None
) -> QuarterData:
    """Gather the report of a quarter; the same quarter always gives the same data.

    Args:
        actor: who may read the bond, or the position of the investor.
        bond: of the actor's municipality; access was checked.
        through_on: last day of the quarter.
        investor: whose edition; the bond as a whole when left out.
    """
    known_at = pool.known_at(through_on)
    from_on = pool.quarter_of(through_on)
    opening_on = from_on - timedelta(days=1)
    moves = moves_of(bond, investor=investor, as_of=through_on, known_at=known_at)
    opening = investing.position_until(moves, opening_on)
    before = moves_of(
        bond,
        investor=investor,
        as_of=opening_on,
        known_at=pool.known_at(opening_on),
    )
    found = QuarterData(
        bond=bond,
        investor=investor,
        terms=terms_to_show(bond, through_on),
        from_on=from_on,
        through_on=through_on,
        known_at=known_at,
        bridge=_bridge(opening, investing.position_until(moves)),
        restated=_restated(investing.position_until(before), opening),
        accounts=() if investor else _accounts(bond, opening_on, through_on, known_at),
        booked=() if investor else _booked(bond, from_on, through_on, known_at),
        receipts=tuple(
            one for one in investing.receipts_of(moves) if one.on >= from_on
        ),
        versions=tuple(
            versions_of(bond)
            .filter(effective_on__range=(from_on, through_on), signed_at__lte=known_at)
            .order_by("version")
        ),
        edition=_edition(actor, bond, through_on),
        head=_head(bond, known_at),
        content=b"",
    )
    return _with_content(found)


def report_asked(actor: Actor, bond: Bond, *, through_on: date) -> QuarterReport | None:
    """Return the actor's last order of the report of a quarter."""
    return (
        QuarterReport.objects.filter(
            municipality_id=actor.municipality_id,
            bond=bond,
            through_on=through_on,
            asked_by_id=actor.user_id,
        )
        .order_by("-id")
        .first()
    )


def report_to_render(actor: Actor, *, report_id: int) -> QuarterReport:
    """Return an order of the actor's own.

    Raises:
        NotFoundError: the actor did not ask for such a report.
    """
    found = QuarterReport.objects.filter(
        pk=report_id, municipality_id=actor.municipality_id, asked_by_id=actor.user_id
    )
    row = found.select_related("bond", "investor").first()
    if row is None:
        raise NotFoundError
    return row


def _bridge(opening: Position, closing: Position) -> tuple[Moved, ...]:
    return tuple(
        Moved(part.name, getattr(opening, part.name), getattr(closing, part.name))
        for part in fields(Position)
    )


def _restated(told_then: Position, known_now: Position) -> tuple[Restated, ...]:
    rows = (
        Restated(
            part.name, getattr(told_then, part.name), getattr(known_now, part.name)
        )
        for part in fields(Position)
    )
    return tuple(row for row in rows if row.difference)


def _accounts(
    bond: Bond, opening_on: date, through_on: date, known_at: datetime
) -> tuple[Moved, ...]:
    opening = balances_on(bond, as_of=opening_on, known_at=known_at)
    closing = balances_on(bond, as_of=through_on, known_at=known_at)
    return tuple(
        Moved(account.value, opening.get(account, ZERO), closing.get(account, ZERO))
        for account in Account
        if account in CHART and account in opening.keys() | closing.keys()
    )


def _booked(
    bond: Bond, from_on: date, through_on: date, known_at: datetime
) -> tuple[Booked, ...]:
    rows = (
        events_known(bond, as_of=through_on, known_at=known_at)
        .filter(value_on__gte=from_on)
        .order_by("kind")
        .values_list("kind")
        .annotate(Count("id"), Sum("amount_cents"))
    )
    return tuple(
        Booked(Kind(kind), count, Euro(cents or 0)) for kind, count, cents in rows
    )


def _edition(actor: Actor, bond: Bond, through_on: date) -> ToldEdition | None:
    today = pool.known_at(through_on).date() + timedelta(days=1)
    edition = last_edition(editions_of(bond, today=today), as_of=through_on)
    if edition is None:
        return None
    terms = terms_to_show(bond, through_on)
    target = cases.programmes(actor).get(pk=bond.programme_id).target_households
    return told(edition, plan_of(target, first=terms.starts_on, last=terms.ends_on))


def _head(bond: Bond, known_at: datetime) -> str:
    last = events_known(bond, known_at=known_at).order_by("-sequence").first()
    return last.hash if last else ""


def _with_content(found: QuarterData) -> QuarterData:
    written = {
        "bond": found.bond.name,
        "investor": found.investor.code if found.investor else None,
        "from_on": found.from_on.isoformat(),
        "through_on": found.through_on.isoformat(),
        "known_at": found.known_at.isoformat(),
        "bridge": [_plain(row) for row in found.bridge],
        "restated": [_plain(row) for row in found.restated],
        "accounts": [_plain(row) for row in found.accounts],
        "booked": [_plain(row) for row in found.booked],
        "receipts": [_plain(row) for row in found.receipts],
        "contract": [
            {"version": row.version, "sha256": row.sha256} for row in found.versions
        ],
        "households": _plain(found.edition) if found.edition else None,
        "ledger_head": found.head,
    }
    text = json.dumps(written, ensure_ascii=False, sort_keys=True, indent=1)
    return replace(found, content=f"{text}\n".encode())


def _plain(row: Any) -> Any:
    """Return a row as JSON can write it: days as text, money in whole cents."""
    return _as_json(asdict(row))


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"cents"}:
            return value["cents"]
        return {name: _as_json(part) for name, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_as_json(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value
