"""Frozen stages, who validates them, what was said of each row, and the reports."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from kba.domain.stages import Stage as StageKind
from kba.domain.validation import Decision
from kba.models.writing import SHA256, Kba
from sohos.tenancy.models import TenantModel


class Stage(TenantModel):
    """A frozen stage: the exact bytes that were hashed, and what they came to."""

    kba = models.ForeignKey(Kba, on_delete=models.PROTECT, related_name="stages")
    number = models.PositiveIntegerField()
    kind = models.CharField(
        max_length=14, choices=[(each.value, each.value) for each in StageKind]
    )
    year = models.PositiveSmallIntegerField(default=1)
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    input_sha256 = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=20)
    catalogue_version = models.CharField(max_length=20)
    contract_version = models.CharField(max_length=20)
    seed = models.BigIntegerField()
    result = models.JSONField()
    code_pairs = models.JSONField(null=True, blank=True)
    municipal_saving_cents = models.BigIntegerField()
    # Small sums of the large result, kept by the database so that thousands of stages
    # can be added up without reading what they hold.
    saving_by_law = models.GeneratedField(
        expression=models.Func("result", function="app.first_year_saving_by_law"),
        output_field=models.JSONField(),
        db_persist=True,
    )
    cash_by_payer = models.GeneratedField(
        expression=models.Func("result", function="app.first_year_cash_by_payer"),
        output_field=models.JSONField(),
        db_persist=True,
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "kba", "number"], name="kba_stage_number"
            ),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=SHA256, input_sha256__regex=SHA256),
                name="kba_stage_sha256",
            ),
            models.CheckConstraint(
                condition=models.Q(year=1)
                | (models.Q(year__gt=1) & ~models.Q(kind=StageKind.PROGNOSIS.value)),
                name="kba_stage_year",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind=StageKind.PROGNOSIS.value, previous__isnull=True
                )
                | (
                    ~models.Q(kind=StageKind.PROGNOSIS.value)
                    & models.Q(previous__isnull=False)
                ),
                name="kba_stage_previous",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Assignment(TenantModel):
    """An accountant to whom a KBA was given for validation; one at a time."""

    kba = models.ForeignKey(Kba, on_delete=models.PROTECT, related_name="assignments")
    accountant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "kba"],
                name="kba_assignment_once",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=~models.Q(reviewer=models.F("accountant")),
                name="kba_assignment_two_people",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "accountant", "kba"],
                name="kba_assignment_accountant",
            )
        ]

    def __str__(self) -> str:
        return f"kba {self.kba_id} to {self.accountant_id}"


class LineVerdict(TenantModel):
    """What the accountant said of a row of a realisation; the last word counts."""

    class Word(models.TextChoices):
        """A decision, or a question that keeps the row open."""

        ACCEPTED = Decision.ACCEPTED.value
        CORRECTED = Decision.CORRECTED.value
        REJECTED = Decision.REJECTED.value
        QUESTION = "vraag"

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="verdicts")
    row = models.CharField(max_length=64)
    word = models.CharField(max_length=12, choices=Word.choices)
    reason = models.TextField(blank=True)
    units_without = models.DecimalField(
        max_digits=18, decimal_places=4, null=True, blank=True
    )
    units_with = models.DecimalField(
        max_digits=18, decimal_places=4, null=True, blank=True
    )
    price_cents = models.BigIntegerField(null=True, blank=True)
    sample = models.ForeignKey(
        "kba.Sample",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(word=Decision.ACCEPTED.value) | ~models.Q(reason=""),
                name="kba_lineverdict_reason",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "stage", "row", "-id"],
                name="kba_lineverdict_row",
            )
        ]

    def __str__(self) -> str:
        return f"{self.row} {self.word}"


class LineAnswer(TenantModel):
    """What the casemanager answered to a question about a row; never changed."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="answers")
    row = models.CharField(max_length=64)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "stage", "row", "id"], name="kba_lineanswer_row"
            )
        ]

    def __str__(self) -> str:
        return f"answer on {self.row}"


class Report(TenantModel):
    """The report of a frozen stage, in one language, as it was rendered."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="reports")
    job = models.ForeignKey("jobs.Job", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5)
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
                fields=["municipality", "stage", "-id"], name="kba_report_stage"
            )
        ]

    def __str__(self) -> str:
        return f"report of {self.stage_id}"
