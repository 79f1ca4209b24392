"""The contract calculator: what a bond would do, and nothing is stored."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bonds import selectors
from bonds.domain import comparing, document
from bonds.domain.calculator import Projection, YearCash, project
from bonds.domain.contract import ContractTerms
from bonds.domain.scenario import Scenario
from bonds.forms import calculating
from kba.domain.document import canonical
from sohos.core.dates import local_day
from sohos.core.euro import total
from sohos.pages.charts import LineChart, Series
from sohos.tenancy.actor import ActorRequest


@require_safe
def calculate_bond(request: ActorRequest) -> HttpResponse:
    """Work out the intake, outcome and terms that the address says."""
    today = local_day(timezone.now())
    terms = selectors.terms_to_calculate(request.actor, today=today)
    start = calculating.starting_point(terms)
    asked = request.GET.copy()
    is_file = asked.pop("as", None) == ["file"]
    form = calculating.CalculateBondForm(asked or None, initial=start)
    context: dict[str, Any] = {"form": form, "address": asked.urlencode()}
    if form.is_bound and not form.is_valid():
        return render(request, "bonds/calculate_bond.html", context, status=422)
    said = form.cleaned_data if form.is_bound else start
    scenario = calculating.scenario_of(terms, said)
    if is_file:
        return _as_file(scenario)
    context |= _worked_out(scenario, terms)
    return render(request, "bonds/calculate_bond.html", context)


def _as_file(scenario: Scenario) -> HttpResponse:
    content = canonical(document.write(scenario, title=_("Doorrekening")))
    return HttpResponse(
        content,
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="doorrekening.json"'},
    )


def _worked_out(scenario: Scenario, contract: ContractTerms) -> dict[str, object]:
    found = project(scenario)
    bearable = None
    if found.break_even is not None:
        bearable = int((1 - found.break_even) * sum(scenario.intake))
    return {
        "found": found,
        "scenario": scenario,
        "households": sum(scenario.intake),
        "bearable": bearable,
        "sums": _sums(found.years),
        "savings": _savings(found),
        "spread": list(comparing.spread(scenario)),
        "day_counts": list(comparing.by_day_count(scenario)),
        "agreed": contract.day_count,
    }


def _sums(years: Sequence[YearCash]) -> dict[str, object]:
    names = [name for name in YearCash.__slots__ if name != "year"]
    return {name: total(getattr(year, name) for year in years) for name in names}


def _savings(found: Projection) -> LineChart:
    def thousands(name: str) -> list[float | None]:
        return [getattr(year, name).cents / 100_000 for year in found.years]

    return LineChart(
        description=_("Besparing van de gemeente per jaar, verwacht en aangetoond"),
        axis=_("jaar, in duizenden euro"),
        points=[str(year.year) for year in found.years],
        series=[
            Series(_("verwacht"), thousands("saving_expected"), "plan"),
            Series(_("aangetoond"), thousands("saving_proven"), "1"),
        ],
    )
