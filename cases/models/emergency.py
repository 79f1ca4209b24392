"""Emergency access to a case, and what a privacy officer made of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from cases.domain.emergency import Verdict
from cases.models.course import Case
from sohos.tenancy.models import TenantModel


class EmergencyAccess(TenantModel):
    """Somebody opened a case that was closed to them: why, and until when."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="emergency_accesses"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField()
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("at")),
                name="cases_emergencyaccess_period",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "by", "until"],
                name="cases_emergencyaccess_by",
            ),
            models.Index(
                fields=["municipality", "case", "at"],
                name="cases_emergencyaccess_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at}"


class EmergencyVerdict(TenantModel):
    """A privacy officer judged an emergency access."""

    access = models.OneToOneField(
        EmergencyAccess, on_delete=models.PROTECT, related_name="verdict"
    )
    verdict = models.CharField(
        max_length=16, choices=[(one.value, one.value) for one in Verdict]
    )
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.access_id} {self.verdict}"
