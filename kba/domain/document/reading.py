"""From the open JSON format to a sound input, or to a list of faults (rule 13.1)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

from kba.domain.discounting import Band, Convention, Discounting, DiscountTable
from kba.domain.document.section import Section, parse
from kba.domain.document.writing import FORMAT
from kba.domain.indexation import IndexSeries
from kba.domain.inputs import KbaInput, Subject, SubjectKind
from kba.domain.lines import CostLine, Effect, UnitPrice
from kba.domain.problems import InvalidInputError, Problem, refuse
from kba.domain.programme import (
    Intake,
    IntakeTiming,
    Programme,
    Published,
    Ratio,
    Wording,
)
from kba.domain.vocabulary import Kind, Role, Scenario
from sohos.core.bills import Law, Payer, Per

Built = TypeVar("Built")


@dataclass(frozen=True, slots=True)
class Document:
    """What one file holds: the input, and a programme's own figures if it has any."""

    kba: KbaInput
    programme: Programme | None = None


def read(content: bytes | str) -> Document:
    """Read a KBA from its open JSON format.

    Args:
        content: UTF-8 bytes or text.

    Returns:
        The document, entirely sound; nothing was stored.

    Raises:
        InvalidInputError: something is refused. It carries every fault found, each
            with the path of the field and the reason.
    """
    problems: list[Problem] = []
    root = Section(parse(content), "", problems)
    if root.has("format") and root.text("format") != FORMAT:
        root.fault("format", "unknown_format", FORMAT)
    kba = input_from(root)
    programme = None
    if root.has("programme"):
        programme = _programme(root.section("programme"))
    root.value("format")
    if not root.is_sound() or kba is None:
        raise InvalidInputError(problems)
    return Document(kba, programme)


def input_from(root: Section) -> KbaInput | None:
    """Read the fields of a KBA's input from an open object.

    Args:
        root: the object; keys that belong to others are left to the caller.

    Returns:
        The input, or None when a fault was noted in the list of `root`.
    """
    before = len(root.problems)
    subject = _subject(root.section("subject"))
    reference_on = root.day("reference_on")
    horizon_years = root.whole("horizon_years")
    price_year = root.whole("price_year")
    weeks_per_year = root.whole("weeks_per_year")
    discounting = _discounting(root.section("discounting"))
    series = [_series(each) for each in root.sections("index_series")]
    bias = [root.exact(where, item) for where, item in root.items("optimism_bias")]
    lines = [line_from(each) for each in root.sections("lines")]
    if len(root.problems) > before or discounting is None:
        return None
    return _built(
        root,
        lambda: KbaInput(
            subject=subject,
            reference_on=reference_on,
            horizon_years=horizon_years,
            price_year=price_year,
            weeks_per_year=weeks_per_year,
            discounting=discounting,
            series=tuple(each for each in series if each is not None),
            lines=tuple(each for each in lines if each is not None),
            optimism_bias=tuple(bias),
        ),
    )


def line_from(field: Section) -> CostLine | None:
    """Read one cost line from an open object.

    Args:
        field: the object of the line.

    Returns:
        The line, or None when a fault was noted in the list of `field`.
    """
    build = _line(field)
    return _built(field, build) if field.is_sound() else None


def effect_from(fields: Mapping[str, object]) -> Effect:
    """Read the terms of an effect that `effect_fields` wrote.

    Raises:
        InvalidInputError: they are not what it wrote.
    """
    problems: list[Problem] = []
    effect = _effect(Section(parse(json.dumps(dict(fields))), "", problems))
    refuse(problems)
    return effect


def _line(field: Section) -> Callable[[], CostLine]:
    values: dict[str, Any] = {
        "key": field.text("key"),
        "scenario": field.choice("scenario", Scenario),
        "description": field.text("description"),
        "unit": field.text("unit"),
        "quantity": field.number("quantity"),
        "per": field.choice("per", Per),
        "first_on": field.day("first_on"),
        "price": _price(field.section("price")),
        "payers": _payers(field.section("payers")),
        "law": field.choice("law", Law),
    }
    optional: dict[str, Callable[[str], object]] = {
        "last_on": field.day,
        "probability": field.number,
        "kind": lambda name: field.choice(name, Kind),
        "role": lambda name: field.choice(name, Role),
        "effect": lambda name: _effect(field.section(name)),
        "counterpart": field.text,
        "member": field.text,
        "evidence": lambda name: _texts(field, name),
        "evidence_note": field.text,
        "follows_from": field.text,
        "quantity_low": field.number,
        "quantity_high": field.number,
    }
    values |= {name: read_(name) for name, read_ in optional.items() if field.has(name)}
    return lambda: CostLine(**values)


def _price(field: Section) -> UnitPrice:
    price = UnitPrice(
        amount=field.euro("amount"),
        year=field.whole("year"),
        series=field.text("series") if field.has("series") else None,
        source=field.text("source"),
        grade=field.whole("grade"),
        catalogue_code=field.text("catalogue_code")
        if field.has("catalogue_code")
        else None,
        override_reason=field.text("override_reason")
        if field.has("override_reason")
        else "",
    )
    field.is_sound()
    return price


def _effect(field: Section) -> Effect:
    values: dict[str, Any] = {}
    for name in ("attribution", "displacement", "cashable_share"):
        if field.has(name):
            values[name] = field.number(name)
    if field.has("cash_lag_months"):
        values["cash_lag_months"] = field.whole("cash_lag_months")
    if field.has("persistence"):
        values["persistence"] = tuple(
            field.exact(where, item) for where, item in field.items("persistence")
        )
    effect = Effect(
        deadweight=field.number("deadweight"),
        deadweight_reason=field.text("deadweight_reason"),
        evidence_grade=field.whole("evidence_grade"),
        **values,
    )
    field.is_sound()
    return effect


def _payers(field: Section) -> tuple[tuple[Payer, Fraction], ...]:
    shares = dict(field.entries())
    for name in shares.keys() - set(Payer):
        field.fault(name[:64], "unknown_choice", ", ".join(Payer))
    field.is_sound()
    return tuple((payer, shares[payer]) for payer in Payer if payer in shares)


def _texts(field: Section, name: str) -> tuple[str, ...]:
    found = []
    for where, item in field.items(name):
        if isinstance(item, str):
            found.append(str(item))
        else:
            field.fault(where, "not_a_text")
    return tuple(found)


def _subject(field: Section) -> Subject:
    subject = Subject(
        kind=field.choice("kind", SubjectKind),
        code=field.text("code"),
        title=field.text("title") if field.has("title") else "",
    )
    field.is_sound()
    return subject


def _discounting(field: Section) -> Discounting | None:
    name = field.text("name")
    source = field.text("source")
    convention = field.choice("convention", Convention)
    bands = tuple(_band(each) for each in field.sections("bands"))
    if not field.is_sound():
        return None
    table = _built(field, lambda: DiscountTable(name, bands, source))
    return None if table is None else Discounting(table, convention)


def _band(field: Section) -> Band:
    last = field.whole("through_year") if field.has("through_year") else None
    band = Band(field.number("rate"), last)
    field.is_sound()
    return band


def _series(field: Section) -> IndexSeries | None:
    name, source = field.text("name"), field.text("source")
    vintage = field.text("vintage")
    within = field.section("levels")
    levels = []
    for year, level in within.entries():
        if len(year) == len("2024") and year.isascii() and year.isdigit():
            levels.append((int(year), level))
        else:
            within.fault(year[:64], "not_a_year")
    if not field.is_sound():
        return None
    return _built(
        field, lambda: IndexSeries(name, tuple(sorted(levels)), source, vintage)
    )


def _programme(field: Section) -> Programme:
    intake = _intake(field.section("intake")) if field.has("intake") else None
    published = [
        _published(each)
        for each in (field.sections("published") if field.has("published") else ())
    ]
    ratios = [
        _ratio(each)
        for each in (field.sections("ratios") if field.has("ratios") else ())
    ]
    field.is_sound()
    return Programme(
        intake, tuple(published), tuple(each for each in ratios if each is not None)
    )


def _intake(field: Section) -> Intake | None:
    cohorts = []
    for each in field.sections("cohorts"):
        cohorts.append((each.whole("year"), each.whole("households")))
        each.is_sound()
    timing = field.choice("timing", IntakeTiming)
    saving = field.euro("saving_per_household")
    through_year = field.whole("through_year")
    if not field.is_sound():
        return None
    return _built(field, lambda: Intake(tuple(cohorts), timing, saving, through_year))


def _published(field: Section) -> Published:
    built_from = []
    for each in field.sections("built_from"):
        built_from.append((each.number("quantity"), each.euro("price")))
        each.is_sound()
    published = Published(
        key=field.text("key"),
        label=field.text("label"),
        amount=field.euro("amount"),
        wording=field.choice("wording", Wording),
        rounding_unit=field.euro("rounding_unit"),
        source=field.text("source"),
        built_from=tuple(built_from),
    )
    field.is_sound()
    return published


def _ratio(field: Section) -> Ratio | None:
    key, label = field.text("key"), field.text("label")
    numerator, denominator = field.number("numerator"), field.number("denominator")
    if not field.is_sound():
        return None
    return _built(field, lambda: Ratio(key, label, numerator, denominator))


def _built(field: Section, build: Callable[[], Built]) -> Built | None:
    try:
        return build()
    except InvalidInputError as error:
        for problem in error.problems:
            field.problems.append(problem.under(field.path) if field.path else problem)
    return None
