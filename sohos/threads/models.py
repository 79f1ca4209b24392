"""What was published of the rode draden for good, and the stories of the month."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from sohos.tenancy.models import TenantModel
from sohos.threads.domain.stories import Check, StoryState


class Publication(TenantModel):
    """The safe tables of a period as they were published; never changed."""

    first_on = models.DateField()
    last_on = models.DateField()
    households = models.PositiveIntegerField()
    content = models.JSONField()
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "first_on"], name="threads_publication_first"
            ),
            models.CheckConstraint(
                condition=models.Q(last_on__gt=models.F("first_on")),
                name="threads_publication_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on}/{self.last_on}"


class Story(TenantModel):
    """A story of maatwerk in which nobody can be recognised."""

    version = models.PositiveIntegerField(default=1)
    state = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in StoryState]
    )
    title = models.CharField(max_length=120)
    situation = models.TextField()
    breakthrough = models.TextField()
    outcome = models.TextField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    remark = models.TextField(blank=True)
    month_on = models.DateField(null=True, blank=True)
    checks = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(published_by__isnull=True)
                | ~models.Q(published_by=models.F("written_by")),
                name="threads_story_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[StoryState.DRAFT.value, StoryState.OFFERED.value],
                    published_by__isnull=True,
                    published_at__isnull=True,
                    month_on__isnull=True,
                )
                | models.Q(
                    state__in=[StoryState.PUBLISHED.value, StoryState.WITHDRAWN.value],
                    published_by__isnull=False,
                    published_at__isnull=False,
                    month_on__isnull=False,
                    checks__contains=[each.value for each in Check],
                ),
                name="threads_story_checked",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state=StoryState.WITHDRAWN.value,
                    withdrawn_by__isnull=False,
                    withdrawn_at__isnull=False,
                )
                | (
                    ~models.Q(state=StoryState.WITHDRAWN.value)
                    & models.Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True)
                ),
                name="threads_story_withdrawn",
            ),
            models.UniqueConstraint(
                fields=["municipality", "month_on"],
                name="threads_story_month",
                condition=models.Q(state=StoryState.PUBLISHED.value),
            ),
        ]

    def __str__(self) -> str:
        return f"story {self.pk} {self.state}"


class StoryKind(TenantModel):
    """A story is about a kind of knelpunt."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="kinds")
    kind = models.ForeignKey(
        "plans.KnelpuntKind", on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "story", "kind"], name="threads_storykind_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story_id} {self.kind_id}"
