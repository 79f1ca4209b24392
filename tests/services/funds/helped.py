"""A household with two small debts, two funds, and everybody who helps."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from cases import selectors as reads
from cases import services as cases
from cases.domain.debts import DebtKind, DebtStatus, Owed
from cases.domain.registration import Registration
from cases.models import Case, HouseholdMember
from sohos.core.dates import local_day
from sohos.core.euro import Euro
from sohos.funds import services
from sohos.funds.domain.listing import Consent, ConsentGiven, Proposal, Shows
from sohos.funds.domain.payee import PayTo
from sohos.funds.models import BookEvent, Listing, Offer
from sohos.tenancy.permissions import Role
from tests.services.cases.households import MEREL, NOW, register
from tests.towns import Town

TODAY = date(2026, 11, 16)
UNTIL = date(2026, 12, 31)
RENT = Owed("Beter Wonen", DebtKind.RENT, Euro(90_000), DebtStatus.OPEN, TODAY)
ENERGY = Owed("Energie Direct", DebtKind.ENERGY, Euro(60_000), DebtStatus.OPEN, TODAY)
IBAN = "NL91ABNA0417164300"
ZETJE, ROTARY = "Stichting Het Zetje", "Rotary Almelo"


@dataclass
class Helped:
    """A town in which a household may be offered to funds."""

    town: Town
    family: Registration = MEREL
    owed: tuple[Owed, ...] = (RENT, ENERGY)
    case: Case = field(init=False)

    def __post_init__(self) -> None:
        self.case = register(self.town, self.family)
        self.owe(*self.owed)
        for name in (ZETJE, ROTARY):
            user_id = self.town.actor(Role.FUND, name).user_id
            with self.town.acting(Role.FUNCTIONAL_ADMIN) as farid:
                services.admit_fund(actor=farid, name=name, user_id=user_id, now=NOW)

    def owe(self, *debts: Owed) -> None:
        with self.town.acting(Role.CASEMANAGER) as noor:
            for says in debts:
                cases.add_debt(actor=noor, case_id=self.case.pk, says=says, now=NOW)

    def proposal(self, **changes: Any) -> Proposal:
        with self.town.acting(Role.CASEMANAGER):
            mila = HouseholdMember.objects.get(
                household_id=self.case.household_id, person__first_name="Mila"
            )
        says: dict[str, Any] = {
            "consent": Consent(mila.person_id, TODAY, ConsentGiven.SIGNED),
            "story": "Een moeder met een kind. Na een ziekte bleef de huur liggen.",
            "effort": "Zij werkt weer en legt elke week iets opzij.",
            "plan": "Over een jaar heeft zij haar diploma voor de zorg.",
            "shows": Shows.AMOUNT,
            "open_until": UNTIL,
        }
        return Proposal(**says | changes)

    def propose(self, now: datetime = NOW, **changes: Any) -> Listing:
        says = self.proposal(**changes)
        with self.town.acting(Role.CASEMANAGER) as noor:
            return services.propose_listing(
                actor=noor, case_id=self.case.pk, says=says, now=now
            )

    def offered(self, **changes: Any) -> Listing:
        listing = self.propose(**changes)
        with self.town.acting(Role.TEAM_LEAD) as tessa:
            return services.release_listing(actor=tessa, listing_id=listing.pk, now=NOW)

    def offer(
        self, listing: Listing, euros: int, name: str = ZETJE, **changes: Any
    ) -> Offer:
        says: dict[str, Any] = {"needs_network": False, "until": UNTIL, "now": NOW}
        with self.town.acting(Role.FUND, name) as fund:
            return services.make_offer(
                actor=fund,
                code=listing.code,
                amount=Euro(euros * 100),
                **says | changes,
            )

    def pledge(self, listing: Listing, euros: int) -> None:
        with self.town.acting(Role.CASEMANAGER) as noor:
            services.pledge_network(
                actor=noor, listing_id=listing.pk, amount=Euro(euros * 100), now=NOW
            )

    def match(self, listing: Listing, offers: Sequence[Offer], **also: Any) -> Any:
        with self.town.acting(Role.CASEMANAGER) as noor:
            pay_to = [
                PayTo(pk, IBAN, f"kenmerk {pk}")
                for pk in listing.debts.order_by("id").values_list("id", flat=True)
            ]
            says = {"pay_to": pay_to, "now": NOW, **also}
            return services.match_listing(
                actor=noor,
                listing_id=listing.pk,
                offer_ids=[offer.pk for offer in offers],
                **says,
            )

    def matched(self) -> Listing:
        """1,500 owed: 100 of the network, 1,000 and 400 of two funds."""
        listing = self.offered()
        self.pledge(listing, 100)
        first = self.offer(listing, 1_000)
        self.match(listing, [first, self.offer(listing, 400, ROTARY)])
        return listing

    def shares(self, listing: Listing) -> list[int]:
        with self.town.acting(Role.SOHOS_FINANCE):
            rows = listing.shares.order_by("position")
            return list(rows.values_list("id", flat=True))

    def debts(self, listing: Listing) -> list[int]:
        with self.town.acting(Role.SOHOS_FINANCE):
            return list(listing.debts.order_by("id").values_list("id", flat=True))

    def book(self, act: str, listing: Listing, cents: int, line: str, **of: Any) -> Any:
        """Let Sanne book money by the name of the service."""
        says: dict[str, Any] = {"on": TODAY, "now": NOW, **of}
        with self.town.acting(Role.SOHOS_FINANCE) as sanne:
            return getattr(services, act)(
                actor=sanne,
                listing_id=listing.pk,
                amount=Euro(cents),
                bank_line=line,
                **says,
            )

    def receive_all(self, listing: Listing) -> None:
        for place, (share, cents) in enumerate(
            zip(self.shares(listing), (10_000, 100_000, 40_000), strict=True)
        ):
            self.book("receive_gift", listing, cents, f"IN-{place}", share_id=share)

    def paid(self) -> Listing:
        listing = self.matched()
        self.receive_all(listing)
        for place, (debt, cents) in enumerate(
            zip(self.debts(listing), (90_000, 60_000), strict=True)
        ):
            self.book("pay_creditor", listing, cents, f"UIT-{place}", debt_id=debt)
        return self.again(listing)

    def tell_paid(self) -> None:
        """Let Noor write in the file that every open debt is paid."""
        with self.town.acting(Role.CASEMANAGER) as noor:
            for row in reads.debts_of(noor, self.case).open:
                cases.tell_debt(
                    actor=noor,
                    debt_id=row.now.debt_id,
                    seen_id=row.now.id,
                    says=replace(RENT, amount=Euro(0), status=DebtStatus.PAID),
                    now=NOW,
                )

    def again(self, listing: Listing) -> Listing:
        with self.town.acting(Role.CASEMANAGER):
            return Listing.objects.get(pk=listing.pk)

    def sums(self, listing: Listing) -> dict[str, int]:
        """What the legs of each account add up to, zeros left out."""
        with self.town.acting(Role.SOHOS_FINANCE):
            sums: dict[str, int] = {}
            for event in BookEvent.objects.filter(listing_id=listing.pk):
                for leg in event.legs.all():
                    sums[leg.account] = sums.get(leg.account, 0) + leg.amount_cents
        return {account: cents for account, cents in sums.items() if cents}


def later(days: int) -> datetime:
    """Return a moment so many days after the usual one."""
    return NOW + timedelta(days=days)


def day(days: int) -> date:
    return local_day(later(days))
