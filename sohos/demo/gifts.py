"""Veil je schuld in the demo: one debt paid by a fund, one open, one to be checked."""

from collections.abc import Iterator
from datetime import date, timedelta

from cases import selectors as case_selectors
from cases import services as cases
from cases.domain.debts import DebtStatus, Owed
from sohos.core.dates import local_day
from sohos.core.errors import DomainError
from sohos.core.euro import ZERO, Euro
from sohos.demo.clock import moment
from sohos.demo.town import Cast
from sohos.funds import selectors, services
from sohos.funds.domain import listing as rules
from sohos.funds.domain.following import Looked, Outcome
from sohos.funds.domain.listing import Consent, ConsentGiven, Proposal, Shows
from sohos.funds.domain.payee import PayTo
from sohos.tenancy.permissions import Role

FUNDS = {"almelo": "Stichting Het Zetje", "den-haag": "Fonds Haven"}
NETWORK = Euro(150_00)
_PROPOSED = (date(2026, 5, 11), date(2026, 11, 2), date(2026, 11, 16))
_UNTIL = date(2027, 12, 31)
_STORIES = (
    (
        (
            "Een ouder verloor werk en raakte achter met betalen. Er is weer werk, maar"
            " door de aanmaningen blijft er elke maand te weinig over."
        ),
        "Het gezin houdt een kasboek bij en legt elke week iets opzij.",
        "Over een jaar is de opleiding in de zorg af en is het inkomen vast.",
    ),
    (
        (
            "Een jonge ouder woont sinds kort weer met de kinderen samen. De rekeningen uit"
            " de moeilijke tijd liggen er nog en houden een eigen huis tegen."
        ),
        "Elke vaste last gaat nu op tijd, met hulp van een vrijwilliger.",
        "Eerst een eigen huis, dan een baan van drie dagen in de week.",
    ),
    (
        (
            "Na een scheiding bleven twee rekeningen liggen. Wie ze moest betalen was lang"
            " niet duidelijk."
        ),
        "De post wordt elke week samen opengemaakt.",
        "Werk in de bouw, zodra het certificaat er is.",
    ),
)


def give(cast: Cast) -> None:
    """Let funds help three households of a casemanager, once per municipality."""
    with cast.acting(Role.CASEMANAGER) as manager:
        if selectors.listing_rows(manager, today=_PROPOSED[0]):
            return
        found = list(_small_debts(cast))
    if not found:
        return
    with cast.acting(Role.FUNCTIONAL_ADMIN) as admin:
        services.admit_fund(
            actor=admin,
            name=FUNDS[cast.town.slug],
            user_id=cast.users[Role.FUND][0],
            now=moment(_PROPOSED[0]),
        )
    listings = [
        _propose(cast, case_id, number)
        for number, case_id in enumerate(found[: len(_STORIES)])
    ]
    for number, listing_id in enumerate(listings[:2]):
        with cast.acting(Role.TEAM_LEAD) as lead:
            services.release_listing(
                actor=lead, listing_id=listing_id, now=moment(_PROPOSED[number])
            )
    _pay(cast, listings[0])
    if len(listings) > 1:
        _offer(cast, listings[1], part=2)


def _small_debts(cast: Cast) -> Iterator[int]:
    manager = cast.actor(Role.CASEMANAGER)
    for case in case_selectors.cases_for(manager).order_by("pk"):
        try:
            rules.check_debts(selectors.open_debts(manager, case_id=case.pk))
        except DomainError:
            continue
        yield case.pk


def _propose(cast: Cast, case_id: int, number: int) -> int:
    on = _PROPOSED[number]
    story, effort, plan = _STORIES[number]
    with cast.acting(Role.CASEMANAGER) as manager:
        adults = selectors.adults_of(manager, case_id=case_id, today=on)
        listing = services.propose_listing(
            actor=manager,
            case_id=case_id,
            says=Proposal(
                consent=Consent(next(iter(adults)), on, ConsentGiven.SIGNED),
                story=story,
                effort=effort,
                plan=plan,
                shows=Shows.BAND if number else Shows.AMOUNT,
                open_until=_UNTIL,
            ),
            now=moment(on),
        )
        return listing.pk


def _offer(cast: Cast, listing_id: int, *, part: int = 1) -> int:
    with cast.acting(Role.CASEMANAGER) as manager:
        seen = selectors.listing_of(manager, listing_id=listing_id, today=_PROPOSED[0])
        at = moment(local_day(seen.steps[-1].at) + timedelta(days=3))
        services.pledge_network(
            actor=manager, listing_id=listing_id, amount=NETWORK, now=at
        )
    with cast.acting(Role.FUND) as fund:
        offer = services.make_offer(
            actor=fund,
            code=seen.code,
            amount=Euro((seen.whole - NETWORK).cents // part),
            needs_network=True,
            until=_UNTIL,
            now=at,
        )
        return offer.pk


def _pay(cast: Cast, listing_id: int) -> None:
    offer_id = _offer(cast, listing_id)
    on = _PROPOSED[0] + timedelta(days=14)
    with cast.acting(Role.CASEMANAGER) as manager:
        seen = selectors.listing_of(manager, listing_id=listing_id, today=on)
        services.match_listing(
            actor=manager,
            listing_id=listing_id,
            offer_ids=[offer_id],
            pay_to=[
                PayTo(debt.id, "NL91ABNA0417164300", f"KLANT-{debt.id:05d}")
                for debt in seen.debts
            ],
            now=moment(on),
        )
    with cast.acting(Role.SOHOS_FINANCE) as finance:
        money = selectors.money_of(finance, listing_id=listing_id)
        for share in money.shares:
            services.receive_gift(
                actor=finance,
                listing_id=listing_id,
                share_id=share.id,
                amount=share.open,
                on=on + timedelta(days=7),
                bank_line=f"GIFT-{share.id}",
                now=moment(on + timedelta(days=7)),
            )
        for creditor in money.creditors:
            services.pay_creditor(
                actor=finance,
                listing_id=listing_id,
                debt_id=creditor.id,
                amount=creditor.open,
                on=on + timedelta(days=8),
                bank_line=f"SCHULD-{creditor.id}",
                now=moment(on + timedelta(days=8)),
            )
    _look_after(cast, listing_id, seen.case_id, paid_on=on + timedelta(days=8))


def _look_after(cast: Cast, listing_id: int, case_id: int, *, paid_on: date) -> None:
    with cast.acting(Role.CASEMANAGER) as manager:
        case = case_selectors.whole_case_of(manager, case_id=case_id)
        for debt in case_selectors.debts_of(manager, case).open:
            told = debt.now
            cases.tell_debt(
                actor=manager,
                debt_id=told.debt_id,
                seen_id=told.id,
                says=Owed(
                    creditor=told.creditor,
                    kind=told.kind,
                    amount=ZERO,
                    status=DebtStatus.PAID,
                    on=paid_on,
                    since_on=told.since_on,
                ),
                now=moment(paid_on),
            )
        on = paid_on + timedelta(days=95)
        services.follow_up(
            actor=manager,
            listing_id=listing_id,
            says=Looked(3, Outcome.KEPT, on),
            now=moment(on),
        )
