"""Debts offered to funds, what they offer, and the book; columns, no behaviour."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from sohos.funds.domain.book import Account
from sohos.funds.domain.book import Event as EventKind
from sohos.funds.domain.following import Outcome
from sohos.funds.domain.listing import (
    BELOW,
    LIVE,
    MOST_CREDITORS,
    ConsentGiven,
    Shows,
    Status,
    Why,
)
from sohos.funds.domain.matching import Ended
from sohos.tenancy.models import TenantModel


def _by(**options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        **options,
    )


class Fund(TenantModel):
    """A party that gives money for small debts; sees offers without names."""

    name = models.CharField(max_length=120)
    user = _by()
    admitted_at = models.DateTimeField()
    admitted_by = _by()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "name"], name="funds_fund_name"
            ),
            models.UniqueConstraint(
                fields=["municipality", "user"], name="funds_fund_user"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Listing(TenantModel):
    """The debts of a household as funds may see them; only its status changes.

    `code` is what funds know it by: drawn at random, it leads to nothing else.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=9)
    status = models.CharField(
        max_length=12, choices=[(each.value, each.value) for each in Status]
    )
    shows = models.CharField(
        max_length=6, choices=[(each.value, each.value) for each in Shows]
    )
    story = models.CharField(max_length=800)
    effort = models.CharField(max_length=500)
    plan = models.CharField(max_length=800, blank=True)
    has_adopted_plan = models.BooleanField()
    total_cents = models.BigIntegerField()
    creditors = models.PositiveSmallIntegerField()
    open_until = models.DateField()
    consent_person = models.ForeignKey(
        "cases.Person", on_delete=models.PROTECT, related_name="+"
    )
    consent_on = models.DateField()
    consent_given = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in ConsentGiven]
    )
    proposed_at = models.DateTimeField()
    proposed_by = _by()
    released_at = models.DateTimeField(null=True)
    released_by = _by(null=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "code"], name="funds_listing_code"
            ),
            models.UniqueConstraint(
                fields=["municipality", "case"],
                condition=models.Q(status__in=sorted(LIVE)),
                name="funds_listing_one_live",
            ),
            models.CheckConstraint(
                condition=models.Q(total_cents__gt=0, total_cents__lt=BELOW.cents),
                name="funds_listing_below",
            ),
            models.CheckConstraint(
                condition=models.Q(creditors__gte=1, creditors__lte=MOST_CREDITORS),
                name="funds_listing_creditors",
            ),
            models.CheckConstraint(
                condition=models.Q(released_by__isnull=True)
                | ~models.Q(released_by=models.F("proposed_by")),
                name="funds_listing_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["proposed", "returned", "withdrawn"])
                | models.Q(released_by__isnull=False, released_at__isnull=False),
                name="funds_listing_released",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "status"], name="funds_listing_status")
        ]

    def __str__(self) -> str:
        return self.code


class ListedDebt(TenantModel):
    """A debt as it stood when it was proposed; never changed."""

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="debts")
    debt = models.ForeignKey("cases.Debt", on_delete=models.PROTECT, related_name="+")
    creditor = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    amount_cents = models.BigIntegerField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "listing", "debt"], name="funds_listeddebt_once"
            ),
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0), name="funds_listeddebt_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.debt_id}"


class Payee(TenantModel):
    """Where a creditor wants to be paid; written at the match, never changed."""

    debt = models.OneToOneField(
        ListedDebt, on_delete=models.PROTECT, related_name="payee"
    )
    iban = models.CharField(max_length=34)
    reference = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.debt_id}"


class Step(TenantModel):
    """That the debts reached a status, by whom and why; never changed."""

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="steps")
    status = models.CharField(
        max_length=12, choices=[(each.value, each.value) for each in Status]
    )
    at = models.DateTimeField()
    by = _by()
    why = models.CharField(
        max_length=10, blank=True, choices=[(each.value, each.value) for each in Why]
    )
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.listing_id} {self.status}"


class Extension(TenantModel):
    """A later last day for funds to answer; the last row counts, never changed."""

    listing = models.ForeignKey(
        Listing, on_delete=models.PROTECT, related_name="extensions"
    )
    open_until = models.DateField()
    at = models.DateTimeField()
    by = _by()

    def __str__(self) -> str:
        return f"{self.listing_id} {self.open_until}"


class NetworkPledge(TenantModel):
    """What the network of a household gives; the last row counts, never changed."""

    listing = models.ForeignKey(
        Listing, on_delete=models.PROTECT, related_name="pledges"
    )
    amount_cents = models.BigIntegerField()
    at = models.DateTimeField()
    by = _by()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(amount_cents__gte=0),
                name="funds_networkpledge_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.amount_cents}"


class Offer(TenantModel):
    """What a fund gives at most, until a day; never changed."""

    listing = models.ForeignKey(
        Listing, on_delete=models.PROTECT, related_name="offers"
    )
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="offers")
    amount_cents = models.BigIntegerField()
    needs_network = models.BooleanField(default=False)
    until_on = models.DateField()
    at = models.DateTimeField()
    by = _by()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0), name="funds_offer_amount"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "fund", "id"], name="funds_offer_fund")
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.fund_id}"


class OfferEnd(TenantModel):
    """That an offer was withdrawn or declined; never changed."""

    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="end")
    kind = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in Ended]
    )
    at = models.DateTimeField()
    by = _by()

    def __str__(self) -> str:
        return f"{self.offer_id} {self.kind}"


class Share(TenantModel):
    """What one giver gives in a match: a fund, or the network; never changed."""

    listing = models.ForeignKey(
        Listing, on_delete=models.PROTECT, related_name="shares"
    )
    position = models.PositiveSmallIntegerField()
    offer = models.OneToOneField(
        Offer, on_delete=models.PROTECT, null=True, related_name="share"
    )
    amount_cents = models.BigIntegerField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "listing", "position"],
                name="funds_share_position",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0), name="funds_share_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.position}"


class BookEvent(TenantModel):
    """What happened to the money, chained by hash; only the database adds it."""

    sequence = models.BigIntegerField()
    kind = models.CharField(
        max_length=12, choices=[(each.value, each.value) for each in EventKind]
    )
    listing = models.ForeignKey(
        Listing, on_delete=models.PROTECT, related_name="events"
    )
    value_on = models.DateField()
    booked_at = models.DateTimeField()
    by = _by()
    amount_cents = models.BigIntegerField()
    bank_line = models.CharField(max_length=80, blank=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversal"
    )
    client_key = models.UUIDField()
    request_hash = models.CharField(max_length=64)
    canonical = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "sequence"], name="funds_bookevent_sequence"
            ),
            models.UniqueConstraint(
                fields=["municipality", "client_key"], name="funds_bookevent_key"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "bank_line"],
                condition=models.Q(bank_line__gt=""),
                name="funds_bookevent_bank_line",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"


class BookLeg(TenantModel):
    """One line in whole cents: debit above zero, credit below; of a share or a debt."""

    event = models.ForeignKey(BookEvent, on_delete=models.PROTECT, related_name="legs")
    position = models.PositiveSmallIntegerField()
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="+")
    account = models.CharField(
        max_length=3, choices=[(each.value, each.name) for each in Account]
    )
    amount_cents = models.BigIntegerField()
    share = models.ForeignKey(
        Share, on_delete=models.PROTECT, null=True, related_name="+"
    )
    debt = models.ForeignKey(
        ListedDebt, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "event", "position"],
                name="funds_bookleg_position",
            ),
            models.CheckConstraint(
                condition=~models.Q(amount_cents=0), name="funds_bookleg_amount"
            ),
            models.CheckConstraint(
                condition=models.Q(share__isnull=True, debt__isnull=False)
                | models.Q(share__isnull=False, debt__isnull=True),
                name="funds_bookleg_of_one",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "listing", "account"],
                name="funds_bookleg_listing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount_cents}"


class FollowUp(TenantModel):
    """How a household was doing some months later; the last row counts."""

    listing = models.ForeignKey(
        Listing, on_delete=models.PROTECT, related_name="follow_ups"
    )
    months = models.PositiveSmallIntegerField()
    outcome = models.CharField(
        max_length=12, choices=[(each.value, each.value) for each in Outcome]
    )
    on = models.DateField()
    at = models.DateTimeField()
    by = _by()

    def __str__(self) -> str:
        return f"{self.listing_id} {self.months}"
