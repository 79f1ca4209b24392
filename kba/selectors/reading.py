"""Reads: which KBAs an actor may see, their rows, and what these come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases import selectors as cases
from kba.domain import document, measures, rows
from kba.domain.discount_tables import table_on
from kba.domain.discounting import Convention, Discounting
from kba.domain.inputs import KbaInput, Subject, SubjectKind
from kba.domain.lines import UnitPrice
from kba.domain.measures import Measures
from kba.domain.result import Result, evaluate
from kba.domain.rows import Row, RowValue
from kba.domain.vocabulary import Kind, Role
from kba.models import Assignment, CostLine, Kba
from kba.selectors.catalogue import series_of
from plans import selectors as plans
from sohos.core.bills import Law, Payer, Per
from sohos.core.errors import NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

LineHandle: TypeAlias = CostLine
KbaHandle: TypeAlias = Kba


@dataclass(frozen=True, slots=True)
class Calculation:
    """A KBA as it stands: what was entered and what it comes to."""

    kba: KbaInput
    result: Result
    measures: Measures
    rows: tuple[RowValue, ...]


def kbas_for(actor: Actor) -> QuerySet[Kba]:
    """List the KBAs that the actor may read, newest first.

    Who reads cases sees the KBAs of those cases; a mandate holder those of the plans
    that were offered; an accountant only those that were assigned to them, or that
    they were asked to review.

    Raises:
        NotAllowedError: the actor's roles read no KBA.
    """
    actor.require(Permission.KBA_READ)
    mine = Q(pk__in=[])
    if actor.can(Permission.CASE_READ):
        mine |= Q(case_id__in=cases.whole_cases_for(actor).order_by().values("pk"))
    if actor.can(Permission.PLAN_ADOPT):
        mine |= Q(case_id__in=plans.plans_for(actor).order_by().values("case_id"))
    if actor.can(Permission.KBA_VALIDATE):
        mine |= Q(Exists(_assigned_to(actor)))
    return Kba.objects.filter(mine, municipality_id=actor.municipality_id).order_by(
        "-started_at", "-id"
    )


def kba_of(actor: Actor, *, kba_id: int) -> Kba:
    """Return a KBA that the actor may read.

    Raises:
        NotAllowedError: the actor's roles read no KBA.
        NotFoundError: there is no such KBA for this actor.
    """
    return _one(kbas_for(actor).filter(pk=kba_id))


def kba_of_case(actor: Actor, *, case_id: int) -> Kba | None:
    """Return the KBA of a case, if the actor may read it and there is one.

    Raises:
        NotAllowedError: the actor's roles read no KBA.
    """
    return kbas_for(actor).filter(case_id=case_id).first()


def kba_to_change(actor: Actor, *, kba_id: int) -> Kba:
    """Return a KBA of a case in which the actor may write, and lock it.

    Raises:
        NotAllowedError: the actor's roles read no cases.
        NotFoundError: there is no such KBA for this actor to write in.
    """
    writable = cases.whole_cases_for(actor, grant=cases.CHANGE).order_by().values("pk")
    found = Kba.objects.select_for_update().filter(
        pk=kba_id, municipality_id=actor.municipality_id, case_id__in=writable
    )
    return _one(found)


def line_of(actor: Actor, *, line_id: int) -> CostLine:
    """Return a row of a KBA that the actor may read.

    Raises:
        NotAllowedError: the actor's roles read no KBA.
        NotFoundError: there is no such row for this actor, or it was removed.
    """
    return _one_line(actor, CostLine.objects.filter(pk=line_id), kbas_for(actor))


def line_to_change(actor: Actor, *, line_id: int) -> CostLine:
    """Return a row of a KBA in which the actor may write; both are locked.

    Raises:
        NotAllowedError: the actor's roles read no cases.
        NotFoundError: there is no such row for this actor to write in.
    """
    row = line_of(actor, line_id=line_id)
    kba = kba_to_change(actor, kba_id=row.kba_id)
    found = CostLine.objects.select_for_update(of=("self",)).filter(pk=line_id)
    return _one_line(actor, found, Kba.objects.filter(pk=kba.pk))


def removed_line_to_change(actor: Actor, *, line_id: int) -> CostLine:
    """Return a removed row of a KBA in which the actor may write; both are locked.

    Raises:
        NotAllowedError: the actor's roles read no cases.
        NotFoundError: there is no such removed row for this actor to write in.
    """
    found = CostLine.objects.filter(
        pk=line_id, municipality_id=actor.municipality_id, removed_at__isnull=False
    )
    kba_id = found.values_list("kba_id", flat=True).first()
    if kba_id is None:
        raise NotFoundError
    kba_to_change(actor, kba_id=kba_id)
    return found.select_for_update(of=("self",)).select_related("kba").get()


def removed_lines_of(kba: Kba) -> list[CostLine]:
    """List the rows that were taken out of a KBA, the last first."""
    return list(
        CostLine.objects.filter(
            kba=kba, municipality_id=kba.municipality_id, removed_at__isnull=False
        ).order_by("-removed_at", "-id")
    )


def entries_of(kba: Kba) -> int:
    """Count how often rows were entered in a KBA, removed ones too.

    Who adds several at once says what they saw: sent twice, they are added once.
    """
    return CostLine.objects.filter(kba=kba, municipality_id=kba.municipality_id).count()


def lines_of(kba: Kba) -> list[CostLine]:
    """List the rows of a KBA that were not removed, in the order of their entry."""
    return list(
        CostLine.objects.filter(
            kba=kba, municipality_id=kba.municipality_id, removed_at__isnull=True
        )
        .select_related("price_row")
        .prefetch_related("evidence")
        .order_by("id")
    )


def stem_of(line: CostLine) -> str:
    """Return the name of a row in inputs, stages and verdicts."""
    return f"r{line.pk}"


def as_row(line: CostLine) -> Row:
    """Return a stored row as the rules know it."""
    return Row(
        description=line.description,
        unit=line.unit,
        per=Per(line.per),
        quantity_without=Fraction(line.quantity_without),
        quantity_with=Fraction(line.quantity_with),
        price=_price(line),
        payers=_payers(line.payers),
        law=Law(line.law),
        first_on=line.first_on,
        last_on=line.last_on,
        probability_without=Fraction(line.probability_without),
        probability_with=Fraction(line.probability_with),
        kind=Kind(line.kind),
        role=Role(line.role),
        effect=None if line.effect is None else document.effect_from(line.effect),
        evidence_note=line.evidence_note,
        follows_from=_cause(line),
        evidence=digests_of(line),
        quantity_without_low=_maybe(line.quantity_without_low),
        quantity_without_high=_maybe(line.quantity_without_high),
        quantity_with_low=_maybe(line.quantity_with_low),
        quantity_with_high=_maybe(line.quantity_with_high),
    )


def digests_of(line: CostLine) -> tuple[str, ...]:
    """Return the SHA-256 of each document that proves a row, as it was linked."""
    linked = sorted(line.evidence.all(), key=lambda row: row.pk)
    return tuple(dict.fromkeys(row.sha256 for row in linked if row.removed_at is None))


def input_of(
    actor: Actor, kba: Kba, lines: Mapping[str, Row] | None = None
) -> KbaInput:
    """Return a KBA as the engine's input; the caller has checked access to it.

    Args:
        actor: whose municipality counts.
        kba: the KBA.
        lines: per stem; without it the stored rows.

    Raises:
        InvalidInputError: the rows do not fit the conventions.
    """
    if lines is None:
        lines = {stem_of(line): as_row(line) for line in lines_of(kba)}
    used = {row.price.series for row in lines.values() if row.price.series}
    return rows.with_rows(
        KbaInput(
            subject=Subject(
                SubjectKind.CASE,
                cases.case_codes(actor, [kba.case_id])[kba.case_id],
            ),
            reference_on=kba.reference_on,
            horizon_years=kba.horizon_years,
            price_year=kba.price_year,
            weeks_per_year=kba.weeks_per_year,
            discounting=Discounting(
                table_on(kba.reference_on), Convention(kba.convention)
            ),
            series=series_of(kba.catalogue, used),
            lines=(),
        ),
        lines,
    )


def calculation_of(actor: Actor, kba: Kba) -> Calculation:
    """Compute a KBA as it stands; the caller has checked access to it."""
    return calculated(input_of(actor, kba))


def calculated(kba: KbaInput) -> Calculation:
    """Compute an input, with its rows side by side."""
    result = evaluate(kba)
    return Calculation(
        kba, result, measures.measures_of(kba, result), rows.pairs(result.lines)
    )


def _assigned_to(actor: Actor) -> QuerySet[Assignment]:
    return Assignment.objects.filter(
        Q(accountant_id=actor.user_id) | Q(reviewer_id=actor.user_id),
        kba_id=OuterRef("pk"),
        municipality_id=actor.municipality_id,
        ended_at__isnull=True,
    )


def _price(line: CostLine) -> UnitPrice:
    return UnitPrice(
        amount=Euro(line.unit_price_cents),
        year=line.price_year,
        series=line.series or None,
        source=line.price_source,
        grade=line.price_grade,
        catalogue_code=line.price_row.code if line.price_row else None,
        override_reason=line.override_reason,
    )


def _cause(line: CostLine) -> str | None:
    if line.doorbraak_id:
        return f"doorbraak:{line.doorbraak_id}"
    return f"knelpunt:{line.knelpunt_id}" if line.knelpunt_id else None


def _maybe(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _payers(shares: Mapping[str, str]) -> tuple[tuple[Payer, Fraction], ...]:
    return tuple((Payer(name), Fraction(share)) for name, share in shares.items())


def _one(found: QuerySet[Kba]) -> Kba:
    row = found.first()
    if row is None:
        raise NotFoundError
    return row


def _one_line(
    actor: Actor, found: QuerySet[CostLine], within: QuerySet[Kba]
) -> CostLine:
    row = (
        found.filter(
            municipality_id=actor.municipality_id,
            removed_at__isnull=True,
            kba__in=within.order_by().values("pk"),
        )
        .select_related("kba", "price_row")
        .first()
    )
    if row is None:
        raise NotFoundError
    return row


def ground_of_kba(actor: Actor, kba_id: int) -> str:
    """Tell on what ground an actor looks at a KBA, for the log."""
    rows = Kba.objects.filter(pk=kba_id, municipality_id=actor.municipality_id)
    case_id = rows.values_list("case_id", flat=True).first()
    return "" if case_id is None else cases.ground_of(actor, case_id)
