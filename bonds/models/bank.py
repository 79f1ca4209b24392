"""Bank accounts, their statements, and what was decided about each line."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from bonds.domain.banking import FileState, Verdict
from bonds.domain.matching import Holder
from bonds.models.ledger import Bond, Event
from sohos.tenancy.models import TenantModel


class BankAccount(TenantModel):
    """An account whose statements are read: of the project, or of the municipality."""

    bond = models.ForeignKey(Bond, on_delete=models.PROTECT, related_name="accounts")
    iban = models.CharField(max_length=34)
    holder = models.CharField(
        max_length=12, choices=[(holder.value, holder.value) for holder in Holder]
    )
    name = models.CharField(max_length=80)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "iban"], name="bonds_bankaccount_iban"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BankFile(TenantModel):
    """A file with statements; its content goes when it is imported or dropped."""

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    content = models.BinaryField(null=True, blank=True)
    columns = ArrayField(models.CharField(max_length=200))
    mapping = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in FileState]
    )
    account = models.ForeignKey(
        BankAccount, on_delete=models.PROTECT, null=True, related_name="files"
    )
    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "sha256"],
                name="bonds_bankfile_once",
                condition=~models.Q(state=FileState.DROPPED),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BankStatement(TenantModel):
    """What stood on an account before and after the lines of a file; never changed."""

    file = models.ForeignKey(
        BankFile, on_delete=models.PROTECT, related_name="statements"
    )
    account = models.ForeignKey(
        BankAccount, on_delete=models.PROTECT, related_name="statements"
    )
    number = models.CharField(max_length=35, blank=True)
    from_on = models.DateField()
    through_on = models.DateField()
    opening_cents = models.BigIntegerField(null=True)
    closing_cents = models.BigIntegerField(null=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(from_on__lte=models.F("through_on")),
                name="bonds_bankstatement_days",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "account", "through_on"],
                name="bonds_bankstatement_order",
            )
        ]

    def __str__(self) -> str:
        return self.number or f"{self.account_id} {self.through_on}"


class BankLine(TenantModel):
    """Money that came in (above zero) or went out; once, whatever file brings it."""

    statement = models.ForeignKey(
        BankStatement, on_delete=models.PROTECT, related_name="lines"
    )
    account = models.ForeignKey(
        BankAccount, on_delete=models.PROTECT, related_name="lines"
    )
    key = models.CharField(max_length=64)
    code = models.CharField(max_length=40)
    booked_on = models.DateField()
    value_on = models.DateField()
    amount_cents = models.BigIntegerField()
    name = models.CharField(max_length=140, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    description = models.CharField(max_length=500, blank=True)
    reference = models.CharField(max_length=35, blank=True)
    is_reversal = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "account", "key"], name="bonds_bankline_key"
            ),
            models.UniqueConstraint(
                fields=["municipality", "code"], name="bonds_bankline_code"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "account", "booked_on", "id"],
                name="bonds_bankline_day",
            )
        ]

    def __str__(self) -> str:
        return self.code


class BankDecision(TenantModel):
    """What somebody decided about a line: booked as an event, or set aside, and why."""

    line = models.ForeignKey(
        BankLine, on_delete=models.PROTECT, related_name="decisions"
    )
    verdict = models.CharField(
        max_length=10, choices=[(verdict.value, verdict.value) for verdict in Verdict]
    )
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, related_name="bank_decisions"
    )
    takes_back = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="taken_back_by"
    )
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(verdict=Verdict.MATCHED, event__isnull=False)
                | models.Q(event__isnull=True) & ~models.Q(verdict=Verdict.MATCHED),
                name="bonds_bankdecision_event",
            ),
            models.CheckConstraint(
                condition=models.Q(verdict=Verdict.TAKEN_BACK, takes_back__isnull=False)
                | models.Q(takes_back__isnull=True)
                & ~models.Q(verdict=Verdict.TAKEN_BACK),
                name="bonds_bankdecision_takes_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.verdict}"
