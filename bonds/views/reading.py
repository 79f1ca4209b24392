"""Pages that only show: the bond and its contract."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bonds import selectors
from bonds.domain.contract import assumptions
from bonds.domain.terms_document import from_text
from bonds.forms import explaining, labels
from bonds.forms.terms import shown_terms
from bonds.selectors import CaseStand, Standing
from cases import selectors as cases
from sohos.core.dates import local_day
from sohos.core.euro import total
from sohos.pages.charts import Segment
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

TONES = {
    Standing.REPAID: "m-repaid",
    Standing.DUE: "m-due",
    Standing.RUNNING: "m-running",
    Standing.QUEUED: "m-validating",
    Standing.FAILED: "m-failed",
    Standing.WITHDRAWN: "m-failed",
    Standing.PLANNED: "m-running",
}
ORDER = (
    Standing.REPAID,
    Standing.DUE,
    Standing.QUEUED,
    Standing.RUNNING,
    Standing.FAILED,
    Standing.WITHDRAWN,
)
MOST_CASES = 100


@require_safe
def bond(request: ActorRequest) -> HttpResponse:
    """Show the state of the municipality's newest bond."""
    request.actor.require(Permission.BOND_READ)
    today = local_day(timezone.now())
    found = selectors.bonds_for(request.actor).first()
    if found is None:
        return render(request, "bonds/bond.html", {"status": None})
    status = selectors.bond_status(request.actor, bond=found, today=today)
    budget = status.budget
    shown = [stand for stand in status.stands if stand.standing is not Standing.PLANNED]
    recent = sorted(shown, key=lambda stand: stand.since, reverse=True)[:MOST_CASES]
    codes = cases.case_codes(request.actor, [stand.case_id for stand in recent])
    due = [stand for stand in status.stands if stand.due]
    context = {
        "status": status,
        "groups": _groups(shown),
        "budget_parts": [
            Segment(_("Verbruikt"), budget.used.cents / 100, "m-repaid"),
            Segment(_("Gereserveerd"), budget.reserved.cents / 100, "m-due"),
            Segment(_("Vrij"), max(budget.free.cents, 0) / 100, "m-running"),
        ],
        "case_rows": [(codes[stand.case_id], stand) for stand in recent],
        "more_cases": len(shown) - len(recent),
        "due": total(stand.due for stand in due),
        "late": sum(one.due_on is not None and one.due_on < today for one in due),
        "may_terminate": request.actor.can(Permission.BOND_ACCEPT),
        "may_budget": request.actor.can(Permission.BOND_ACCEPT),
    }
    return render(request, "bonds/bond.html", context)


@require_safe
def contract(request: ActorRequest) -> HttpResponse:
    """Show what was agreed, what is only assumed, and what each version changed."""
    may_write = request.actor.can(Permission.BOND_CONTRACT)
    today = local_day(timezone.now())
    found = selectors.bonds_for(request.actor).first()
    versions = list(selectors.versions_of(found)) if found else []
    if found is None or not versions:
        nothing = {"bond": None, "may_write": may_write}
        return render(request, "bonds/contract.html", nothing)
    terms = selectors.terms_to_show(found, today)
    context = {
        "bond": found,
        "versions": list(_versions(versions)),
        "summary": list(explaining.summary(terms)),
        "terms": shown_terms(terms),
        "assumed": len(assumptions(terms)),
        "may_write": may_write,
    }
    return render(request, "bonds/contract.html", context)


def _groups(stands: Iterable[CaseStand]) -> list[dict[str, object]]:
    found: dict[Standing, list[CaseStand]] = {standing: [] for standing in ORDER}
    for stand in stands:
        found[stand.standing].append(stand)
    return [
        {
            "standing": standing,
            "tone": TONES[standing],
            "cases": len(those),
            "principal": total(stand.drawn for stand in those),
            "oldest": min((stand.since for stand in those), default=None),
        }
        for standing, those in found.items()
    ]


def _versions(newest_first: Sequence[Any]) -> Iterator[dict[str, object]]:
    before = [from_text(row.canonical) for row in newest_first[1:]]
    for version, earlier in zip_longest(newest_first, before):
        terms = from_text(version.canonical)
        known = earlier.confirmed if earlier else frozenset()
        confirmed = [
            labels.TERMS[name]
            for name in labels.TERMS
            if name in terms.confirmed - known
        ]
        yield {
            "version": version,
            "changes": explaining.told_changes(earlier, terms) if earlier else [],
            "confirmed": confirmed,
        }
