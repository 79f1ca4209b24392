"""What was judged, signed and adopted; these rows are only ever added."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from plans.domain.adoption import Manner, Party
from plans.domain.legal import Conclusion
from plans.models.plan import SHA256, Doorbraak, Plan
from plans.models.registers import LegalBasis
from sohos.tenancy.models import TenantModel


class LegalCheck(TenantModel):
    """A jurist's judgement of a doorbraak as it then read; never changed."""

    doorbraak = models.ForeignKey(
        Doorbraak, on_delete=models.PROTECT, related_name="legal_checks"
    )
    subject_sha256 = models.CharField(max_length=64)
    conclusion = models.CharField(
        max_length=12, choices=[(c.value, c.value) for c in Conclusion]
    )
    purpose = models.TextField(blank=True)
    support = models.TextField(blank=True)
    value = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    decided_on = models.DateField()
    objection_until = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(subject_sha256__regex=SHA256),
                name="plans_legalcheck_sha256",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "doorbraak", "-id"],
                name="plans_legalcheck_doorbraak",
            )
        ]

    def __str__(self) -> str:
        return f"{self.doorbraak_id} {self.conclusion}"


class LegalCheckBasis(TenantModel):
    """A basis on which a judgement rests; never changed."""

    legal_check = models.ForeignKey(
        LegalCheck, on_delete=models.PROTECT, related_name="bases"
    )
    basis = models.ForeignKey(LegalBasis, on_delete=models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "legal_check", "basis"],
                name="plans_legalcheckbasis_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.legal_check_id} {self.basis_id}"


class SignOff(TenantModel):
    """A party agreed to the plan as it then read; never changed."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="sign_offs")
    party = models.CharField(max_length=12, choices=[(p.value, p.value) for p in Party])
    content_sha256 = models.CharField(max_length=64)
    signed_on = models.DateField()
    manner = models.CharField(
        max_length=6, choices=[(m.value, m.value) for m in Manner]
    )
    signer = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(content_sha256__regex=SHA256),
                name="plans_signoff_sha256",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "plan", "-id"], name="plans_signoff_plan"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.party}"


class PlanVersion(TenantModel):
    """A plan as it was adopted: the exact text that was hashed; never changed."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    prognosis_stage_id = models.BigIntegerField()
    prognosis_sha256 = models.CharField(max_length=64)
    adopted_on = models.DateField()
    year_from = models.DateField(null=True, blank=True)
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "case", "number"],
                name="plans_planversion_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} version {self.number}"


class PlanChange(TenantModel):
    """Somebody took an adopted plan in hand again, and why; never changed."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="changes")
    from_number = models.PositiveIntegerField()
    reason = models.TextField()
    last_revision_id = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(reason__regex=r"\S"),
                name="plans_planchange_reason",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "plan", "-id"], name="plans_planchange_plan"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} from version {self.from_number}"


class Edition(TenantModel):
    """The household's own edition of a plan as a PDF: asked for, made, kept."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="editions")
    content_sha256 = models.CharField(max_length=64)
    is_large = models.BooleanField(default=False)
    language = models.CharField(max_length=5)
    job = models.ForeignKey("jobs.Job", on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(
        "documents.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "plan", "-id"], name="plans_edition_plan"
            )
        ]

    def __str__(self) -> str:
        return f"edition {self.pk}"
