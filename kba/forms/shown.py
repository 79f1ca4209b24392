"""Rows, sums and payers of the first plan year, as pages and reports show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kba import selectors
from kba.domain.lines import CostLine
from kba.domain.measures import Measure, NotApplicable
from kba.domain.rows import RowValue
from kba.domain.vocabulary import Kind, Role
from sohos.core.bills import Payer
from sohos.core.euro import ZERO, Euro, total
from sohos.pages import bills, formats


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row in the first plan year, as the table shows it."""

    stem: str
    line_id: int | None
    description: str
    about: str
    without: Euro
    with_plan: Euro
    version: int = 0

    @property
    def difference(self) -> Euro:
        """Return what the plan changes; less is negative."""
        return self.with_plan - self.without


@dataclass(frozen=True, slots=True)
class YearSum:
    """The first plan year of all payers, in euro; money only."""

    without: Euro
    with_plan: Euro
    not_counted: Euro
    saving: Euro
    effort: Euro

    @property
    def gross(self) -> Euro:
        """Return the difference before the reductions."""
        return self.without - self.with_plan

    @property
    def net(self) -> Euro:
        """Return the saving less the plan's own effort."""
        return self.saving - self.effort


def shown_rows(
    rows: Iterable[RowValue], lines: Mapping[str, selectors.LineHandle] | None = None
) -> list[ShownRow]:
    """Return rows as the table shows them, with the stored row behind each if given."""
    found = []
    for row in rows:
        line = (lines or {}).get(row.stem)
        year = row.year(1)
        found.append(
            ShownRow(
                stem=row.stem,
                line_id=line.pk if line else None,
                description=row.line.description,
                about=about_line(row),
                without=year.gross_without,
                with_plan=year.gross_with,
                version=line.version if line else 0,
            )
        )
    return found


def about_line(row: RowValue) -> str:
    """Say in one line who pays, from which law, and what the chance is."""
    line = row.line
    parts = [" + ".join(str(bills.PAYERS[payer]) for payer, _share_ in line.payers)]
    parts.append(str(bills.LAWS[line.law]))
    if line.kind is Kind.IMMATERIAL:
        parts.append(_("geen geld"))
    chances = [
        value.line.probability for value in (row.without, row.with_plan) if value
    ]
    if any(chance != 1 for chance in chances):
        parts.append(_chance(row))
    return " · ".join(parts)


def year_sum(rows: Iterable[RowValue]) -> YearSum:
    """Add up the first plan year of what is money."""
    money = [row for row in rows if row.line.kind is Kind.FINANCIAL]
    care = [row.year(1) for row in money if row.line.role is Role.CARE]
    effort = [row.year(1) for row in money if row.line.role is Role.PLAN]
    without = total(year.gross_without for year in care)
    with_plan = total(year.gross_with for year in care)
    saving = total(year.value for year in care)
    return YearSum(
        without=without,
        with_plan=with_plan,
        not_counted=without - with_plan - saving,
        saving=saving,
        effort=total(year.gross_with for year in effort),
    )


def payers_of(rows: Iterable[RowValue]) -> list[tuple[Promise, Euro, int]]:
    """Return what each payer saves in the first year, most first, with a bar of 100."""
    saved: dict[Payer, Euro] = {}
    for row in rows:
        if row.line.kind is Kind.IMMATERIAL or row.line.role is Role.PLAN:
            continue
        for value in (row.without, row.with_plan):
            for payer, part in value.years[0].value_by_payer if value else ():
                saved[payer] = saved.get(payer, ZERO) + part
    most = max((abs(part.cents) for part in saved.values()), default=0) or 1
    ordered = sorted(saved.items(), key=lambda each: -each[1].cents)
    return [
        (bills.PAYERS[payer], part, abs(part.cents) * 100 // most)
        for payer, part in ordered
    ]


def words_of_years(measure: Measure) -> str:
    """Say a payback time in months, or nothing when there is none."""
    if isinstance(measure, NotApplicable):
        return ""
    return _("terugverdiend in %(months)s maanden") % {
        "months": formats.number(measure * 12, 1)
    }


def _chance(row: RowValue) -> str:
    def percent(line: CostLine) -> str:
        return formats.percentage(line.probability)

    if row.without is None:
        return _("kans %(chance)s") % {"chance": percent(row.line)}
    if row.with_plan is None or row.with_plan.line.probability == 1:
        return _("kans zonder plan %(chance)s") % {"chance": percent(row.without.line)}
    return _("kans van %(before)s naar %(after)s") % {
        "before": percent(row.without.line),
        "after": percent(row.with_plan.line),
    }
