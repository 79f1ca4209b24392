"""What the municipality watches: budget, forecast, what waits, and the seal."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bonds import selectors
from bonds.domain.accounts import Account
from bonds.forms.investing import quarter_name
from bonds.forms.labels import STEPS
from bonds.selectors import BondWatch
from sohos.core.dates import local_day
from sohos.core.euro import ZERO, Euro
from sohos.pages.charts import Segment
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

MOST_WAITING = 25


@require_safe
def watch_bond(request: ActorRequest) -> HttpResponse:
    """Show what asks for attention in the municipality's newest bond."""
    request.actor.require(Permission.BOND_READ)
    now = timezone.now()
    today = local_day(now)
    bond = selectors.bonds_for(request.actor).first()
    if bond is None:
        return render(request, "bonds/watch_bond.html", {"watch": None})
    watch = selectors.bond_watch(request.actor, bond=bond, today=today)
    is_asked = "verify" in request.GET
    context = {
        "watch": watch,
        "today": today,
        "months_parts": _months(watch),
        "years_maximum": _largest(
            [one.due + one.expected for one in watch.years]
            + [watch.status.terms.interest_year_signal]
        ),
        "quarters": [(quarter_name(one.starts_on), one) for one in watch.quarters],
        "quarters_maximum": _largest(
            [one.fixed + one.expected for one in watch.quarters]
        ),
        "waiting": [(STEPS[row.step], row) for row in watch.waiting[:MOST_WAITING]],
        "more_waiting": max(0, len(watch.waiting) - MOST_WAITING),
        "took": [(STEPS[step], found) for step, found in watch.took.items()],
        "bank": selectors.reconciliation(request.actor, bond, as_of=today),
        "book": selectors.balances_of(bond).get(Account.BANK, ZERO),
        "head": selectors.heads_of(bond).first(),
        "verdict": selectors.verify(bond) if is_asked else None,
        "verified_at": now,
        "reads_figures": request.actor.can(Permission.DASHBOARD_READ),
    }
    return render(request, "bonds/watch_bond.html", context)


def _largest(amounts: list[Euro]) -> Euro:
    return max(amounts, default=ZERO)


def _months(watch: BondWatch) -> list[Segment]:
    found = watch.months
    if found is None:
        return []
    return [
        Segment(_("Verbruikt"), float(found.used), "m-repaid"),
        Segment(_("Gereserveerd"), float(found.reserved), "m-due"),
        Segment(_("Vrij"), float(found.free), "m-running"),
    ]
