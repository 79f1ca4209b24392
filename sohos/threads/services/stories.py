"""Acts: write a story of maatwerk, have it checked by another, publish, withdraw."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from plans import selectors as plans
from sohos.audit import services as audit
from sohos.core.dates import local_day, require_past
from sohos.core.errors import ConflictError, DomainError, NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission
from sohos.threads import selectors
from sohos.threads.domain.stories import Check, StoryState
from sohos.threads.models import Story, StoryKind


class StoryClosedError(DomainError):
    """The story has been offered or published; its words stay as they are."""

    code = "story_closed"


class StoryChangedError(ConflictError):
    """Somebody saved the story since it was opened."""

    code = "story_changed"


class NotOfferedError(DomainError):
    """The author did not offer the story, or it has been published."""

    code = "story_not_offered"


class NotYourOwnError(DomainError):
    """Nobody publishes a story that he wrote."""

    code = "story_own"


class ChecksMissingError(DomainError):
    """Something was not checked; carries what."""

    code = "story_checks_missing"


class MonthTakenError(DomainError):
    """Another story was published for that month."""

    code = "story_month_taken"


@dataclass(frozen=True, slots=True)
class StoryText:
    """What a story says, and about which kinds of knelpunten it is."""

    title: str
    situation: str
    breakthrough: str
    outcome: str
    kind_ids: Sequence[int] = ()


@transaction.atomic
def write_story(
    *,
    actor: Actor,
    says: StoryText,
    now: datetime,
    story_id: int | None = None,
    version: int = 0,
) -> Story:
    """Begin a story, or save the own draft again.

    Args:
        actor: who writes.
        says: all of it.
        now: aware.
        story_id: the own draft; None begins one.
        version: the version that was opened.

    Raises:
        NotAllowedError: the actor writes no stories.
        NotFoundError: the actor has no such story, or there is no such kind.
        StoryClosedError: it is no draft any more.
        StoryChangedError: it was saved since it was opened.
    """
    actor.require(Permission.STORY_WRITE)
    if story_id is None:
        story = Story(state=StoryState.DRAFT, version=0, written_by_id=actor.user_id)
    else:
        story = selectors.own_story(actor, story_id=story_id, lock=True)
        if story.state != StoryState.DRAFT:
            raise StoryClosedError(str(story.pk))
        if story.version != version:
            raise StoryChangedError(str(story.pk))
    story.version += 1
    story.title, story.situation = says.title, says.situation
    story.breakthrough, story.outcome = says.breakthrough, says.outcome
    story.written_at = now
    story.save()
    _tie(actor, story, says.kind_ids)
    _record("story.written", actor, story, now)
    return story


@transaction.atomic
def offer_story(*, actor: Actor, story_id: int, now: datetime) -> Story:
    """Offer the own draft to somebody who checks it.

    Raises:
        NotAllowedError, NotFoundError, StoryClosedError: as in `write_story`.
    """
    actor.require(Permission.STORY_WRITE)
    story = selectors.own_story(actor, story_id=story_id, lock=True)
    if story.state != StoryState.DRAFT:
        raise StoryClosedError(str(story.pk))
    story.state = StoryState.OFFERED
    story.save(update_fields=["state"])
    _record("story.offered", actor, story, now)
    return story


@transaction.atomic
def return_story(*, actor: Actor, story_id: int, remark: str, now: datetime) -> Story:
    """Give a story back to its author, with what has to change.

    The author takes it back in the same way, to change it.

    Raises:
        NotAllowedError: the actor neither wrote it nor checks stories.
        NotFoundError: there is no such story here.
        NotOfferedError: it does not wait for a check.
    """
    actor.require_any(Permission.STORY_CHECK, Permission.STORY_WRITE)
    story = selectors.story_of(actor, story_id=story_id, lock=True)
    if story.written_by_id != actor.user_id:
        actor.require(Permission.STORY_CHECK)
    if story.state != StoryState.OFFERED:
        raise NotOfferedError(str(story.pk))
    story.state, story.remark = StoryState.DRAFT, remark
    story.save(update_fields=["state", "remark"])
    _record("story.returned", actor, story, now)
    return story


@transaction.atomic
def publish_story(
    *,
    actor: Actor,
    story_id: int,
    version: int,
    checks: Collection[Check],
    month_on: date,
    now: datetime,
) -> Story:
    """Publish a story that somebody else wrote, after every check.

    Args:
        actor: who checked it.
        story_id: an offered story.
        version: the version that was read.
        checks: what the actor is sure of.
        month_on: a day of the month for which it is published; not in the future.
        now: aware.

    Raises:
        NotAllowedError: the actor checks no stories.
        NotFoundError: there is no such story here.
        NotYourOwnError: the actor wrote it.
        NotOfferedError: it does not wait for a check.
        StoryChangedError: it was saved since it was read.
        ChecksMissingError: a check is missing; it says which.
        DayInFutureError: the month is still to come.
        MonthTakenError: that month has a story.
    """
    actor.require(Permission.STORY_CHECK)
    story = selectors.story_of(actor, story_id=story_id, lock=True)
    if story.written_by_id == actor.user_id:
        raise NotYourOwnError(str(story.pk))
    if story.state != StoryState.OFFERED:
        raise NotOfferedError(str(story.pk))
    if story.version != version:
        raise StoryChangedError(str(story.pk))
    missing = [each for each in Check if each not in checks]
    if missing:
        raise ChecksMissingError(", ".join(missing))
    month = month_on.replace(day=1)
    require_past(month, today=local_day(now), field="month_on")
    if selectors.is_month_taken(month):
        raise MonthTakenError(str(month))
    story.state, story.remark, story.month_on = StoryState.PUBLISHED, "", month
    story.checks = [each.value for each in Check]
    story.published_by_id, story.published_at = actor.user_id, now
    story.save()
    _record("story.published", actor, story, now)
    return story


@transaction.atomic
def withdraw_story(*, actor: Actor, story_id: int, now: datetime) -> Story:
    """Take a published story away from its readers, for good.

    Raises:
        NotAllowedError: the actor neither wrote it nor checks stories.
        NotFoundError: there is no such story here.
        NotOfferedError: it is not published.
    """
    actor.require_any(Permission.STORY_CHECK, Permission.STORY_WRITE)
    story = selectors.story_of(actor, story_id=story_id, lock=True)
    if story.written_by_id != actor.user_id:
        actor.require(Permission.STORY_CHECK)
    if story.state != StoryState.PUBLISHED:
        raise NotOfferedError(str(story.pk))
    story.state = StoryState.WITHDRAWN
    story.withdrawn_by_id, story.withdrawn_at = actor.user_id, now
    story.save(update_fields=["state", "withdrawn_by", "withdrawn_at"])
    _record("story.withdrawn", actor, story, now)
    return story


def _tie(actor: Actor, story: Story, kind_ids: Sequence[int]) -> None:
    known = plans.knelpunt_kinds(actor).filter(pk__in=kind_ids)
    found = sorted(known.values_list("pk", flat=True))
    if found != sorted(set(kind_ids)):
        raise NotFoundError
    StoryKind.objects.filter(story=story).delete()
    StoryKind.objects.bulk_create(
        StoryKind(story=story, kind_id=kind_id) for kind_id in found
    )


def _record(action: str, actor: Actor, story: Story, now: datetime) -> None:
    audit.record(action, actor=actor, subject=f"story:{story.pk}", at=now)
