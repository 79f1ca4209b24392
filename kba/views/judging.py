"""The list of the accountant, and the page on which a team lead gives a KBA to one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_safe,
)

from kba import selectors, services
from kba.forms import labels
from kba.forms.closing import AssignForm
from kba.views import page
from sohos.core.dates import local_day
from sohos.core.errors import DomainError
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission


@require_safe
def validations(request: ActorRequest) -> HttpResponse:
    """List what the accountant has to validate."""
    cards = selectors.validations_for(request.actor)
    waiting = sum(card.state == "validation" for card in cards)
    context = {"cards": cards, "waiting": waiting}
    return render(request, "kba/validations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def assign_accountant(request: ActorRequest, kba_id: int) -> HttpResponse:
    """Give a KBA to an accountant."""
    request.actor.require(Permission.CASE_ASSIGN)
    kba = selectors.kba_of(request.actor, kba_id=kba_id)
    now = timezone.now()
    people = selectors.accountants(request.actor, today=local_day(now))
    current = selectors.accountant_of(kba)
    form = AssignForm(
        request.POST if request.method == "POST" else None,
        accountants=[(user.pk, user.name) for user in people],
        initial={"accountant": current.pk if current else ""},
    )
    if form.is_bound and form.is_valid():
        try:
            services.assign_accountant(
                actor=request.actor,
                kba_id=kba_id,
                accountant_id=form.cleaned_data["accountant"],
                now=now,
            )
        except DomainError as error:
            labels.refuse(form, error)
        else:
            messages.success(request, _("De accountant ziet deze zaak nu."))
            return redirect("kba", kba_id=kba_id)
    context = {**page.about(request.actor, kba), "form": form, "current": current}
    status = 422 if form.is_bound else 200
    return render(request, "kba/assign_accountant.html", context, status=status)
