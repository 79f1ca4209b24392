"""The bench of the accountant: one row at a time, with its evidence beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from cases import selectors as cases
from kba import selectors, services
from kba.domain.stages import Stage as StageKind
from kba.forms import benching, labels
from kba.forms.closing import SaidForm, ValidateForm
from kba.forms.protocols import ReviewerForm, ReviewForm
from kba.selectors import Bench, BenchRow, KbaHandle, StageHandle
from kba.views import page
from sohos.core.dates import local_day
from sohos.core.errors import NotFoundError
from sohos.core.euro import Euro
from sohos.pages.acting import DONE, SHOWN, attempt
from sohos.pages.middleware import CONTENT_SECURITY_POLICY
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

# What a browser shows by itself; anything else is taken along.
_SHOWN_INSIDE = {"application/pdf", "image/png", "image/jpeg", "text/plain"}
_INSIDE_POLICY = (
    "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'"
)


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of the page: the one that was sent is bound."""

    validate: ValidateForm
    said: SaidForm | None = None


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
    made: list[int] = []

    def act() -> str:
        stage = services.validate_realisation(
            actor=request.actor,
            stage_id=realisation.pk if realisation else 0,
            validated_on=form.cleaned_data["validated_on"],
            now=now,
        )
        made.append(stage.pk)
        return _("Gevalideerd, met kenmerk %(mark)s.") % {"mark": stage.sha256[:12]}

    status = SHOWN
    if realisation is not None:
        status = attempt(request, form, act, labels.refuse)
    if status == DONE:
        return redirect("statement", stage_id=made[0])
    return _page(request, kba, realisation, Forms(form), status=status)


@require_POST
def judge_line(request: ActorRequest, stage_id: int) -> HttpResponse:
    """Say of one row what holds, or ask about it; then show the next open row."""
    request.actor.require(Permission.KBA_VALIDATE)
    stage = selectors.stage_of(request.actor, stage_id=stage_id)
    kind = benching.kind_of(request.actor, stage, on=local_day(timezone.now()))
    form = SaidForm(request.POST, words=benching.words_for(kind))

    def act() -> str:
        services.judge_line(
            actor=request.actor,
            stage_id=stage_id,
            row=form.cleaned_data["row"],
            said=form.said(),
            now=timezone.now(),
        )
        return _("Uw oordeel is bewaard.")

    status = attempt(request, form, act, labels.refuse)
    if status == DONE:
        return redirect(_next(request, stage, form.cleaned_data["row"]))
    day = ValidateForm(initial={"validated_on": local_day(timezone.now())})
    return _page(request, stage.kba, stage, Forms(day, form), status=status)


@require_safe
@xframe_options_sameorigin
def evidence_file(request: ActorRequest, stage_id: int, digest: str) -> HttpResponse:
    """Show a document that proves a row, if it is still what it was."""
    stage = selectors.stage_of(request.actor, stage_id=stage_id)
    rows = selectors.bench_of(stage.kba, stage).rows
    if not any(digest in row.digests for row in rows):
        raise NotFoundError
    response = cases.download_evidence(
        request.actor, case_id=stage.kba.case_id, sha256=digest
    )
    is_sound = services.check_evidence(
        actor=request.actor,
        stage_id=stage_id,
        sha256=digest,
        content=response.content,
        now=timezone.now(),
    )
    if not is_sound:
        context = {**page.about(request.actor, stage.kba), "digest": digest}
        return render(request, "kba/evidence_differs.html", context, status=409)
    if response["Content-Type"] in _SHOWN_INSIDE:
        name = response["Content-Disposition"]
        response["Content-Disposition"] = name.replace("attachment", "inline", 1)
        response["Content-Security-Policy"] = _INSIDE_POLICY
    return response


def _next(request: ActorRequest, stage: StageHandle, row: str) -> str:
    """Return the address of the next open row, or of the end of the page."""
    bench = selectors.bench_of(stage.kba, stage)
    show = benching.show_of(request.POST.get("show"))
    rows = benching.listed(bench, show, selectors.sample_with(stage))
    names = [each.stem for each in bench.rows]
    later = names.index(row)
    left = [each for each in rows if not each.is_judged and not each.is_question]
    after = [each for each in left if names.index(each.stem) > later]
    address = reverse("validate-kba", kwargs={"kba_id": stage.kba_id})
    chosen = next(iter((*after, *left)), None)
    query = {"show": show, "done": row} | ({"row": chosen.stem} if chosen else {})
    return f"{address}?{urlencode(query)}#{'line' if chosen else 'validate'}"


def _page(
    request: ActorRequest,
    kba: KbaHandle,
    realisation: StageHandle | None,
    forms: Forms,
    *,
    status: int,
) -> HttpResponse:
    year = realisation.year if realisation else 1
    standing = selectors.standing_of(kba, year=year)
    context: dict[str, Any] = {
        **page.about(request.actor, kba),
        "state": page.state_of(standing),
        "form": forms.validate,
        "said": forms.said,
        "standing": standing,
        "year": year,
    }
    if realisation is not None:
        stage = selectors.stage_of(request.actor, stage_id=realisation.pk)
        is_current = standing.realisation == stage
        context |= _bench(request, stage, forms.said)
        context |= _people(request, stage)
        context["is_open"] = standing.validated is None and is_current
    response = render(request, "kba/validate_kba.html", context, status=status)
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY + "; frame-src 'self'"
    return response


def _bench(
    request: ActorRequest, stage: StageHandle, said: SaidForm | None
) -> dict[str, Any]:
    bench = selectors.bench_of(stage.kba, stage)
    sample = selectors.sample_with(stage)
    show = benching.show_of((said.data if said else request.GET).get("show"))
    listed = benching.listed(bench, show, sample)
    row = _chosen(request, bench, listed, said)
    kind = benching.kind_of(request.actor, stage, on=local_day(timezone.now()))
    names = [each.stem for each in listed]
    place = names.index(row.stem) if row.stem in names else -1
    return {
        "bench": bench,
        "stage": stage,
        "show": show,
        "filters": benching.filters(bench, sample),
        "rows": [benching.listed_row(each, kind, sample) for each in listed],
        "row": benching.shown_row(row, kind, said=said),
        "before": names[place - 1] if place > 0 else None,
        "after": names[place + 1] if -1 < place < len(names) - 1 else None,
        "judged": len(bench.rows) - bench.open_rows,
        "saving": Euro(stage.municipal_saving_cents),
        "saving_judged": selectors.saving_as_judged(stage),
        "done": request.GET.get("done", ""),
        "duty": benching.duty_of(kind),
        "stand": selectors.stand_of(sample) if sample else None,
        **_evidence(request, stage, row),
    }


def _chosen(
    request: ActorRequest,
    bench: Bench,
    listed: Sequence[BenchRow],
    said: SaidForm | None,
) -> BenchRow:
    """Return the row in hand: the one that was sent or asked for, else the first open."""
    name = (said.data if said else request.GET).get("row")
    by_name = {each.stem: each for each in bench.rows}
    if name in by_name:
        return by_name[name]
    candidates = listed or bench.rows
    return next((each for each in candidates if not each.is_judged), candidates[0])


def _evidence(
    request: ActorRequest, stage: StageHandle, row: BenchRow
) -> dict[str, Any]:
    """Return the documents of a row; the one that is open is compared with its hash."""
    found = cases.evidence_of_case(
        request.actor, case_id=stage.kba.case_id, digests=row.digests
    )
    opened = request.GET.get("document", "")
    if opened not in found:
        opened = ""
    is_sound = not opened or services.check_evidence(
        actor=request.actor,
        stage_id=stage.pk,
        sha256=opened,
        content=cases.download_evidence(
            request.actor, case_id=stage.kba.case_id, sha256=opened
        ).content,
        now=timezone.now(),
    )
    return {
        "documents": [(digest, found.get(digest)) for digest in row.digests],
        "opened": opened,
        "opened_row": found.get(opened),
        "is_sound": is_sound,
    }


def _people(request: ActorRequest, stage: StageHandle) -> dict[str, Any]:
    """Return who judges, who reviews, and the forms for that."""
    today = local_day(timezone.now())
    accountant = selectors.accountant_of(stage.kba)
    people = selectors.accountants(request.actor, today=today)
    in_force = selectors.protocol_in_force(request.actor, on=today)
    return {
        "is_mine": accountant is not None and accountant.pk == request.actor.user_id,
        "reviewer": selectors.reviewer_of(stage.kba),
        "review": selectors.review_of(stage),
        "reviewer_form": ReviewerForm(
            accountants=[
                (user.pk, user.name)
                for user in people
                if user.pk != request.actor.user_id
            ]
        ),
        "review_form": ReviewForm(),
        "protocol": in_force,
    }
