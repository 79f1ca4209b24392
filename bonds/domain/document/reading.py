"""From the open JSON format to a scenario, or to a list of faults (rule S11.11)."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_type_hints

from bonds.domain.contract import (
    FORESEEABLE_YEARS,
    ContractTerms,
    RateBand,
    TermsInvalidError,
)
from bonds.domain.playing import Drawn, OneCase, lenders_for
from bonds.domain.rehearsal import Lender
from bonds.domain.scenario import (
    LONGEST_MONTHS,
    MOST_EURO,
    IntakePattern,
    Scenario,
    ScenarioInvalidError,
)
from kba.domain.document.section import Section, parse
from kba.domain.problems import InvalidInputError, Problem
from sohos.core.dates import add_months
from sohos.core.euro import ZERO, Euro

Item = TypeVar("Item")
FORMAT = "sohos-bond/1"
MOST_ITEMS = 100
COMPARED_SUCCESS = (Fraction(1), Fraction(9, 10), Fraction(8, 10))
MONTHS_LATER = (0, 1, 3)
PLACES = {
    "first_year": "intake.first_year",
    "intake": "intake.households",
    "pattern": "intake.pattern",
    "months": "intake.months",
    "success": "outcome.success",
    "saving": "outcome.saving",
    "payment_days": "outcome.payment_days",
}


@dataclass(frozen=True, slots=True)
class Period:
    """An amount lent from a day (included) until a day (excluded)."""

    amount: Euro
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Document:
    """What one file holds; `success` and `months` are compared with the scenario's."""

    title: str
    scenario: Scenario
    lenders: tuple[Lender, ...]
    success: tuple[Fraction, ...]
    months: tuple[int, ...]
    seed: int
    case: OneCase | None
    periods: tuple[Period, ...]


def read(content: bytes | str) -> Document:
    """Read a contract with its scenario from the open JSON format.

    Args:
        content: UTF-8 bytes or text; amounts in euro, rates as 0.04, "0.04" or "1/25".

    Returns:
        The document, entirely sound; nothing was stored.

    Raises:
        InvalidInputError: something is refused. It carries every fault found, each
            with the path of the field and the reason.
    """
    problems: list[Problem] = []
    root = Section(parse(content), "", problems)
    if root.text("format") not in ("", FORMAT):
        root.fault("format", "unknown_format", FORMAT)
    title = root.text("title") if root.has("title") else ""
    scenario = _scenario(root, _terms(root))
    lenders = tuple(_lender(each) for each in _few(root, "investors"))
    compare = root.section("compare") if root.has("compare") else None
    success = _list(compare, "success", Section.exact) or COMPARED_SUCCESS
    months = _list(compare, "months", _whole) or tuple(
        scenario.months + later for later in MONTHS_LATER
    )
    if compare is not None:
        compare.is_sound()
        _compared(root, scenario, success, months)
    seed = root.whole("seed") if root.has("seed") else 1
    if seed < 0:
        root.fault("seed", "negative")
    case = _case(root.section("case"), scenario.saving) if root.has("case") else None
    periods = tuple(_period(each) for each in _few(root, "periods"))
    if not root.is_sound():
        raise InvalidInputError(problems)
    return Document(
        title=title,
        scenario=scenario,
        lenders=lenders or lenders_for(scenario),
        success=success,
        months=tuple(month for month in months if month <= LONGEST_MONTHS),
        seed=seed,
        case=case,
        periods=periods,
    )


def _terms(root: Section) -> ContractTerms:
    if not root.has("contract"):
        return ContractTerms()
    field = root.section("contract")
    kinds = get_type_hints(ContractTerms)
    values: dict[str, Any] = {
        term.name: _term(field, term.name, kinds[term.name])
        for term in fields(ContractTerms)
        if term.name != "confirmed" and field.has(term.name)
    }
    if field.is_sound():
        try:
            return ContractTerms(**values)
        except TermsInvalidError as error:
            field.fault(str(error), "not_allowed")
    return ContractTerms()


def _term(field: Section, name: str, kind: Any) -> object:
    if isinstance(kind, UnionType):
        kind = next(one for one in get_args(kind) if one is not NoneType)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return field.choice(name, kind)
    return _TERMS.get(kind, _bands)(field, name)


def _bands(field: Section, name: str) -> tuple[RateBand, ...]:
    found = []
    for each in _few(field, name):
        found.append(RateBand(_euro(each, "from_saving"), each.number("share")))
        each.is_sound()
    return tuple(found)


def _scenario(root: Section, terms: ContractTerms) -> Scenario:
    intake, outcome = root.section("intake"), root.section("outcome")
    households = _list(intake, "households", _whole, required=True)
    values: dict[str, Any] = {"terms": terms, "intake": households}
    optional: tuple[tuple[Section, str, Callable[[str], object]], ...] = (
        (intake, "first_year", intake.whole),
        (intake, "pattern", lambda name: intake.choice(name, IntakePattern)),
        (intake, "months", intake.whole),
        (outcome, "success", outcome.number),
        (outcome, "saving", lambda name: _euro(outcome, name)),
        (outcome, "payment_days", outcome.whole),
    )
    values |= {name: reads(name) for at, name, reads in optional if at.has(name)}
    if outcome.has("failures"):
        values["success"] = _success(outcome, sum(households))
    if intake.is_sound() and outcome.is_sound():
        try:
            return Scenario(**values)
        except ScenarioInvalidError as error:
            root.fault(PLACES[str(error)], "not_allowed")
    return Scenario()


def _success(outcome: Section, households: int) -> Fraction:
    failures = outcome.whole("failures")
    if outcome.has("success"):
        outcome.fault("failures", "success_given_too")
    if not 0 <= failures <= households or not households:
        outcome.fault("failures", "not_allowed", f"0 - {households}")
        return Fraction(1)
    return Fraction(households - failures, households)


def _compared(
    root: Section,
    scenario: Scenario,
    success: tuple[Fraction, ...],
    months: tuple[int, ...],
) -> None:
    for place, rate in enumerate(success):
        if not 0 <= rate <= 1:
            root.fault(f"compare.success[{place}]", "not_between_0_and_1")
    for place, count in enumerate(months):
        if count not in range(1, LONGEST_MONTHS + 1):
            root.fault(
                f"compare.months[{place}]", "not_allowed", f"1 - {LONGEST_MONTHS}"
            )


def _lender(field: Section) -> Lender:
    rank = field.whole("seniority") if field.has("seniority") else 1
    if rank not in range(1, MOST_ITEMS):
        field.fault("seniority", "not_allowed")
    lender = Lender(field.text("name"), _positive(field, "commitment"), rank)
    field.is_sound()
    return lender


def _case(field: Section, saving: Euro) -> OneCase | None:
    draws = tuple(_drawn(each) for each in _few(field, "draws", required=True))
    due_on = _day(field, "due_on")
    paid_on = _day(field, "paid_on") if field.has("paid_on") else due_on
    accrue_on = _list(field, "accrue_on", _day_at)
    if field.has("saving"):
        saving = _euro(field, "saving")
    if field.has("draws") and not draws:
        field.fault("draws", "missing")
    if not field.is_sound():
        return None
    first, last = (pick(draw.on for draw in draws) for pick in (min, max))
    checks = (
        ("due_on", last < due_on <= add_months(first, LONGEST_MONTHS)),
        ("paid_on", due_on <= paid_on <= add_months(first, LONGEST_MONTHS)),
        *(
            (f"accrue_on[{place}]", first < day < due_on)
            for place, day in enumerate(accrue_on)
        ),
    )
    for name, holds in checks:
        if not holds:
            field.fault(name, "out_of_order")
    ordered = tuple(sorted(draws, key=lambda draw: draw.on))
    return OneCase(ordered, accrue_on, due_on, paid_on, saving)


def _drawn(field: Section) -> Drawn:
    on = _day(field, "on")
    parts = {
        name: _euro(field, name) if field.has(name) else ZERO
        for name in ("professionals", "maatwerk")
    }
    if not any(parts.values()):
        field.fault("professionals", "nothing_drawn")
    for name, amount in parts.items():
        if amount < ZERO:
            field.fault(name, "negative")
    field.is_sound()
    return Drawn(on, **parts)


def _period(field: Section) -> Period:
    amount = _positive(field, "amount")
    starts_on, ends_on = _day(field, "from"), _day(field, "until")
    if starts_on > ends_on:
        field.fault("until", "out_of_order")
    field.is_sound()
    return Period(amount, starts_on, ends_on)


def _few(field: Section, name: str, *, required: bool = False) -> list[Section]:
    if not required and not field.has(name):
        return []
    found = list(field.sections(name))
    if len(found) > MOST_ITEMS:
        field.fault(name, "too_many", str(MOST_ITEMS))
    return found


def _list(
    field: Section | None,
    name: str,
    reads: Callable[[Section, str, object], Item],
    *,
    required: bool = False,
) -> tuple[Item, ...]:
    if field is None or not (required or field.has(name)):
        return ()
    items = field.items(name)
    if len(items) > MOST_ITEMS:
        field.fault(name, "too_many", str(MOST_ITEMS))
        return ()
    return tuple(reads(field, where, item) for where, item in items)


def _whole(field: Section, where: str, item: object) -> int:
    number = field.exact(where, item)
    if number.denominator != 1:
        field.fault(where, "not_a_whole_number")
    if number < 0:
        field.fault(where, "negative")
    return max(0, int(number))


def _day_at(field: Section, where: str, item: object) -> date:
    return _foreseeable(field, where, field.as_day(where, item))


def _day(field: Section, name: str) -> date:
    return _foreseeable(field, name, field.day(name))


def _foreseeable(field: Section, name: str, day: date) -> date:
    if day.year in FORESEEABLE_YEARS:
        return day
    years = f"{FORESEEABLE_YEARS[0]} - {FORESEEABLE_YEARS[-1]}"
    field.fault(name, "not_allowed", years)
    return date(FORESEEABLE_YEARS[0], 1, 1)


def _euro(field: Section, name: str) -> Euro:
    amount = field.euro(name)
    if abs(amount.cents) > MOST_EURO.cents:
        field.fault(name, "too_large", "10^12")
        return ZERO
    return amount


def _positive(field: Section, name: str) -> Euro:
    amount = _euro(field, name)
    if amount <= ZERO:
        field.fault(name, "not_above_zero")
    return amount


def _flag(field: Section, name: str) -> bool:
    value = field.value(name)
    if not isinstance(value, bool):
        field.fault(name, "not_true_or_false")
    return value is True


_TERMS: dict[Any, Callable[[Section, str], object]] = {
    bool: _flag,
    int: Section.whole,
    date: _day,
    Euro: _euro,
    Fraction: Section.number,
}
