"""Quality of life: before and after, what is missing, and what was answered."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import selectors, services
from cases.domain.instruments import instruments
from cases.domain.wellbeing import Moment
from cases.forms import care_labels
from cases.forms.followup import MeasurementForm, asked, named
from cases.forms.involvement import shown
from cases.forms.refusal import refuse
from sohos.core.dates import local_day
from sohos.pages.acting import DONE, attempt
from sohos.tenancy.actor import ActorRequest


@require_http_methods(["GET", "HEAD", "POST"])
def wellbeing(request: ActorRequest, case_id: int) -> HttpResponse:
    """Show the quality of life in a household, and write down an answer."""
    now = timezone.now()
    today = local_day(now)
    found = selectors.whole_case_of(request.actor, case_id=case_id)
    chosen = request.GET.get("moment", "")
    form = MeasurementForm(
        request.POST if request.method == "POST" else None,
        people=selectors.people_of(request.actor, found),
        initial={"on": today, "moment": chosen if chosen in set(Moment) else ""},
    )

    def act() -> str:
        services.measure(
            actor=request.actor, case_id=case_id, says=form.says(), now=now
        )
        return _("Het antwoord is bewaard.")

    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect("wellbeing", case_id=case_id)
    seen = selectors.wellbeing_of(request.actor, found, today=today)
    context = {
        "case": found,
        "form": form,
        "moments": [_moment(row) for row in seen.moments],
        "compared": [_compared(row) for row in seen.compared],
        "answers": [_answer(row) for row in seen.answers],
        "questions": [
            {"name": named(row), "question": asked(row), "row": row}
            for row in instruments().values()
            if row.ships
        ],
        "may_work": selectors.may_work(request.actor, case_id=case_id),
    }
    return render(request, "cases/wellbeing.html", context, status=status)


def _moment(row: selectors.MomentOfCase) -> dict[str, object]:
    return {
        "code": row.moment.value,
        "name": care_labels.MOMENTS[row.moment],
        "state": row.state.value,
        "state_word": care_labels.STATES[row.state],
        "due_on": row.due_on,
        "scores": row.scores,
        "reasons": [care_labels.NON_RESPONSES[reason] for reason in row.reasons],
    }


def _compared(row: selectors.Compared) -> dict[str, object]:
    before, after = row.change.before, row.change.after
    known = before or after
    difference = row.change.difference
    return {
        "person": row.person,
        "name": named(row.instrument),
        "before": before.score if before else None,
        "after": after.score if after else None,
        "before_text": shown(before.score) if before else "",
        "after_text": shown(after.score) if after else "",
        "after_moment": care_labels.MOMENTS[after.moment] if after else "",
        "low": known.low if known else 0,
        "high": known.high if known else 0,
        "low_text": shown(known.low) if known else "",
        "high_text": shown(known.high) if known else "",
        "difference": difference,
        "difference_text": ""
        if difference is None
        else ("+" if difference > 0 else "") + shown(difference),
    }


def _answer(row: selectors.Answered) -> dict[str, object]:
    return {
        "on": row.on,
        "by": row.by,
        "person": row.person,
        "name": named(row.instrument),
        "moment": care_labels.MOMENTS[row.moment],
        "score": shown(row.score),
        "high": shown(row.high),
        "reason": care_labels.NON_RESPONSES[row.non_response]
        if row.non_response
        else "",
        "provenance": row.provenance,
    }
