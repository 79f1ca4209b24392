"""Pages of the accountant, and of the team lead who gives a KBA to one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from kba import selectors, services
from kba.domain.stages import Stage as StageKind
from kba.forms import labels, shown
from kba.forms.closing import AssignForm, SaidForm, ValidateForm
from kba.selectors import BenchRow
from kba.views import page
from sohos.core.dates import local_day
from sohos.core.errors import DomainError
from sohos.core.euro import Euro
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
def validate_kba(request: ActorRequest, kba_id: int) -> HttpResponse:
    """Show the bench; with a day, validate the realisation."""
    request.actor.require(Permission.KBA_VALIDATE)
    kba = selectors.kba_of(request.actor, kba_id=kba_id)
    now = timezone.now()
    form = ValidateForm(
        request.POST if request.method == "POST" else None,
        initial={"validated_on": local_day(now)},
    )
    realisation = selectors.latest_stage(kba, StageKind.REALISATION)
    if form.is_bound and form.is_valid() and realisation is not None:
        try:
            stage = services.validate_realisation(
                actor=request.actor,
                stage_id=realisation.pk,
                validated_on=form.cleaned_data["validated_on"],
                now=now,
            )
        except DomainError as error:
            labels.refuse(form, error)
        else:
            messages.success(
                request,
                _("Gevalideerd, met kenmerk %(mark)s.") % {"mark": stage.sha256[:12]},
            )
            return redirect("validations")
    status = 422 if form.is_bound else 200
    return _bench(request, kba, realisation, form, status=status)


@require_POST
def judge_line(request: ActorRequest, stage_id: int) -> HttpResponse:
    """Say of one row what holds, or ask about it."""
    request.actor.require(Permission.KBA_VALIDATE)
    stage = selectors.stage_of(request.actor, stage_id=stage_id)
    row = request.POST.get("row", "")
    form = SaidForm(request.POST, auto_id=f"{row}-%s")
    if form.is_valid():
        try:
            services.judge_line(
                actor=request.actor,
                stage_id=stage_id,
                row=form.cleaned_data["row"],
                said=form.said(),
                now=timezone.now(),
            )
        except DomainError as error:
            labels.refuse(form, error)
        else:
            return redirect("validate-kba", kba_id=stage.kba_id)
    day = ValidateForm(initial={"validated_on": local_day(timezone.now())})
    return _bench(request, stage.kba, stage, day, said=form, status=422)


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


def _bench(
    request: ActorRequest,
    kba: selectors.KbaHandle,
    realisation: selectors.StageHandle | None,
    form: ValidateForm,
    *,
    said: SaidForm | None = None,
    status: int = 200,
) -> HttpResponse:
    standing = selectors.standing_of(kba)
    context: dict[str, Any] = {
        **page.about(request.actor, kba),
        "state": page.state_of(standing),
        "form": form,
        "said": said,
        "standing": standing,
        "realisation": realisation,
        "is_open": standing.validated is None and realisation is not None,
    }
    if realisation is not None:
        stage = selectors.stage_of(request.actor, stage_id=realisation.pk)
        bench = selectors.bench_of(kba, stage)
        context |= {
            "bench": bench,
            "saving": Euro(stage.municipal_saving_cents),
            "rows": [_shown(row, said) for row in bench.rows],
        }
    return render(request, "kba/validate_kba.html", context, status=status)


def _shown(row: BenchRow, said: SaidForm | None) -> dict[str, Any]:
    is_posted = said is not None and said.data.get("row") == row.stem
    value = row.counted.with_plan or row.counted.without
    line = value.line if value else row.counted.line
    return {
        "row": row,
        "line": row.counted.line,
        "about": shown.about_line(row.counted),
        "counted": row.counted.year(1),
        "expected": row.expected.year(1) if row.expected else None,
        "word": labels.WORDS.get(row.verdict.word) if row.verdict else None,
        "price": line.price,
        "grade": labels.GRADES[line.price.grade],
        "evidence": line.evidence_note,
        "effect": row.counted.line.effect,
        "form": said if is_posted else _form_of(row),
    }


def _form_of(row: BenchRow) -> SaidForm:
    return SaidForm(
        initial={"row": row.stem, "word": row.verdict.word if row.verdict else None},
        auto_id=f"{row.stem}-%s",
    )
