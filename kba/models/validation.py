"""How validations are done: protocol, engagement, samples, review and signature."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from kba.domain.engagement import EngagementType
from kba.domain.sampling import Method
from kba.models.judgement import Stage
from kba.models.writing import SHA256
from sohos.tenancy.models import TenantModel


class Protocol(TenantModel):
    """A text of the controleprotocol, as it was written; each saving is a new one."""

    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    method = models.CharField(
        max_length=14, choices=[(each.value, each.value) for each in Method]
    )
    confidence = models.DecimalField(max_digits=5, decimal_places=4)
    tolerable_share = models.DecimalField(max_digits=5, decimal_places=4)
    materiality_share = models.DecimalField(max_digits=5, decimal_places=4)
    asks_review = models.BooleanField()
    sha256 = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "number"], name="kba_protocol_number"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    confidence__gte="0.5",
                    confidence__lt=1,
                    tolerable_share__gt=0,
                    tolerable_share__lt=1,
                    materiality_share__gt=0,
                    materiality_share__lt=1,
                    title__gt="",
                    text__gt="",
                    sha256__regex=SHA256,
                ),
                name="kba_protocol_sound",
            ),
        ]

    def __str__(self) -> str:
        return f"protocol {self.number}"


class ProtocolAdoption(TenantModel):
    """A controleprotocol in force from a day on; validations hold on to it."""

    protocol = models.OneToOneField(
        Protocol, on_delete=models.PROTECT, related_name="adoption"
    )
    version = models.PositiveIntegerField()
    adopted_on = models.DateField()
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "version"], name="kba_protocoladoption_version"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version}"


class Engagement(TenantModel):
    """What a version of a programme's contract asks of the accountant."""

    programme = models.ForeignKey(
        "cases.Programme", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(
        max_length=16, choices=[(each.value, each.value) for each in EngagementType]
    )
    contract_version = models.PositiveIntegerField()
    contract_sha256 = models.CharField(max_length=64)
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "programme", "contract_version"],
                name="kba_engagement_contract",
            ),
            models.CheckConstraint(
                condition=models.Q(contract_sha256__regex=SHA256),
                name="kba_engagement_sha256",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by version {self.contract_version}"


class Review(TenantModel):
    """A second accountant looked at every decision on a realisation."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="reviews")
    note = models.TextField(blank=True)
    last_verdict = models.BigIntegerField()
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "stage", "-id"], name="kba_review_stage"
            )
        ]

    def __str__(self) -> str:
        return f"review of {self.stage_id}"


class Validation(TenantModel):
    """Under which protocol and engagement a stage was validated."""

    stage = models.OneToOneField(
        Stage, on_delete=models.PROTECT, related_name="validation"
    )
    adoption = models.ForeignKey(
        ProtocolAdoption, on_delete=models.PROTECT, related_name="+"
    )
    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"validation {self.stage_id}"


class Sample(TenantModel):
    """A draw of rows: from which stages, by which protocol, with which seed."""

    adoption = models.ForeignKey(
        ProtocolAdoption, on_delete=models.PROTECT, related_name="+"
    )
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    stages = models.JSONField()
    seed = models.BigIntegerField()
    population = models.PositiveIntegerField()
    population_cents = models.BigIntegerField()
    interval_cents = models.BigIntegerField(null=True, blank=True)
    allowed = models.BigIntegerField()
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "drawn_by", "-id"], name="kba_sample_drawn_by"
            )
        ]

    def __str__(self) -> str:
        return f"sample {self.pk}"


class SampleRow(TenantModel):
    """A row that was drawn."""

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="rows")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    row = models.CharField(max_length=64)
    position = models.PositiveIntegerField()
    amount_cents = models.BigIntegerField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "sample", "stage", "row"],
                name="kba_samplerow_row",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "stage"], name="kba_samplerow_stage")
        ]

    def __str__(self) -> str:
        return f"{self.stage_id} {self.row}"


class Statement(TenantModel):
    """The statement on a validated stage, as it was offered for signing."""

    stage = models.OneToOneField(
        Stage, on_delete=models.PROTECT, related_name="statement"
    )
    file = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, related_name="+"
    )
    language = models.CharField(max_length=5)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"statement {self.stage_id}"


class SignedStatement(TenantModel):
    """The statement as the accountant signed it, and what the signature says."""

    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="signed"
    )
    file = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, related_name="+"
    )
    signer = models.CharField(max_length=500)
    issuer = models.CharField(max_length=500)
    serial = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    is_trusted = models.BooleanField()
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "statement", "-id"],
                name="kba_signedstatement_last",
            )
        ]

    def __str__(self) -> str:
        return f"signed statement {self.statement_id}"
