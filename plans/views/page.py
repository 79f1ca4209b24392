"""The plan on one page: finished parts read as text, the part in hand is a form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from plans import selectors
from plans.domain import adoption, parts, readability
from plans.domain.adoption import PlanStatus, Standing
from plans.domain.content import Doorbraak, PlanContent, lines
from plans.domain.legal import Conclusion
from plans.domain.parts import Lack, Missing, Part, Progress
from plans.forms import labels
from plans.forms.reading import helps_of
from sohos.core.errors import DomainError
from sohos.tenancy.actor import Actor, ActorRequest
from sohos.tenancy.permissions import Permission


@dataclass(frozen=True, slots=True)
class Opened:
    """The part in hand: its form, and where a conflict stands."""

    part: Part
    form: forms.Form
    row_id: int | None = None
    rows: Any = None
    conflict: Mapping[str, Any] | None = None
    what: str = ""


@dataclass(frozen=True, slots=True)
class PartCard:
    """One part as the page shows it."""

    part: Part
    number: int
    term: Promise
    title: Promise
    progress: Progress
    is_open: bool
    lacks: list[str] = field(default_factory=list)


def show(
    request: ActorRequest,
    plan: selectors.PlanHandle,
    opened: Opened | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Render the plan page, with the part in hand as a form."""
    return render(
        request, "plans/plan.html", context_of(request, plan, opened), status=status
    )


def context_of(
    request: ActorRequest, plan: selectors.PlanHandle, opened: Opened | None = None
) -> dict[str, Any]:
    """Return everything that a page about a plan shows of it."""
    standing = selectors.standing_of(request.actor, plan)
    content = standing.content
    missing = parts.missing_before_review(content)
    return {
        "plan": plan,
        "content": content,
        "wishes": lines(content.leefwereld.wishes),
        "can_self": lines(content.leefwereld.can_self),
        "needs_help": lines(content.leefwereld.needs_help),
        **_costed(request.actor, plan, standing),
        "cards": _cards(content, opened),
        "missing": [lack_words(row) for row in missing],
        "missing_to_adopt": [
            lack_words(row) for row in adoption.missing_to_adopt(standing)
        ],
        "sign_offs": sign_offs_of(plan, standing),
        "opened": opened,
        "form": opened.form if opened else None,
        "rows": opened.rows if opened else None,
        "helps": helps_of(opened.form if opened else None),
        "reading": readability.read(content.leefwereld.story),
        "version": selectors.version_of(plan),
        "change": selectors.change_of(plan),
    } | _doors(request, plan, standing, may_ask=not missing)


def _costed(
    actor: Actor, plan: selectors.PlanHandle, standing: Standing
) -> dict[str, Any]:
    """Return knelpunten and doorbraken, each with the costs that hang on it."""
    costs = selectors.costs_of_plan(actor, case_id=plan.case_id)
    of_knelpunten = selectors.costs_of_knelpunten(standing.content, costs)
    return {
        "knelpunten": [
            {
                "row": row,
                "severity": labels.SEVERITIES[row.severity],
                "cost": of_knelpunten.get(row.id),
            }
            for row in standing.content.knelpunten
        ],
        "doorbraken": [
            {**one, "costs": costs.doorbraken.get(one["row"].id)}
            for one in doorbraken_of(actor, plan, standing)
        ],
    }


def _doors(
    request: ActorRequest,
    plan: selectors.PlanHandle,
    standing: Standing,
    *,
    may_ask: bool,
) -> dict[str, Any]:
    can_write = request.actor.can(Permission.PLAN_WRITE)
    return {
        "may_change": can_write and selectors.may_change_again(request.actor, plan),
        "may_drop": can_write and _is_in_hand(plan),
        "kba_url": kba_address(plan.case_id) if can_write else "",
        "may_open_case": request.actor.can(Permission.CASE_READ),
        "may_write": can_write and plan.status not in _CLOSED,
        "may_withdraw": can_write and plan.status == PlanStatus.REVIEW,
        "may_ask": can_write and plan.status in _ASKS and may_ask,
        "may_review": request.actor.can(Permission.PLAN_REVIEW)
        and plan.status == PlanStatus.REVIEW,
        "may_sign": can_write
        and plan.status == PlanStatus.APPROVED
        and not adoption.missing_to_sign(standing),
    }


def doorbraken_of(
    actor: Actor, plan: selectors.PlanHandle, standing: Standing
) -> list[dict[str, Any]]:
    """Return the doorbraken with their legal check, and whether it still holds."""
    checks = selectors.checks_of(plan)
    kept = selectors.agreements_kept(actor, plan)
    texts = {row.id: row.text for row in standing.content.knelpunten}
    return [
        {
            "row": row,
            "overcomes": [texts[pk] for pk in row.overcomes if pk in texts],
            "steps": kept.get(row.id, []),
            "reading": readability.read(row.text),
            "check": _check_words(checks.get(row.id), row, standing),
        }
        for row in standing.content.doorbraken
    ]


def sign_offs_of(
    plan: selectors.PlanHandle, standing: Standing
) -> list[dict[str, Any]]:
    """Return the last signature of each party, and whether it still holds."""
    return [
        {
            "party": labels.PARTIES[adoption.Party(row.party)],
            "signer": row.signer,
            "signed_on": row.signed_on,
            "manner": labels.MANNERS[adoption.Manner(row.manner)],
            "holds": adoption.is_signed(standing, adoption.Party(row.party)),
        }
        for row in selectors.sign_offs_of(plan)
    ]


def refuse(form: forms.Form, error: DomainError, *, value: str = "") -> None:
    """Put an error of the rules on the form, at its field where there is one."""
    name, text = labels.explain(error, value=value)
    form.add_error(name if name in form.fields else None, text)


def one_more(data: Any, prefix: str) -> Any:
    """Return posted rows with room for one more."""
    copy = data.copy()
    total = copy.get(f"{prefix}-TOTAL_FORMS", "")
    copy[f"{prefix}-TOTAL_FORMS"] = str(int(total) + 1 if total.isdecimal() else 1)
    return copy


def forgive(bound: Iterable[forms.Form]) -> None:
    """Leave out the errors of what nobody meant to send yet."""
    for form in bound:
        form.errors.clear()


def day(text: str) -> date:
    """Return a day of a frozen text."""
    return date.fromisoformat(text)


def kba_address(case_id: int) -> str:
    """Return where the costs and benefits of a case are worked out."""
    try:
        return reverse("start-kba", kwargs={"case_id": case_id})
    except NoReverseMatch:
        return ""


def lack_words(row: Missing) -> dict[str, Any]:
    """Return what is missing in words, and the part to which it leads."""
    return {"text": labels.LACKS[row.lack], "part": row.part, "row_id": row.row_id}


def _is_in_hand(plan: selectors.PlanHandle) -> bool:
    return plan.status not in _CLOSED and selectors.change_of(plan) is not None


_CLOSED = frozenset({PlanStatus.REVIEW, PlanStatus.ADOPTED, PlanStatus.SUPERSEDED})
_ASKS = frozenset({PlanStatus.DRAFT, PlanStatus.RETURNED, PlanStatus.REFUSED})


def _cards(content: PlanContent, opened: Opened | None) -> list[PartCard]:
    missing: Sequence[Missing] = parts.missing_in_parts(content)
    return [
        PartCard(
            part=part,
            number=number,
            term=labels.PARTS[part][0],
            title=labels.PARTS[part][1],
            progress=progress,
            is_open=opened is not None and opened.part is part,
            lacks=[
                str(labels.LACKS[Lack(row.lack)]) for row in missing if row.part is part
            ],
        )
        for number, (part, progress) in enumerate(parts.progress(content).items(), 1)
    ]


def _check_words(
    check: Any, row: Doorbraak, standing: Standing
) -> dict[str, Any] | None:
    if check is None:
        return None
    conclusion = Conclusion(check.conclusion)
    return {
        "conclusion": labels.CONCLUSIONS[conclusion],
        "approves": conclusion.approves,
        "holds": check.subject_sha256 == standing.doorbraak_sha256[row.id],
        "conditions": check.conditions,
        "purpose": check.purpose,
        "support": check.support,
        "value": check.value,
        "bases": [tie.basis for tie in check.bases.all()],
        "by": check.by.name,
        "decided_on": check.decided_on,
        "objection_until": check.objection_until,
    }
