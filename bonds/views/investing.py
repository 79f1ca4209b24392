"""The page of an investor: the own money in every bond, and all households together."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bonds import selectors
from bonds.domain.pool import PoolState, quarters_between
from bonds.forms.investing import (
    STATES,
    AsOfForm,
    positions_elsewhere,
    quarter_name,
)
from sohos.core.dates import local_day
from sohos.core.euro import Euro, total
from sohos.pages.charts import LineChart, Segment, Series
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.elsewhere import reads_elsewhere
from sohos.tenancy.permissions import Permission

UNPROCESSABLE = 422
TONES = {
    PoolState.REPAID: "m-repaid",
    PoolState.VALIDATED: "m-due",
    PoolState.REALISED: "m-validating",
    PoolState.RUNNING: "m-running",
    PoolState.FAILED: "m-failed",
}
_JUDGED = (PoolState.VALIDATED, PoolState.REPAID, PoolState.FAILED)


@reads_elsewhere(Permission.POSITION_READ, positions_elsewhere)
@require_safe
def position(request: ActorRequest) -> HttpResponse:
    """Show an investor the own position and the pooled state of each bond."""
    request.actor.require(Permission.POSITION_READ)
    today = local_day(timezone.now())
    form = AsOfForm(today=today, data=request.GET or None)
    as_of = form.day()
    pages = selectors.investor_pages(request.actor, today=today, as_of=as_of)
    pages += [page for found in request.elsewhere for page in found]
    context = {
        "form": form,
        "day": as_of or today,
        "pages": [_shown(page, as_of or today) for page in pages],
        "whole": selectors.together(pages) if len(pages) > 1 else None,
        "whole_open": total(_open(page) for page in pages),
        "whole_received": total(_received(page) for page in pages),
        "owner": pages[0].investor.name if pages else "",
    }
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "bonds/position.html", context, status=status)


def _shown(page: selectors.InvestorPage, day: date) -> dict[str, object]:
    edition = page.told
    counts = {
        state: edition.whole.count(state) if edition else None for state in STATES
    }
    judged = [counts[one] for one in _JUDGED]
    return {
        "page": page,
        "anchor": f"bond-{page.municipality.id}-{page.bond.pk}",
        "received": _received(page),
        "open": _open(page),
        "edition": edition,
        "states": [
            (TONES[state], *names, counts[state]) for state, names in STATES.items()
        ],
        "segments": [
            Segment("", count, TONES[state])
            for state, count in counts.items()
            if count and None not in counts.values()
        ],
        "judged": _sum(judged),
        "reached": _sum(judged[:-1]),
        "cohorts": [
            (quarter_name(one.starts_on), one, [one.count(state) for state in STATES])
            for one in (edition.cohorts if edition else ())
        ],
        "cohort_chart": _cohort_chart(edition) if edition else None,
        "chart": _own_chart(page, day),
    }


def _received(page: selectors.InvestorPage) -> Euro:
    return page.position.repaid + page.position.interest_received


def _open(page: selectors.InvestorPage) -> Euro:
    return page.position.due + page.position.interest_due


def _cohort_chart(edition: selectors.ToldEdition) -> LineChart | None:
    """Draw how far the households of each starting quarter came."""
    cohorts = edition.cohorts
    if len(cohorts) < 2 or all(one.started is None for one in cohorts):  # noqa: PLR2004
        return None

    def came_to(*states: PoolState) -> list[float | None]:
        return [_sum([one.count(state) for state in states]) for one in cohorts]

    measured = [state for state in PoolState if state is not PoolState.RUNNING]
    return LineChart(
        _("Per startkwartaal: gepland, gestart en hoe ver de huishoudens kwamen"),
        _("startkwartaal"),
        [quarter_name(one.starts_on) for one in cohorts],
        (
            Series(_("plan"), [one.planned for one in cohorts], "plan"),
            Series(_("gestart"), [one.started for one in cohorts], "1"),
            Series(_("gemeten of verder"), came_to(*measured), "2"),
            Series(_("terugbetaald"), came_to(PoolState.REPAID), "3"),
            Series(_("niet gehaald"), came_to(PoolState.FAILED), "4"),
        ),
    )


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _own_chart(page: selectors.InvestorPage, day: date) -> LineChart | None:
    """Draw the own money quarter by quarter, beside an even draw over the contract."""
    if len(page.history) < 2:  # noqa: PLR2004  one point is no line
        return None
    quarters = quarters_between(page.terms.starts_on, page.terms.ends_on)
    committed = page.position.committed.exact() / 100

    def planned(on: date) -> float:
        passed = sum(quarter <= on for quarter in quarters)
        return float(committed * Fraction(passed, len(quarters)))

    stands = page.history
    return LineChart(
        _("Uw geld, opgeteld per kwartaal: plan, opgenomen en terugbetaald, in euro"),
        _("kwartaal"),
        [quarter_name(one.on) for one in stands],
        (
            Series(_("plan"), [planned(one.on) for one in stands], "plan"),
            Series(
                _("opgenomen"), [one.position.drawn.cents / 100 for one in stands], "1"
            ),
            Series(
                _("terugbetaald met rente"),
                [
                    (one.position.repaid + one.position.interest_received).cents / 100
                    for one in stands
                ],
                "3",
            ),
        ),
    )
