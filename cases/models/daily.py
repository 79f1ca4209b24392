"""The work of every day: what happened with a household, and what is still to do."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from cases.domain.journal import ContactKind, Readers
from cases.models.course import Case
from sohos.tenancy.models import TenantModel


class JournalEntry(TenantModel):
    """What happened in a case on a day, told by whoever was there; never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="journal")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(
        max_length=12, choices=[(kind.value, kind.value) for kind in ContactKind]
    )
    present = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    readers = models.CharField(
        max_length=8, choices=[(who.value, who.value) for who in Readers]
    )

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "case", "on"], name="cases_journalentry_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.on}"


class Task(TenantModel):
    """Something to do in a case, by whom and before when."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    what = models.CharField(max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reminded_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(done_on__isnull=True, done_by__isnull=True)
                | models.Q(done_on__isnull=False, done_by__isnull=False),
                name="cases_task_done",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "owner", "due_on"],
                name="cases_task_open",
                condition=models.Q(done_on__isnull=True),
            ),
            models.Index(
                fields=["municipality", "case", "due_on"], name="cases_task_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.due_on}"
