"""Samples: draw from one realisation or from a period, see what was found."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from cases import selectors as cases
from kba import selectors, services
from kba.forms import labels
from kba.forms.protocols import METHODS, SampleForm
from sohos.core.errors import DomainError
from sohos.core.euro import Euro
from sohos.pages.acting import DONE, attempt
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

_SEEDS = 10**9


@require_http_methods(["GET", "HEAD", "POST"])
def samples(request: ActorRequest) -> HttpResponse:
    """List the accountant's samples; with a period, draw from all that waits."""
    request.actor.require(Permission.KBA_VALIDATE)
    form = SampleForm(request.POST if request.method == "POST" else None)
    drawn: list[int] = []

    def act() -> str:
        sample = services.draw_from_period(
            actor=request.actor,
            seed=secrets.randbelow(_SEEDS),
            now=timezone.now(),
            **form.cleaned_data,
        )
        drawn.append(sample.pk)
        return _("De steekproef is getrokken. Startgetal en regels zijn bewaard.")

    status = attempt(request, form, act, labels.refuse)
    if status == DONE:
        return redirect("sample", sample_id=drawn[0])
    context = {"form": form, "samples": selectors.samples_for(request.actor)}
    return render(request, "kba/samples.html", context, status=status)


@require_safe
def sample(request: ActorRequest, sample_id: int) -> HttpResponse:
    """Show a sample: how it was drawn, its rows, and what the errors mean."""
    found = selectors.sample_of(request.actor, sample_id=sample_id)
    stand = selectors.stand_of(found)
    codes = cases.case_codes(
        request.actor, {row.stage.kba.case_id for row in stand.rows}
    )
    context: dict[str, Any] = {
        "sample": found,
        "stand": stand,
        "method": METHODS[selectors.says_of(found.adoption.protocol).terms.method],
        "rows": [
            {
                "row": row,
                "code": codes[row.stage.kba.case_id],
                "amount": Euro(row.amount_cents),
            }
            for row in stand.rows
        ],
        "money": Euro(found.population_cents),
        "allowed": Euro(found.allowed),
        "interval": Euro(found.interval_cents) if found.interval_cents else None,
    }
    return render(request, "kba/sample.html", context)


@require_POST
def draw_sample(request: ActorRequest, stage_id: int) -> HttpResponse:
    """Draw from the rows of one realisation."""
    request.actor.require(Permission.KBA_VALIDATE)
    stage = selectors.stage_of(request.actor, stage_id=stage_id)
    try:
        services.draw_from_stage(
            actor=request.actor,
            stage_id=stage_id,
            seed=secrets.randbelow(_SEEDS),
            now=timezone.now(),
        )
    except DomainError as error:
        messages.error(request, labels.words_of(error))
    else:
        done = _("De steekproef is getrokken. Startgetal en regels zijn bewaard.")
        messages.success(request, done)
    return redirect("validate-kba", kba_id=stage.kba_id)


@require_POST
def accept_rest(request: ActorRequest, stage_id: int) -> HttpResponse:
    """Accept the rows that were not drawn, once the sample holds."""
    request.actor.require(Permission.KBA_VALIDATE)
    stage = selectors.stage_of(request.actor, stage_id=stage_id)
    try:
        count = services.accept_rest(
            actor=request.actor, stage_id=stage_id, now=timezone.now()
        )
    except DomainError as error:
        messages.error(request, labels.words_of(error))
    else:
        many = ngettext(
            "%(count)s regel is geaccepteerd.",
            "%(count)s regels zijn geaccepteerd.",
            count,
        )
        messages.success(request, many % {"count": count})
    return redirect("validate-kba", kba_id=stage.kba_id)
