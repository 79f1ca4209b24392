"""Pages of the jaargrens: count the year, see what it came to, answer the accountant."""

from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from kba import selectors, services
from kba.domain.contract import municipal_saving
from kba.domain.inputs import HORIZONS
from kba.domain.problems import InvalidInputError
from kba.domain.realisation import Measured
from kba.domain.rows import pairs
from kba.domain.stages import FrozenStage
from kba.domain.stages import Stage as StageKind
from kba.forms import labels, outcome
from kba.forms.closing import AnswerForm, MeasureForm, RealiseForm, measure_forms
from kba.views import page, result
from plans import selectors as plans
from sohos.core.dates import end_of_plan_year, local_day
from sohos.core.errors import DomainError
from sohos.documents import selectors as documents
from sohos.tenancy.actor import Actor, ActorRequest
from sohos.tenancy.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def realise_year(request: ActorRequest, kba_id: int) -> HttpResponse:
    """Count what was really used in a plan year, the first unless another is asked."""
    request.actor.require(Permission.KBA_REALISE)
    kba = selectors.kba_to_change(request.actor, kba_id=kba_id)
    now = timezone.now()
    year = _year_asked(request)
    expected = selectors.expected_of(kba, year)
    rows = pairs(expected.result.lines) if expected else ()
    data = request.POST if request.method == "POST" else None
    form = RealiseForm(data, initial={"realised_on": local_day(now)})
    measures = measure_forms(data, [row.stem for row in rows])
    if data is not None:
        sound = [each.is_valid() for each in (form, *measures.values())]
        if all(sound) and _realise(request, kba_id, year, form, measures):
            messages.success(request, _("De jaarmeting is bewaard."))
            return redirect(_address_of(kba, year))
    adoption = plans.adoption_of(request.actor, case_id=kba.case_id)
    context = {
        **page.about(request.actor, kba),
        "form": form,
        "counted": [(row, row.year(1), measures[row.stem]) for row in rows],
        "measures": list(measures.values()),
        "adoption": adoption,
        "year": year,
        "jaargrens": end_of_plan_year(adoption.adopted_on, year) if adoption else None,
    }
    status = 422 if data is not None else 200
    return render(request, "kba/realise_year.html", context, status=status)


@require_safe
def kba_result(request: ActorRequest, kba_id: int) -> HttpResponse:
    """Show what the KBA came to: per payer, per law, and between its stages."""
    kba = selectors.kba_of(request.actor, kba_id=kba_id)
    years = selectors.years_of(kba)
    year = _year_asked(request)
    standing = years.get(year, years[1])
    stages = [
        (stage, content)
        for stage in selectors.stages_of(standing)
        if (content := _content_of(kba, stage, year)) is not None
    ]
    frozen = [content for _stage, content in stages]
    context = {
        **page.about(request.actor, kba),
        **result.context_of(
            request.actor, kba, stages, chosen=request.GET.get("stage", "")
        ),
        "state": page.state_of(standing),
        "stages": [_shown_stage(stage, content) for stage, content in stages],
        "newest_first": [_shown_stage(*both) for both in reversed(stages)],
        "by_payer": outcome.by_payer(frozen),
        "by_law": outcome.by_law(frozen),
        "parts": outcome.PARTS.values(),
        "differences": [outcome.step(one, other) for one, other in pairwise(frozen)],
        "questions": _questions(request.actor, kba, standing),
        "year": year,
        "years": sorted(years),
        "next_year": _next_year(request.actor, kba, years),
        "may_report": request.actor.can(Permission.KBA_REPORT),
        "pdf_available": documents.pdf_available(),
    }
    return render(request, "kba/kba_result.html", context)


@require_POST
def answer_question(request: ActorRequest, stage_id: int) -> HttpResponse:
    """Answer the accountant about a row."""
    request.actor.require(Permission.KBA_REALISE)
    stage = selectors.stage_of(request.actor, stage_id=stage_id)
    form = AnswerForm(request.POST)
    try:
        if form.is_valid():
            services.answer_question(
                actor=request.actor,
                stage_id=stage_id,
                now=timezone.now(),
                **form.cleaned_data,
            )
            messages.success(request, _("Uw antwoord is bewaard."))
        else:
            messages.error(request, _("Schrijf een antwoord."))
    except DomainError as error:
        messages.error(request, labels.words_of(error))
    return redirect(_address_of(stage.kba, stage.year))


def _year_asked(request: ActorRequest) -> int:
    """Return the plan year that an address asks for; 1 when it asks nothing sensible."""
    asked = request.GET.get("year", "")
    return int(asked) if asked in map(str, HORIZONS) else 1


def _address_of(kba: selectors.KbaHandle, year: int) -> str:
    address = reverse("kba-result", kwargs={"kba_id": kba.pk})
    return address if year == 1 else f"{address}?year={year}"


def _content_of(
    kba: selectors.KbaHandle, stage: selectors.StageHandle, year: int
) -> FrozenStage | None:
    """Return what a stage says of a year; of a later one the prognosis says a part."""
    if year > 1 and stage.kind == StageKind.PROGNOSIS:
        return selectors.expected_of(kba, year)
    return selectors.frozen_of(stage)


def _next_year(
    actor: Actor, kba: selectors.KbaHandle, years: dict[int, selectors.Standing]
) -> int | None:
    """Return the later year that the actor may measure now, if there is one."""
    last = max(years)
    if years[last].validated is None or not actor.can(Permission.KBA_REALISE):
        return None
    return last + 1 if last < kba.horizon_years else None


def _realise(
    request: ActorRequest,
    kba_id: int,
    year: int,
    form: RealiseForm,
    measures: dict[str, MeasureForm],
) -> bool:
    found: dict[str, Measured] = {
        stem: each.measured() for stem, each in measures.items()
    }
    try:
        services.realise_year(
            actor=request.actor,
            kba_id=kba_id,
            measured=found,
            realised_on=form.cleaned_data["realised_on"],
            now=timezone.now(),
            year=year,
        )
    except InvalidInputError as error:
        for problem in error.problems:
            stem, _dot, path = problem.path.partition(".")
            labels.refuse_problems(
                measures.get(stem, form), [type(problem)(path, problem.code)]
            )
        return False
    except DomainError as error:
        labels.refuse(form, error)
        return False
    return True


def _shown_stage(stage: selectors.StageHandle, frozen: FrozenStage) -> dict[str, Any]:
    return {
        "stage": stage,
        "name": labels.STAGES[frozen.stage],
        "saving": municipal_saving(frozen.result.contract),
    }


def _questions(
    actor: Actor, kba: selectors.KbaHandle, standing: selectors.Standing
) -> list[dict[str, Any]]:
    """Return the open questions of the accountant, each with a form to answer it."""
    if standing.realisation is None or not actor.can(Permission.KBA_REALISE):
        return []
    stage = selectors.stage_of(actor, stage_id=standing.realisation.pk)
    bench = selectors.bench_of(kba, stage)
    return [
        {
            "row": row,
            "stage": stage,
            "form": AnswerForm(initial={"row": row.stem}, auto_id=f"{row.stem}-%s"),
        }
        for row in bench.rows
        if row.verdict is not None and row.verdict.word == "vraag"
    ]
