"""Reads: the work lists of finance, controller and treasury, by case code."""

from dataclasses import dataclass
from datetime import date

from bonds.domain import outcome
from bonds.domain.contract import ContractTerms
from bonds.domain.ledger import Event as Kind
from bonds.models import Bond
from bonds.selectors.agreements import bonds_for, terms_to_show
from bonds.selectors.ledger import Draw, draws_of, live_events
from bonds.selectors.stands import CaseStand, Standing, stands_of
from cases import selectors as cases
from kba import selectors as kba
from plans import selectors as plans
from sohos.core.euro import ZERO, Euro, total
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

OPEN = (Standing.RUNNING, Standing.QUEUED)


@dataclass(frozen=True, slots=True)
class FundingRow:
    """A case with an adopted plan, and what finance of SOHOS still has to do."""

    case_id: int
    code: str
    adopted_on: date
    standing: Standing
    pending: Euro
    drawn: Euro
    unspent: Euro


@dataclass(frozen=True, slots=True)
class AcceptanceRow:
    """A case with a validated year that waits for the controller."""

    case_id: int
    code: str
    standing: Standing
    validated_on: date
    spent: Euro
    saving: Euro
    expected: Euro
    is_reached: bool
    wellbeing: tuple[cases.MomentTold, ...]


@dataclass(frozen=True, slots=True)
class DueRow:
    """A case on which something is due."""

    case_id: int
    code: str
    due_on: date | None
    principal: Euro
    interest: Euro
    is_late: bool
    wellbeing: tuple[cases.MomentTold, ...]

    @property
    def due(self) -> Euro:
        """What is still to be paid."""
        return self.principal + self.interest


@dataclass(frozen=True, slots=True)
class PaidRow:
    """A payment that was confirmed."""

    case_id: int
    code: str
    paid_on: date
    amount: Euro
    bank_line: str


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One line of a case's money: what happened, when, by whom."""

    id: int
    kind: Kind
    on: date
    by: str
    amount: Euro | None
    bank_line: str
    facts: dict[str, object]


def funding_rows(actor: Actor) -> list[FundingRow]:
    """List the cases for which money may be drawn; those with work to do first.

    Raises:
        NotAllowedError: the actor records no funding.
    """
    actor.require(Permission.BOND_FUND)
    adopted = plans.adoptions(actor)
    cards = cases.case_cards(actor, adopted)
    found: list[FundingRow] = []
    for bond in bonds_for(actor):
        stands = {stand.case_id: stand for stand in stands_of(bond)}
        pending = _pending(draws_of(bond))
        for case_id, card in cards.items():
            if card.programme_id != bond.programme_id:
                continue
            stand = stands.get(case_id)
            found.append(
                FundingRow(
                    case_id=case_id,
                    code=card.code,
                    adopted_on=adopted[case_id].adopted_on,
                    standing=stand.standing if stand else Standing.PLANNED,
                    pending=pending.get(case_id, ZERO),
                    drawn=stand.drawn if stand else ZERO,
                    unspent=stand.unspent if stand else ZERO,
                )
            )
    return sorted(found, key=_by_work)


def acceptance_rows(actor: Actor, *, today: date) -> list[AcceptanceRow]:
    """List the validated cases that wait for acceptance, longest waiting first.

    Args:
        actor: the controller.
        today: whose contract version counts.

    Raises:
        NotAllowedError: the actor is no controller.
    """
    actor.require(Permission.BOND_ACCEPT)
    found: list[AcceptanceRow] = []
    for bond in bonds_for(actor):
        stands = [one for one in stands_of(bond) if one.standing in OPEN]
        found += _acceptances(actor, bond, stands, today) if stands else []
    return sorted(found, key=lambda row: (row.validated_on, row.code))


def due_rows(actor: Actor, *, today: date) -> list[DueRow]:
    """List what the municipality has to pay, first due first.

    Raises:
        NotAllowedError: the actor confirms no payments.
    """
    actor.require(Permission.BOND_PAY)
    stands = [one for bond in bonds_for(actor) for one in stands_of(bond) if one.due]
    ids = [one.case_id for one in stands]
    codes = cases.case_codes(actor, ids)
    told = cases.wellbeing_told(actor, ids, today=today)
    rows = [
        DueRow(
            case_id=one.case_id,
            code=codes[one.case_id],
            due_on=one.due_on,
            principal=one.principal_due,
            interest=one.interest_due,
            is_late=one.due_on is not None and one.due_on < today,
            wellbeing=told[one.case_id],
        )
        for one in stands
    ]
    return sorted(rows, key=lambda row: (row.due_on or today, row.code))


def paid_rows(actor: Actor, *, most: int = 20) -> list[PaidRow]:
    """List the payments that were confirmed, newest first.

    Raises:
        NotAllowedError: the actor confirms no payments.
    """
    actor.require(Permission.BOND_PAY)
    events = [
        event
        for bond in bonds_for(actor)
        for event in live_events(bond).filter(kind=Kind.PAID).order_by("-id")[:most]
    ]
    codes = cases.case_codes(actor, [event.case_id or 0 for event in events])
    return [
        PaidRow(
            case_id=event.case_id or 0,
            code=codes[event.case_id or 0],
            paid_on=event.value_on,
            amount=Euro(event.amount_cents or 0),
            bank_line=event.bank_line,
        )
        for event in events
    ]


def case_events(bond: Bond, *, case_id: int) -> list[CaseEvent]:
    """List what happened to the money of a case and still counts, oldest first."""
    rows = live_events(bond).filter(case_id=case_id).select_related("by")
    return [
        CaseEvent(
            id=row.pk,
            kind=Kind(row.kind),
            on=date.fromisoformat(row.facts.get("started_on", f"{row.value_on}")),
            by=row.by.name,
            amount=None if row.amount_cents is None else Euro(row.amount_cents),
            bank_line=row.bank_line,
            facts=row.facts,
        )
        for row in rows
    ]


def _pending(draws: list[Draw]) -> dict[int, Euro]:
    waiting: dict[int, list[Euro]] = {}
    for draw in draws:
        if draw.is_pending:
            waiting.setdefault(draw.case_id, []).append(draw.amount)
    return {case_id: total(amounts) for case_id, amounts in waiting.items()}


def _by_work(row: FundingRow) -> tuple[int, str]:
    work = bool(row.pending), bool(row.unspent), row.standing is Standing.PLANNED
    return (work.index(True) if any(work) else len(work), row.code)


def _acceptances(
    actor: Actor, bond: Bond, stands: list[CaseStand], today: date
) -> list[AcceptanceRow]:
    terms = terms_to_show(bond, today)
    ids = [stand.case_id for stand in stands]
    validated = kba.validated_outcomes(actor, ids)
    codes = cases.case_codes(actor, ids)
    told = cases.wellbeing_told(actor, validated, today=today)
    return [
        _acceptance(
            terms,
            stand,
            codes[stand.case_id],
            validated[stand.case_id],
            told[stand.case_id],
        )
        for stand in stands
        if stand.case_id in validated
    ]


def _acceptance(
    terms: ContractTerms,
    stand: CaseStand,
    code: str,
    said: kba.ValidatedOutcome,
    told: tuple[cases.MomentTold, ...],
) -> AcceptanceRow:
    saving = said.municipal_saving
    share = outcome.share_due(terms, saving=saving, principal=stand.spent)
    return AcceptanceRow(
        case_id=stand.case_id,
        code=code,
        standing=stand.standing,
        validated_on=said.validated_on,
        spent=stand.spent,
        saving=saving,
        expected=said.prognosis_saving,
        is_reached=share > 0,
        wellbeing=told,
    )
