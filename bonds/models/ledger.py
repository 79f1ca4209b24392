"""Bonds, their contracts and investors, and the ledger; columns, no behaviour."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from bonds.domain.accounts import Account
from bonds.domain.ledger import Event as EventKind
from sohos.tenancy.models import TenantModel


class Bond(TenantModel):
    """Money that investors lend for the households of one programme."""

    name = models.CharField(max_length=120)
    programme = models.ForeignKey(
        "cases.Programme", on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "programme"], name="bonds_bond_programme"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ContractVersion(TenantModel):
    """What was agreed from a day on: the exact text, and its hash; never changed."""

    bond = models.ForeignKey(Bond, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    effective_on = models.DateField()
    canonical = models.TextField()
    sha256 = models.CharField(max_length=64)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "bond", "version"],
                name="bonds_contractversion_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bond_id} versie {self.version}"


class Investor(TenantModel):
    """Who lends; rank 1 is repaid before rank 2."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    seniority = models.PositiveSmallIntegerField(default=1)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "code"], name="bonds_investor_code"
            ),
            models.UniqueConstraint(
                fields=["municipality", "user"], name="bonds_investor_user"
            ),
            models.CheckConstraint(
                condition=models.Q(seniority__gte=1), name="bonds_investor_seniority"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Event(TenantModel):
    """What happened in a bond, chained by hash; only the database adds it."""

    bond = models.ForeignKey(Bond, on_delete=models.PROTECT, related_name="events")
    sequence = models.BigIntegerField()
    kind = models.CharField(
        max_length=20, choices=[(kind.value, kind.value) for kind in EventKind]
    )
    value_on = models.DateField()
    booked_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, null=True, related_name="+"
    )
    amount_cents = models.BigIntegerField(null=True)
    bank_line = models.CharField(max_length=80, blank=True)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="followers"
    )
    reverses = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="reversals"
    )
    facts = models.JSONField(default=dict)
    source = models.CharField(max_length=20)
    client_key = models.UUIDField()
    request_hash = models.CharField(max_length=64)
    canonical = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "bond", "sequence"], name="bonds_event_sequence"
            ),
            models.UniqueConstraint(
                fields=["municipality", "source", "client_key"], name="bonds_event_key"
            ),
            models.UniqueConstraint(
                fields=["municipality", "reverses"],
                name="bonds_event_reversed_once",
                condition=models.Q(reverses__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "case", "kind", "id"], name="bonds_event_case"
            ),
            models.Index(
                fields=["municipality", "bond", "kind", "sequence"],
                name="bonds_event_kind",
            ),
            models.Index(
                fields=["municipality", "bond", "bank_line"],
                name="bonds_event_bank_line",
                condition=models.Q(bank_line__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bond_id}:{self.sequence} {self.kind}"


class LedgerTransaction(TenantModel):
    """The legs of one event; an event that moves nothing has none."""

    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, related_name="transaction"
    )
    bond = models.ForeignKey(Bond, on_delete=models.PROTECT, related_name="+")
    value_on = models.DateField()

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "bond", "value_on"],
                name="bonds_transaction_value_on",
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id}"


class Leg(TenantModel):
    """One line of a transaction in whole cents: debit above zero, credit below."""

    transaction = models.ForeignKey(
        LedgerTransaction, on_delete=models.PROTECT, related_name="legs"
    )
    position = models.PositiveSmallIntegerField()
    bond = models.ForeignKey(Bond, on_delete=models.PROTECT, related_name="+")
    account = models.CharField(
        max_length=3, choices=[(account.value, account.name) for account in Account]
    )
    amount_cents = models.BigIntegerField()
    party = models.ForeignKey(
        Investor, on_delete=models.PROTECT, null=True, related_name="+"
    )
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "transaction", "position"],
                name="bonds_leg_position",
            ),
            models.CheckConstraint(
                condition=~models.Q(amount_cents=0), name="bonds_leg_amount"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "bond", "account", "party", "case"],
                name="bonds_leg_balance",
                include=["amount_cents"],
            ),
            models.Index(fields=["municipality", "case"], name="bonds_leg_case"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount_cents}"


class Balance(TenantModel):
    """What the legs of an account add up to, kept by the function that posts them."""

    bond = models.ForeignKey(Bond, on_delete=models.PROTECT, related_name="+")
    account = models.CharField(
        max_length=3, choices=[(account.value, account.name) for account in Account]
    )
    party = models.ForeignKey(
        Investor, on_delete=models.PROTECT, null=True, related_name="+"
    )
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, null=True, related_name="+"
    )
    amount_cents = models.BigIntegerField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "bond", "account", "party", "case"],
                name="bonds_balance_account",
                nulls_distinct=False,
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "case", "account"], name="bonds_balance_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount_cents}"


class PeriodClosing(TenantModel):
    """A month that is closed: nothing is posted on its days, or before, any more."""

    bond = models.ForeignKey(Bond, on_delete=models.PROTECT, related_name="closings")
    through_on = models.DateField()
    sequence = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "bond", "through_on"],
                name="bonds_periodclosing_through_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bond_id} t/m {self.through_on}"


class LedgerHead(TenantModel):
    """The end of a chain on a day, with the time stamp of an authority if there is one.

    `token` is the DER of an RFC 3161 time stamp token over `hash`.
    """

    bond = models.ForeignKey(Bond, on_delete=models.PROTECT, related_name="heads")
    day = models.DateField()
    sequence = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    authority = models.CharField(max_length=200, blank=True)
    token = models.BinaryField(default=b"")

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "bond", "day"], name="bonds_ledgerhead_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bond_id}:{self.sequence}:{self.hash}"
