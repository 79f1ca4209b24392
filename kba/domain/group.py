"""A group business case: one approach for many, volunteers, and what it prevents."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kba.domain.discount_tables import UNDISCOUNTED
from kba.domain.discounting import Convention, Discounting
from kba.domain.document.reading import Document
from kba.domain.indexation import IndexSeries
from kba.domain.inputs import KbaInput, Subject, SubjectKind
from kba.domain.lines import CostLine, Effect, UnitPrice
from kba.domain.problems import Problem, refuse
from kba.domain.programme import Programme, Ratio
from kba.domain.vocabulary import Kind, Role, Scenario
from sohos.core.bills import Law, Payer, Per
from sohos.core.euro import Euro

_WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Prevented:
    """What the approach prevents: in how many cases, at what cost each."""

    description: str
    cases: Fraction
    price: UnitPrice
    payer: Payer
    law: Law
    deadweight: Fraction
    deadweight_reason: str
    evidence_grade: int


@dataclass(frozen=True, slots=True)
class Volunteers:
    """Hours that one client works for others each week, and what an hour is worth.

    `week_low` and `week_high` are what a source says such a week is worth, if it does.
    """

    hours: Fraction
    price: UnitPrice
    week_low: Euro | None = None
    week_high: Euro | None = None


@dataclass(frozen=True, slots=True)
class GroupCase:
    """A group of clients with a collective approach, over one year."""

    code: str
    title: str
    clients: int
    first_on: date
    price_year: int
    weeks_per_year: int
    approach: str
    approach_price: UnitPrice
    prevented: tuple[Prevented, ...]
    volunteers: Volunteers | None = None
    series: tuple[IndexSeries, ...] = ()


def document_of(group: GroupCase) -> Document:
    """Turn a group business case into a KBA in the open format (rule 12.6).

    Args:
        group: clients from 1 on; amounts in euro cents.

    Returns:
        One plan year, undiscounted. The approach is the plan's own effort of the
        municipality, what it prevents is financial, and the hours of volunteers are
        immaterial: they never touch cash.

    Raises:
        InvalidInputError: a field is wrong; paths are those of `GroupCase`, or of the
            line that it became.
    """
    if group.clients < 1:
        refuse([Problem("clients", "not_above_zero")])
    kba = KbaInput(
        subject=Subject(SubjectKind.GROUP, group.code, group.title),
        reference_on=group.first_on,
        horizon_years=1,
        price_year=group.price_year,
        weeks_per_year=group.weeks_per_year,
        discounting=Discounting(UNDISCOUNTED, Convention.START_OF_YEAR),
        series=group.series,
        lines=tuple(_lines(group)),
    )
    return Document(kba, Programme(ratios=tuple(_ratios(group))))


def _lines(group: GroupCase) -> Iterator[CostLine]:
    yield CostLine(
        key="aanpak",
        scenario=Scenario.WITH,
        description=group.approach,
        unit="jaar",
        quantity=_WHOLE,
        per=Per.ONCE,
        first_on=group.first_on,
        price=group.approach_price,
        payers=((Payer.MUNICIPALITY, _WHOLE),),
        law=Law.MUNICIPALITY_UNALLOCATED,
        role=Role.PLAN,
    )
    for number, each in enumerate(group.prevented, start=1):
        yield CostLine(
            key=f"voorkomen-{number}",
            scenario=Scenario.WITHOUT,
            description=each.description,
            unit="casus",
            quantity=each.cases,
            per=Per.ONCE,
            first_on=group.first_on,
            price=each.price,
            payers=((each.payer, _WHOLE),),
            law=each.law,
            effect=Effect(each.deadweight, each.deadweight_reason, each.evidence_grade),
        )
    if group.volunteers is not None:
        yield _hours(group, group.volunteers)


def _hours(group: GroupCase, work: Volunteers) -> CostLine:
    return CostLine(
        key="vrijwilligers",
        scenario=Scenario.WITHOUT,
        description="Vrijwilligerswerk door de groep",
        unit="uur",
        quantity=work.hours * group.clients,
        per=Per.WEEK,
        first_on=group.first_on,
        price=work.price,
        payers=((Payer.SOCIETY, _WHOLE),),
        law=Law.HOUSEHOLD,
        kind=Kind.IMMATERIAL,
        effect=Effect(
            Fraction(0),
            "Waarde van gedaan werk, geen vermeden zorg",
            1,
            cashable_share=Fraction(0),
        ),
    )


def _ratios(group: GroupCase) -> Iterator[Ratio]:
    clients = Fraction(group.clients)
    prevented = sum(each.cases * each.price.amount.cents for each in group.prevented)
    cases = sum((each.cases for each in group.prevented), Fraction(0))
    approach = group.approach_price.amount.cents
    yield _per("aanpak-per-client", "Euro aanpak per cliënt", approach, clients)
    yield _per(
        "voorkomen-per-client",
        "Euro voorkomen kosten per cliënt, vóór aftrek",
        prevented,
        clients,
    )
    if cases:
        words = "Euro voorkomen kosten per voorkomen casus"
        yield _per("voorkomen-per-casus", words, prevented, cases)
    work = group.volunteers
    if work is not None and work.hours:
        yield from _weeks("laag", work.week_low, work.hours, group.weeks_per_year)
        yield from _weeks("hoog", work.week_high, work.hours, group.weeks_per_year)


def _weeks(
    which: str, week: Euro | None, hours: Fraction, weeks: int
) -> Iterator[Ratio]:
    """Say what a week is worth per hour and per year, as its source has it."""
    if week is None:
        return
    words = f"Euro vrijwilligerswerk volgens de bron, {which}"
    yield _per(f"uur-{which}", f"{words}, per uur", week.cents, hours)
    yield _per(
        f"jaar-{which}", f"{words}, per cliënt per jaar", week.cents * weeks, _WHOLE
    )


def _per(key: str, label: str, cents: Fraction | int, below: Fraction) -> Ratio:
    return Ratio(key, label, Fraction(cents) / 100, below)
