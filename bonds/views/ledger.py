"""Pages of the ledger itself: balances on any day, closed months, kept heads."""

from datetime import date, datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bonds import selectors, services
from bonds.domain import periods
from bonds.forms import labels
from bonds.forms import ledger as forms
from bonds.views.acting import perform
from sohos.core.dates import AMSTERDAM, add_months, local_day
from sohos.core.errors import DomainError
from sohos.pages import formats
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

HEADS = 7
MONTHS = 12


@require_safe
def ledger(request: ActorRequest) -> HttpResponse:
    """Show the balances of the bond on any day, as they were known on any day."""
    request.actor.require(Permission.BOND_READ)
    bond = selectors.bonds_for(request.actor).first()
    if bond is None:
        return render(request, "bonds/ledger.html", {"bond": None})
    form = forms.BalanceForm(request.GET or None)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    as_of, known_on = said.get("as_of"), said.get("known_on")
    known_at = (
        datetime.combine(known_on, time.max, AMSTERDAM)
        if known_on is not None
        else None
    )
    context = {
        "bond": bond,
        "form": form,
        "as_of": as_of,
        "known_on": known_on,
        "books": [
            (book, [(labels.ACCOUNTS[row.account], row) for row in book.accounts])
            for book in selectors.trial_balances(bond, as_of=as_of, known_at=known_at)
        ],
        "head": selectors.head_of(bond),
        "closings": selectors.closings_of(bond)[:MONTHS],
        "heads": [
            (head, selectors.stamped_at(bytes(head.token)) if head.token else None)
            for head in selectors.heads_of(bond)[:HEADS]
        ],
        "may_close": request.actor.can(Permission.BOND_ACCEPT),
        "may_accrue": request.actor.can(Permission.BOND_FUND),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "bonds/ledger.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def close_month(request: ActorRequest, bond_id: int) -> HttpResponse:
    """Close a month, with all months before it."""
    request.actor.require(Permission.BOND_ACCEPT)
    now = timezone.now()
    bond = selectors.bond_of(request.actor, bond_id=bond_id)
    months = _months(bond, local_day(now))
    if not months and request.method != "POST":
        messages.info(request, _("Alle maanden die voorbij zijn, zijn gesloten."))
        return redirect("ledger")
    form = forms.MonthForm(months, request.POST if request.method == "POST" else None)

    def act(said: dict[str, Any]) -> str:
        closing = services.close_month(
            actor=request.actor,
            bond_id=bond_id,
            month=date.fromisoformat(said["month"]),
            now=now,
        )
        day = formats.day(closing.through_on)
        return _("De boeken zijn gesloten tot en met %(day)s.") % {"day": day}

    context = {"bond": bond, "closed_through": selectors.closed_through(bond)}
    template = "bonds/close_month.html"
    then: tuple[str, dict[str, Any]] = ("ledger", {})
    return perform(request, form, act, template=template, context=context, then=then)


@require_http_methods(["GET", "HEAD", "POST"])
def accrue_interest(request: ActorRequest, bond_id: int) -> HttpResponse:
    """Ask for the accrual of a bond up to a day, and go to its progress."""
    request.actor.require(Permission.BOND_FUND)
    now = timezone.now()
    bond = selectors.bond_of(request.actor, bond_id=bond_id)
    form = forms.AccrueForm(
        request.POST if request.method == "POST" else None,
        initial={"on": local_day(now).replace(day=1)},
    )
    if form.is_bound and form.is_valid():
        try:
            job = services.ask_accrual(
                actor=request.actor,
                bond_id=bond_id,
                until=form.cleaned_data["on"],
                now=now,
            )
        except DomainError as error:
            form.add_error(*labels.explain(error))
        else:
            return redirect("job", job_id=job.pk)
    status = 422 if form.is_bound else 200
    context = {"bond": bond, "form": form}
    return render(request, "bonds/accrue_interest.html", context, status=status)


def _months(bond: selectors.BondRow, today: date) -> list[tuple[str, str]]:
    """List the last days of the months that can be closed, the next one first."""
    first = selectors.terms_to_show(bond, today).starts_on
    closed = selectors.closed_through(bond)
    found: list[tuple[str, str]] = []
    day = periods.next_to_close(closed, first=first, today=today)
    while day < today:
        found.append((day.isoformat(), formats.day(day)))
        day = periods.last_day_of_month(add_months(day.replace(day=1), 1))
    return found
