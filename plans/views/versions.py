"""Pages about the versions of a plan: change it, its history, an old one, differences."""

from typing import Any

from django.core.paginator import Paginator
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
from plans.domain.content import PlanContent, lines
from plans.domain.legal import Conclusion
from plans.forms import comparing, labels
from plans.forms.judging import ChangePlanForm
from plans.views import page
from sohos.core.errors import NotFoundError
from sohos.pages.acting import DONE, attempt, tell
from sohos.pages.formats import day
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

NOW = "now"
_A_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def change_plan(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Take an adopted plan in hand again."""
    request.actor.require(Permission.PLAN_WRITE)
    plan = selectors.plan_to_change(request.actor, plan_id=plan_id)
    form = ChangePlanForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        services.begin_change(
            actor=request.actor,
            plan_id=plan_id,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
        return _("Je kunt het plan nu wijzigen.")

    status = attempt(request, form, act, page.refuse)
    if status == DONE:
        return redirect("plan", plan_id=plan_id)
    context = {
        "plan": plan,
        "form": form,
        "content": selectors.content_of(request.actor, plan),
        "version": selectors.version_of(plan),
        "is_adopted": plan.status == PlanStatus.ADOPTED,
    }
    return render(request, "plans/change_plan.html", context, status=status)


@require_POST
def drop_change(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Let a change go."""
    request.actor.require(Permission.PLAN_WRITE)
    selectors.plan_to_change(request.actor, plan_id=plan_id)
    tell(
        request,
        lambda: services.drop_change(
            actor=request.actor, plan_id=plan_id, now=timezone.now()
        ),
        _("De vastgestelde versie geldt weer."),
        labels.explain,
    )
    return redirect("plan", plan_id=plan_id)


@require_safe
def plan_history(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Show the versions of a plan, and everything that was saved in it."""
    plan = selectors.plan_of(request.actor, plan_id=plan_id)
    context = _about(request, plan) | {
        "versions": [_version_row(row) for row in selectors.versions_of(plan)],
        "change": selectors.change_of(plan),
        "saves": _saves(request, plan),
    }
    return render(request, "plans/plan_history.html", context)


@require_safe
def plan_version(request: ActorRequest, plan_id: int, number: int) -> HttpResponse:
    """Show a frozen version as it was adopted, with its hash."""
    plan = selectors.plan_of(request.actor, plan_id=plan_id)
    version = selectors.version_numbered(plan, number=number)
    content = selectors.content_of_version(version)
    papers = selectors.papers_of_version(version)
    context = _about(request, plan) | {
        "version": version,
        "content": content,
        "wishes": lines(content.leefwereld.wishes),
        "can_self": lines(content.leefwereld.can_self),
        "needs_help": lines(content.leefwereld.needs_help),
        "knelpunten": [
            {"row": row, "severity": labels.SEVERITIES[row.severity]}
            for row in content.knelpunten
        ],
        "doorbraken": _doorbraken(content, papers),
        "sign_offs": [_sign_off(row) for row in papers["sign_offs"]],
        "change": papers.get("change"),
        "is_last": version == selectors.version_of(plan),
    }
    return render(request, "plans/plan_version.html", context)


@require_safe
def plan_difference(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Show what changed between two versions, or since the last one."""
    plan = selectors.plan_of(request.actor, plan_id=plan_id)
    versions = list(selectors.versions_of(plan))
    if not versions:
        raise NotFoundError
    is_open = plan.status != PlanStatus.ADOPTED
    known = [*((NOW,) if is_open else ()), *(str(row.number) for row in versions)]
    newer = _choice(request, "newer", known, default=known[0])
    at = known.index(newer)
    older = _choice(request, "older", known, default=known[min(at + 1, len(known) - 1)])
    texts = {str(row.number): row for row in versions}

    def says(name: str) -> PlanContent:
        if name == NOW:
            return selectors.content_of(request.actor, plan)
        return selectors.content_of_version(texts[name])

    context = _about(request, plan) | {
        "parts": comparing.shown(says(older), says(newer)),
        "form": comparing.CompareForm(
            known=[(name, _title(texts.get(name))) for name in known],
            initial={"older": older, "newer": newer},
        ),
        "older": _name(texts.get(older)),
        "newer": _name(texts.get(newer)),
    }
    return render(request, "plans/plan_difference.html", context)


def _about(request: ActorRequest, plan: selectors.PlanHandle) -> dict[str, Any]:
    code = selectors.content_of(request.actor, plan).case_code
    return {
        "plan": plan,
        "case_code": code,
        "may_open_case": request.actor.can(Permission.CASE_READ),
    }


def _choice(request: ActorRequest, name: str, known: list[str], *, default: str) -> str:
    chosen = request.GET.get(name, default)
    if chosen not in known:
        raise NotFoundError
    return chosen


def _name(version: Any) -> dict[str, Any]:
    change = None
    if version is not None:
        change = selectors.papers_of_version(version).get("change")
    return {
        "title": _title(version),
        "version": version,
        "reason": change["reason"] if change else "",
    }


def _title(version: Any) -> str:
    if version is None:
        return _("Zoals het er nu staat")
    return _("Versie %(number)s (%(day)s)") % {
        "number": version.number,
        "day": day(version.adopted_on),
    }


def _version_row(version: Any) -> dict[str, Any]:
    change = selectors.papers_of_version(version).get("change")
    return {"row": version, "reason": change["reason"] if change else ""}


def _saves(request: ActorRequest, plan: selectors.PlanHandle) -> Any:
    found = Paginator(selectors.revisions_of(plan), _A_PAGE)
    return found.get_page(request.GET.get("page"))


def _doorbraken(content: PlanContent, papers: dict[str, Any]) -> list[dict[str, Any]]:
    texts = {row.id: row.text for row in content.knelpunten}
    checks = {row["doorbraak"]: row for row in papers["legal_checks"]}
    return [
        {
            "row": row,
            "overcomes": [texts[pk] for pk in row.overcomes if pk in texts],
            "steps": [selectors.AgreementState(step) for step in row.agreements],
            "frozen_check": _check(checks.get(row.id)),
        }
        for row in content.doorbraken
    ]


def _check(row: dict[str, Any] | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        **row,
        "conclusion": labels.CONCLUSIONS[Conclusion(row["conclusion"])],
        "bases": row.get("bases_read") or row["bases"],
        "decided_on": page.day(row["decided_on"]),
    }


def _sign_off(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "party": labels.PARTIES[Party(row["party"])],
        "signer": row["signer"],
        "signed_on": page.day(row["signed_on"]),
        "manner": labels.MANNERS[Manner(row["manner"])],
        "holds": True,
    }
