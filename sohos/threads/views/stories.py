"""Pages of maatwerk van de maand: reading, writing, checking."""

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

from plans import selectors as plans
from sohos.core.dates import local_day
from sohos.core.errors import ConflictError, DomainError
from sohos.core.traces import traces_in
from sohos.pages import formats
from sohos.tenancy.actor import Actor, ActorRequest
from sohos.tenancy.permissions import Permission
from sohos.threads import selectors, services
from sohos.threads.domain.stories import StoryState
from sohos.threads.forms import labels
from sohos.threads.forms.stories import CheckForm, ReturnForm, StoryForm

CONFLICT, UNPROCESSABLE = 409, 422


@require_safe
def stories(request: ActorRequest) -> HttpResponse:
    """List the published stories, and for who writes or checks the others."""
    actor = request.actor
    published = selectors.stories_published(actor)
    may_see = actor.can(Permission.STORY_WRITE) or actor.can(Permission.STORY_CHECK)
    rest = selectors.stories_for(actor) if may_see else []
    return render(
        request,
        "threads/stories.html",
        {
            "published": published,
            "rest": [row for row in rest if row.state != StoryState.PUBLISHED],
            "may_write": actor.can(Permission.STORY_WRITE),
        },
    )


@require_safe
def read_story(request: ActorRequest, story_id: int) -> HttpResponse:
    """Show a published story."""
    actor = request.actor
    story = selectors.story_published(actor, story_id=story_id)
    may_withdraw = actor.can(Permission.STORY_CHECK) or (
        actor.can(Permission.STORY_WRITE) and story.written_by_id == actor.user_id
    )
    return render(
        request,
        "threads/read_story.html",
        {
            "story": story,
            "month": formats.month(story.month_on) if story.month_on else "",
            "may_withdraw": may_withdraw,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add_story(request: ActorRequest) -> HttpResponse:
    """Begin a story."""
    request.actor.require(Permission.STORY_WRITE)
    form = _form(request)
    if request.method != "POST":
        return _show_form(request, form)
    return _save(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def write_story(request: ActorRequest, story_id: int) -> HttpResponse:
    """Go on with the own draft."""
    request.actor.require(Permission.STORY_WRITE)
    story = selectors.own_story(request.actor, story_id=story_id)
    if story.state != StoryState.DRAFT:
        return redirect("check-story", story_id=story_id)
    initial = {
        "title": story.title,
        "situation": story.situation,
        "breakthrough": story.breakthrough,
        "outcome": story.outcome,
        "kinds": [tie.kind_id for tie in story.kinds.all()],
        "version": story.version,
    }
    form = _form(request, initial)
    if request.method != "POST":
        return _show_form(request, form, story)
    return _save(request, form, story)


@require_http_methods(["GET", "HEAD", "POST"])
def check_story(request: ActorRequest, story_id: int) -> HttpResponse:
    """Check a story that somebody else wrote, and publish it."""
    story = selectors.story_of(request.actor, story_id=story_id)
    now = timezone.now()
    today = local_day(now)
    initial = {"version": story.version}
    if request.method != "POST":
        form = CheckForm(today=today, initial=initial)
        return _show_check(request, story, form, ReturnForm())
    request.actor.require(Permission.STORY_CHECK)
    form = CheckForm(request.POST, today=today, initial=initial)
    if not form.is_valid():
        return _show_check(request, story, form, ReturnForm(), UNPROCESSABLE)
    try:
        services.publish_story(
            actor=request.actor,
            story_id=story_id,
            version=form.cleaned_data["version"],
            checks=form.checked(),
            month_on=form.month_on(),
            now=now,
        )
    except DomainError as error:
        form.add_error(None, str(labels.REFUSALS[error.code]))
        return _show_check(request, story, form, ReturnForm(), UNPROCESSABLE)
    messages.success(request, _("Het verhaal is nu te lezen."))
    return redirect("read-story", story_id=story_id)


@require_POST
def offer_story(request: ActorRequest, story_id: int) -> HttpResponse:
    """Offer the own draft to somebody who checks it."""
    _act(request, services.offer_story, story_id, _("Iemand anders kijkt er nu naar."))
    return redirect("stories")


@require_POST
def return_story(request: ActorRequest, story_id: int) -> HttpResponse:
    """Give a story back, or take the own one back."""
    story = selectors.story_of(request.actor, story_id=story_id)
    if story.written_by_id == request.actor.user_id:
        done = _("Je kunt het verhaal weer wijzigen.")
        _act(request, services.return_story, story_id, done, remark=story.remark)
        return redirect("stories")
    request.actor.require(Permission.STORY_CHECK)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        check = CheckForm(today=local_day(timezone.now()))
        return _show_check(request, story, check, form, UNPROCESSABLE)
    remark = form.cleaned_data["remark"]
    done = _("Het verhaal is terug bij wie het schreef.")
    _act(request, services.return_story, story_id, done, remark=remark)
    return redirect("stories")


@require_POST
def withdraw_story(request: ActorRequest, story_id: int) -> HttpResponse:
    """Take a published story away."""
    _act(request, services.withdraw_story, story_id, _("Het verhaal is ingetrokken."))
    return redirect("stories")


def _act(
    request: ActorRequest, act: Any, story_id: int, done: str, **arguments: Any
) -> None:
    try:
        act(actor=request.actor, story_id=story_id, now=timezone.now(), **arguments)
    except DomainError as error:
        messages.error(request, str(labels.REFUSALS[error.code]))
    else:
        messages.success(request, done)


def _form(request: ActorRequest, initial: dict[str, Any] | None = None) -> StoryForm:
    return StoryForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        kinds=_kinds(request.actor),
    )


def _kinds(actor: Actor) -> list[tuple[int, str]]:
    is_english = formats.is_english()
    return [
        (row.pk, row.label_en if is_english else row.label_nl)
        for row in plans.knelpunt_kinds(actor)
    ]


def _save(
    request: ActorRequest, form: StoryForm, story: selectors.StoryHandle | None
) -> HttpResponse:
    if not form.is_valid():
        return _show_form(request, form, story, UNPROCESSABLE)
    try:
        saved = services.write_story(
            actor=request.actor,
            says=form.says(),
            now=timezone.now(),
            story_id=story.pk if story else None,
            version=form.cleaned_data["version"] or 0,
        )
    except ConflictError as error:
        form.add_error(None, str(labels.REFUSALS[error.code]))
        return _show_form(request, form, story, CONFLICT)
    messages.success(request, _("Bewaard. Lees na wat iemand herkenbaar kan maken."))
    return redirect("write-story", story_id=saved.pk)


def _show_form(
    request: ActorRequest,
    form: StoryForm,
    story: selectors.StoryHandle | None = None,
    status: int = 200,
) -> HttpResponse:
    found = _traces(story) if story else []
    return render(
        request,
        "threads/write_story.html",
        {"form": form, "story": story, "found": found},
        status=status,
    )


def _show_check(
    request: ActorRequest,
    story: selectors.StoryHandle,
    form: CheckForm,
    back: ReturnForm,
    status: int = 200,
) -> HttpResponse:
    actor = request.actor
    is_own = story.written_by_id == actor.user_id
    return render(
        request,
        "threads/check_story.html",
        {
            "story": story,
            "form": form,
            "back": back,
            "found": _traces(story),
            "is_own": is_own,
            "may_check": actor.can(Permission.STORY_CHECK)
            and not is_own
            and story.state == StoryState.OFFERED,
        },
        status=status,
    )


def _traces(story: selectors.StoryHandle) -> list[tuple[str, str]]:
    parts = (story.title, story.situation, story.breakthrough, story.outcome)
    text = ".\n".join(parts)
    return [(one.words, str(labels.TRACES[one.trace])) for one in traces_in(text)]
