"""Pages of what is agreed: investors, their commitments, the interest budget."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bonds import selectors, services
from bonds.forms import agreeing as forms
from bonds.selectors import figures
from bonds.views.acting import perform
from sohos.core.dates import local_day
from sohos.core.euro import total
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission


@require_safe
def investors(request: ActorRequest, bond_id: int) -> HttpResponse:
    """List who lends, and how much of it."""
    request.actor.require(Permission.BOND_READ)
    bond = selectors.bond_of(request.actor, bond_id=bond_id)
    rows = selectors.lender_rows(request.actor, bond=bond)
    context = {
        "bond": bond,
        "rows": rows,
        "committed": total(row.committed for row in rows),
        "undrawn": total(row.undrawn for row in rows),
        "lent": total(row.lent for row in rows),
        "may_fund": request.actor.can(Permission.BOND_FUND),
    }
    return render(request, "bonds/investors.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def admit_investor(request: ActorRequest, bond_id: int) -> HttpResponse:
    """Add somebody who lends."""
    request.actor.require(Permission.BOND_FUND)
    now = timezone.now()
    bond = selectors.bond_of(request.actor, bond_id=bond_id)
    form = forms.AdmitInvestorForm(
        selectors.investor_accounts(request.actor, today=local_day(now)),
        request.POST if request.method == "POST" else None,
    )

    def act(said: dict[str, Any]) -> str:
        services.admit_investor(actor=request.actor, now=now, **said)
        return _("De investeerder is toegevoegd.")

    return perform(
        request,
        form,
        act,
        template="bonds/admit_investor.html",
        context={"bond": bond},
        then=("investors", {"bond_id": bond.pk}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def record_commitment(request: ActorRequest, bond_id: int) -> HttpResponse:
    """Record that an investor signed for an amount."""
    request.actor.require(Permission.BOND_FUND)
    now = timezone.now()
    bond = selectors.bond_of(request.actor, bond_id=bond_id)
    form = forms.RecordCommitmentForm(
        [(one.pk, one.name) for one in selectors.investors_of(request.actor)],
        request.POST if request.method == "POST" else None,
        initial={"on": local_day(now)},
    )

    def act(said: dict[str, Any]) -> str:
        services.record_commitment(
            actor=request.actor,
            bond_id=bond.pk,
            investor_id=said["investor"],
            amount=said["amount"],
            signed_on=said["on"],
            now=now,
            key=said["key"],
        )
        return _("De toezegging is geboekt.")

    return perform(
        request,
        form,
        act,
        template="bonds/record_commitment.html",
        context={"bond": bond},
        then=("investors", {"bond_id": bond.pk}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def set_interest_budget(request: ActorRequest, bond_id: int) -> HttpResponse:
    """Record what the council set aside for interest."""
    request.actor.require(Permission.BOND_ACCEPT)
    now = timezone.now()
    today = local_day(now)
    bond = selectors.bond_of(request.actor, bond_id=bond_id)
    form = forms.SetInterestBudgetForm(
        request.POST if request.method == "POST" else None, initial={"on": today}
    )

    def act(said: dict[str, Any]) -> str:
        services.set_interest_budget(
            actor=request.actor,
            bond_id=bond.pk,
            amount=said["amount"],
            decided_on=said["on"],
            now=now,
            key=said["key"],
        )
        return _("Het rentebudget is geboekt.")

    budget = figures.interest_budget(request.actor, programme_id=bond.programme_id)
    return perform(
        request,
        form,
        act,
        template="bonds/set_interest_budget.html",
        context={
            "bond": bond,
            "budget": budget,
            "terms": selectors.terms_to_show(bond, today),
        },
        then=("bond", {}),
    )
