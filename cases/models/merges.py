"""Two rows that were one person, or one household: what moved, and what went back."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from cases.domain.merging import Subject
from cases.models.people import Household, Person
from sohos.tenancy.models import TenantModel

_IS_PERSON = models.Q(
    subject=Subject.PERSON,
    kept_person__isnull=False,
    gone_person__isnull=False,
    kept_household__isnull=True,
    gone_household__isnull=True,
)
_IS_HOUSEHOLD = models.Q(
    subject=Subject.HOUSEHOLD,
    kept_person__isnull=True,
    gone_person__isnull=True,
    kept_household__isnull=False,
    gone_household__isnull=False,
)


class Merge(TenantModel):
    """One of two rows stays; `moves` says every value that changed. Never changed."""

    subject = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in Subject]
    )
    kept_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="merges"
    )
    gone_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="merged_away"
    )
    kept_household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, related_name="merges"
    )
    gone_household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, related_name="merged_away"
    )
    moves = models.JSONField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=_IS_PERSON | _IS_HOUSEHOLD, name="cases_merge_subject"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "gone_person"], name="cases_merge_person"
            ),
            models.Index(
                fields=["municipality", "gone_household"], name="cases_merge_household"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.pk}"


class MergeUndo(TenantModel):
    """A merge that was undone: every value went back. Never changed."""

    merge = models.OneToOneField(Merge, on_delete=models.PROTECT, related_name="undo")
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"undo of {self.merge_id}"
