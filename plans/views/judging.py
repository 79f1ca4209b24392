"""Pages of the jurist, of signing and of the mandate holder."""

from collections.abc import Sequence
from datetime import date
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

from plans import selectors, services
from plans.domain.adoption import Manner, Party, PlanStatus
from plans.domain.legal import BasisNotValidError
from plans.forms import labels
from plans.forms.judging import AdoptPlanForm, ReviewForm, SignPlanForm
from plans.views import page
from sohos.core.dates import local_day
from sohos.core.errors import DomainError
from sohos.pages import formats
from sohos.pages.acting import DONE, attempt, tell
from sohos.tenancy.actor import Actor, ActorRequest
from sohos.tenancy.permissions import Permission


@require_POST
def ask_review(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Hand the plan to the jurists."""
    request.actor.require(Permission.PLAN_WRITE)
    selectors.plan_to_change(request.actor, plan_id=plan_id)
    tell(
        request,
        lambda: services.ask_review(
            actor=request.actor, plan_id=plan_id, now=timezone.now()
        ),
        _("Het plan ligt nu bij de jurist."),
        labels.explain,
    )
    return redirect("plan", plan_id=plan_id)


@require_POST
def withdraw_review(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Take the plan back from the jurists."""
    request.actor.require(Permission.PLAN_WRITE)
    selectors.plan_to_change(request.actor, plan_id=plan_id)
    tell(
        request,
        lambda: services.withdraw_review(
            actor=request.actor, plan_id=plan_id, now=timezone.now()
        ),
        _("Je kunt het plan weer wijzigen."),
        labels.explain,
    )
    return redirect("plan", plan_id=plan_id)


@require_safe
def reviews(request: ActorRequest) -> HttpResponse:
    """List the plans that wait for a jurist."""
    rows = selectors.reviews_for(request.actor)
    return render(request, "plans/reviews.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def review_doorbraak(request: ActorRequest, doorbraak_id: int) -> HttpResponse:
    """Judge a doorbraak."""
    request.actor.require(Permission.PLAN_REVIEW)
    row = selectors.doorbraak_of(request.actor, doorbraak_id=doorbraak_id)
    plan = selectors.plan_of(request.actor, plan_id=row.plan_id)
    form = _review_form(request)
    if request.method != "POST":
        return _show_review(request, plan, row.pk, form)
    if request.POST.get("act") == "show-bases":
        page.forgive([form])
        return _show_review(request, plan, row.pk, form)
    if not form.is_valid():
        return _show_review(request, plan, row.pk, form, status=422)
    try:
        services.review_doorbraak(
            actor=request.actor,
            doorbraak_id=doorbraak_id,
            review=form.review(),
            basis_ids=form.basis_ids(),
            now=timezone.now(),
        )
    except BasisNotValidError as error:
        page.refuse(form, error, value=_basis_name(request.actor, str(error)))
        return _show_review(request, plan, row.pk, form, status=422)
    except DomainError as error:
        page.refuse(form, error)
        return _show_review(request, plan, row.pk, form, status=422)
    messages.success(request, _("Je toets is bewaard."))
    return redirect("reviews")


@require_http_methods(["GET", "HEAD", "POST"])
def sign_plan(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Record who signed the plan, when and how."""
    request.actor.require(Permission.PLAN_WRITE)
    plan = selectors.plan_to_change(request.actor, plan_id=plan_id)
    now = timezone.now()
    form = SignPlanForm(
        request.POST if request.method == "POST" else None,
        initial={"signed_on": local_day(now), "party": Party.HOUSEHOLD},
    )

    def sign() -> str:
        said = form.cleaned_data
        services.sign_off(
            actor=request.actor,
            plan_id=plan_id,
            party=Party(said["party"]),
            signer=said["signer"],
            manner=Manner(said["manner"]),
            signed_on=said["signed_on"],
            now=now,
        )
        return _("De handtekening is bewaard.")

    status = attempt(request, form, sign, page.refuse)
    if status == DONE:
        return redirect("sign-plan", plan_id=plan_id)
    context = page.context_of(request, plan) | {"form": form}
    return render(request, "plans/sign_plan.html", context, status=status)


@require_safe
def adoptions(request: ActorRequest) -> HttpResponse:
    """List the approved plans for the mandate holder."""
    rows = selectors.adoptions_for(request.actor)
    return render(request, "plans/adoptions.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def adopt_plan(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Adopt a plan."""
    request.actor.require(Permission.PLAN_ADOPT)
    plan = selectors.plan_of(request.actor, plan_id=plan_id)
    now = timezone.now()
    form = AdoptPlanForm(
        request.POST if request.method == "POST" else None,
        initial={"adopted_on": local_day(now)},
    )

    def act() -> str:
        services.adopt_plan(
            actor=request.actor,
            plan_id=plan_id,
            adopted_on=form.cleaned_data["adopted_on"],
            now=now,
        )
        return _("Het plan is vastgesteld.")

    status = attempt(request, form, act, page.refuse)
    if status == DONE:
        return redirect("plan", plan_id=plan_id)
    context = page.context_of(request, plan) | {
        "form": form,
        "is_open": plan.status == PlanStatus.APPROVED,
    }
    return render(request, "plans/adopt_plan.html", context, status=status)


def _show_review(
    request: ActorRequest,
    plan: selectors.PlanHandle,
    doorbraak_id: int,
    form: ReviewForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = page.context_of(request, plan)
    context |= {
        "form": form,
        "one": next(
            each for each in context["doorbraken"] if each["row"].id == doorbraak_id
        ),
        "is_open": plan.status == PlanStatus.REVIEW,
    }
    return render(request, "plans/review_doorbraak.html", context, status=status)


def _review_form(request: ActorRequest) -> ReviewForm:
    today = local_day(timezone.now())
    data = request.POST if request.method == "POST" else None
    known = selectors.legal_bases(request.actor)
    probe = ReviewForm(data, bases=_by_law(known))
    probe.is_valid()
    day = probe.cleaned_data.get("decided_on", today) if data is not None else today
    chosen = set(probe.basis_ids()) if data is not None else set()
    probe.offer(_by_law(_offered(request.actor, day, chosen)))
    probe.initial["decided_on"] = today
    return probe


def _offered(actor: Actor, day: date, chosen: set[int]) -> list[Any]:
    valid = selectors.legal_bases_on(actor, day)
    shown = {row.pk for row in valid}
    extra = selectors.legal_bases(actor).filter(pk__in=chosen - shown)
    return [*valid, *extra]


def _by_law(rows: Sequence[Any] | Any) -> list[tuple[str, list[tuple[int, str]]]]:
    laws: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        label = f"{row.law}, {row.article}: {row.title_nl}"
        laws.setdefault(row.law, []).append((row.pk, label))
    return list(laws.items())


def _basis_name(actor: Actor, code: str) -> str:
    """Return a basis that was refused with the days on which it can be used."""
    row = selectors.legal_bases(actor).get(code=code)
    if row.valid_from is None:
        return _("%(basis)s (de eerste dag is niet vastgesteld)") % {"basis": row}
    words = {"basis": row, "first": formats.day(row.valid_from)}
    if row.valid_to is None:
        return _("%(basis)s (geldt vanaf %(first)s)") % words
    last = {"last": formats.day(row.valid_to)}
    return _("%(basis)s (geldt van %(first)s tot en met %(last)s)") % {**words, **last}
