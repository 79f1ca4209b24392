"""From proposal to look after a year, and every way in which it is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from cases.domain.debts import DebtKind, DebtStatus, Owed
from cases.models import HouseholdMember, Task
from sohos.core.dates import DayInFutureError
from sohos.core.errors import DomainError, NotAllowedError, NotFoundError
from sohos.core.euro import Euro
from sohos.funds import selectors, services
from sohos.funds.domain import following, listing, matching, payee, words
from sohos.funds.domain.following import Looked, Outcome
from sohos.funds.domain.listing import Consent, ConsentGiven, Shows, Status, Why
from sohos.funds.domain.matching import OfferState
from sohos.funds.domain.payee import PayTo
from sohos.funds.models import Listing, Offer, OfferEnd, Share
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW
from tests.services.funds.helped import (
    IBAN,
    RENT,
    ROTARY,
    TODAY,
    ZETJE,
    Helped,
    day,
    later,
)
from tests.towns import Town


def stored(helped: Helped) -> int:
    with helped.town.acting(Role.CASEMANAGER):
        return Listing.objects.count() + Offer.objects.count() + Share.objects.count()


def test_a_proposal_holds_all_open_debts_and_who_agreed(helped: Helped) -> None:
    found = helped.propose()
    with helped.town.acting(Role.CASEMANAGER) as noor:
        seen = selectors.listing_of(noor, listing_id=found.pk, today=TODAY)
    assert seen.status is Status.PROPOSED
    assert seen.whole == Euro(150_000)
    assert [row.creditor for row in seen.debts] == ["Beter Wonen", "Energie Direct"]
    assert (seen.consent_by, seen.consent_on) == ("Mila Merel", TODAY)
    assert [step.by for step in seen.steps] == ["Noor Verbeek"]
    assert not seen.is_open


@pytest.mark.parametrize(
    ("cents", "error"),
    [
        (349_999, None),
        (350_000, listing.DebtTooHighError),
        (350_001, listing.DebtTooHighError),
    ],
)
def test_the_debts_together_stay_below_five_thousand(
    helped: Helped, cents: int, error: type[DomainError] | None
) -> None:
    helped.owe(replace(RENT, amount=Euro(cents)))
    before = stored(helped)
    if error is None:
        assert helped.propose().total_cents == 499_999
        return
    with pytest.raises(error):
        helped.propose()
    assert stored(helped) == before


def test_a_third_creditor_is_one_too_many_and_another_spelling_is_not(
    helped: Helped,
) -> None:
    helped.owe(replace(RENT, creditor=" beter  WONEN", amount=Euro(1)))
    assert helped.propose().creditors == 2
    with helped.town.acting(Role.CASEMANAGER) as noor:
        row = selectors.live_listing(noor, case_id=helped.case.pk)
        assert row is not None
        services.withdraw_listing(
            actor=noor, listing_id=row.pk, why=Why.OTHER, note="", now=NOW
        )
    helped.owe(Owed("Bol", DebtKind.SHOP, Euro(1), DebtStatus.OPEN, TODAY))
    with pytest.raises(listing.TooManyCreditorsError):
        helped.propose()


def test_without_debts_there_is_nothing_to_offer(helped: Helped) -> None:
    helped.tell_paid()
    with pytest.raises(listing.NoDebtsError):
        helped.propose()


def child_of(helped: Helped) -> int:
    with helped.town.acting(Role.CASEMANAGER):
        return HouseholdMember.objects.get(
            household_id=helped.case.household_id, person__first_name="Zoë"
        ).person_id


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"consent": None}, listing.NoConsentError),
        ({"story": " "}, listing.WordsMissingError),
        ({"effort": ""}, listing.WordsMissingError),
        ({"plan": ""}, listing.NoFuturePlanError),
        ({"open_until": TODAY}, listing.DeadlineTooEarlyError),
        ({"story": "Mila's kind slaapt slecht."}, words.IdentifyingWordsError),
        ({"effort": "Zij woont aan de Bornsestraat."}, words.IdentifyingWordsError),
        ({"plan": "Belt u 0546 123 456 maar."}, words.IdentifyingWordsError),
        ({"story": "Geboren op 2 april, in 1986."}, words.IdentifyingWordsError),
    ],
)
def test_a_proposal_that_cannot_be_stores_nothing(
    helped: Helped, changes: dict[str, Any], error: type[DomainError]
) -> None:
    with pytest.raises(error):
        helped.propose(**changes)
    assert stored(helped) == 0


def test_a_child_does_not_agree_and_nobody_agrees_tomorrow(helped: Helped) -> None:
    child = Consent(child_of(helped), TODAY, ConsentGiven.SPOKEN)
    with pytest.raises(listing.NoConsentError):
        helped.propose(consent=child)
    says = helped.proposal().consent
    assert says is not None
    with pytest.raises(DayInFutureError):
        helped.propose(consent=replace(says, on=day(1)))


def test_refused_words_are_shown_where_they_stand(helped: Helped) -> None:
    with pytest.raises(words.IdentifyingWordsError) as caught:
        helped.propose(story="De huur van mevrouw Merel bleef liggen.")
    (place,) = caught.value.places
    assert (place.field, place.words) == ("story", "Merel")
    assert place.before.endswith("mevrouw ")


def test_one_household_is_offered_once_at_a_time(helped: Helped) -> None:
    helped.propose()
    with pytest.raises(listing.StatusRefusedError):
        helped.propose()


def test_somebody_else_shows_it_to_funds(helped: Helped) -> None:
    found = helped.propose()
    noor = helped.town.actor(Role.CASEMANAGER)
    with helped.town.acting(Role.CASEMANAGER), pytest.raises(NotAllowedError):
        services.release_listing(actor=noor, listing_id=found.pk, now=NOW)
    helped.town.actor(Role.TEAM_LEAD, noor.user_name)
    with helped.town.acting(Role.TEAM_LEAD, noor.user_name) as both:
        with pytest.raises(listing.OwnProposalError):
            services.release_listing(actor=both, listing_id=found.pk, now=NOW)
        with pytest.raises(DatabaseError), transaction.atomic():
            Listing.objects.filter(pk=found.pk).update(
                status="offered", released_by_id=both.user_id, released_at=NOW
            )


def test_what_funds_read_stays_as_it_was_proposed(helped: Helped) -> None:
    found = helped.offered()
    with helped.town.acting(Role.CASEMANAGER) as noor:
        for change in ({"story": "Iets anders."}, {"released_by_id": noor.user_id}):
            with (
                pytest.raises(DatabaseError, match="transition_refused"),
                transaction.atomic(),
            ):
                Listing.objects.filter(pk=found.pk).update(**change)


def test_a_team_lead_sends_it_back_with_a_word(helped: Helped) -> None:
    found = helped.propose()
    with helped.town.acting(Role.TEAM_LEAD) as tessa:
        with pytest.raises(listing.WordsMissingError):
            services.return_listing(actor=tessa, listing_id=found.pk, note=" ", now=NOW)
        services.return_listing(
            actor=tessa, listing_id=found.pk, note="Te herkenbaar.", now=NOW
        )
        seen = selectors.listing_of(tessa, listing_id=found.pk, today=TODAY)
    assert (seen.status, seen.steps[-1].note) == (Status.RETURNED, "Te herkenbaar.")
    assert helped.propose().pk != found.pk


def test_changed_debts_are_not_shown(helped: Helped) -> None:
    found = helped.propose()
    helped.owe(replace(RENT, amount=Euro(5_000)))
    with (
        helped.town.acting(Role.TEAM_LEAD) as tessa,
        pytest.raises(listing.DebtsChangedError),
    ):
        services.release_listing(actor=tessa, listing_id=found.pk, now=NOW)


def test_consent_can_be_taken_back(helped: Helped) -> None:
    found = helped.offered()
    with helped.town.acting(Role.CASEMANAGER) as noor:
        services.withdraw_listing(
            actor=noor, listing_id=found.pk, why=Why.CONSENT, note="", now=NOW
        )
        seen = selectors.listing_of(noor, listing_id=found.pk, today=TODAY)
    assert seen.steps[-1].why is Why.CONSENT
    with pytest.raises(matching.ListingNotOpenError):
        helped.offer(found, 100)
    with helped.town.acting(Role.FUND, ZETJE) as fund:
        assert selectors.shown_to_funds(fund, today=TODAY) == []
        assert selectors.shown_to(fund, code=found.code, today=TODAY).shown is None


def test_after_its_last_day_it_is_hidden_until_it_gets_another(
    helped: Helped,
) -> None:
    found = helped.offered(open_until=day(1))
    late = later(2)
    with pytest.raises(matching.ListingNotOpenError):
        helped.offer(found, 100, now=late, until=day(30))
    with helped.town.acting(Role.CASEMANAGER) as noor:
        (row,) = selectors.listing_rows(noor, today=day(2))
        assert row.is_late
        with pytest.raises(listing.DeadlineTooEarlyError):
            services.extend_listing(
                actor=noor, listing_id=found.pk, until=day(2), now=late
            )
        services.extend_listing(
            actor=noor, listing_id=found.pk, until=day(30), now=late
        )
    assert helped.offer(found, 100, now=late, until=day(30)).amount_cents == 10_000


def test_funds_offer_no_more_than_what_is_open(helped: Helped) -> None:
    found = helped.offered()
    helped.pledge(found, 100)
    with pytest.raises(matching.OfferTooHighError):
        helped.offer(found, 1_401)
    helped.offer(found, 1_000)
    with pytest.raises(matching.OfferExistsError):
        helped.offer(found, 1)
    with pytest.raises(matching.OfferTooHighError):
        helped.offer(found, 401, ROTARY)
    with pytest.raises(listing.DeadlineTooEarlyError):
        helped.offer(found, 400, ROTARY, until=TODAY)
    helped.offer(found, 400, ROTARY)
    with helped.town.acting(Role.FUND, ROTARY) as rotary:
        shown = selectors.shown_to(rotary, code=found.code, today=TODAY).shown
    assert shown is not None
    assert (shown.whole, shown.room) == (Euro(150_000), Euro(0))


def test_where_only_a_band_is_shown_nobody_learns_the_amount(helped: Helped) -> None:
    found = helped.offered(shows=Shows.BAND)
    with helped.town.acting(Role.FUND, ZETJE) as fund:
        (shown,) = selectors.shown_to_funds(fund, today=TODAY)
    assert (shown.whole, shown.room) == (None, None)
    assert shown.band == (Euro(100_000), Euro(250_000))
    with pytest.raises(matching.OfferTooHighError):
        helped.offer(found, 2_501)
    first = helped.offer(found, 2_500)
    helped.match(found, [first])
    with helped.town.acting(Role.FUND, ZETJE) as fund:
        (given,) = selectors.given_by(fund, today=TODAY)
    assert (given.amount, given.taken) == (Euro(250_000), Euro(150_000))


def test_an_offer_is_withdrawn_declined_or_lapses(helped: Helped) -> None:
    found = helped.offered()
    helped.offer(found, 1_000)
    lapsing = helped.offer(found, 500, ROTARY, until=day(1))
    with helped.town.acting(Role.FUND, ZETJE) as zetje:
        services.withdraw_offer(actor=zetje, code=found.code, now=NOW)
        with pytest.raises(matching.OfferGoneError):
            services.withdraw_offer(actor=zetje, code=found.code, now=NOW)
    declined = helped.offer(found, 800)
    with helped.town.acting(Role.CASEMANAGER) as noor:
        services.decline_offer(actor=noor, offer_id=declined.pk, now=NOW)
        with pytest.raises(matching.OfferGoneError):
            services.decline_offer(actor=noor, offer_id=declined.pk, now=NOW)
        with pytest.raises(NotFoundError):
            services.decline_offer(actor=noor, offer_id=0, now=NOW)
        seen = selectors.listing_of(noor, listing_id=found.pk, today=day(2))
        assert OfferEnd.objects.count() == 2
    assert [row.state for row in seen.offers] == [
        OfferState.WITHDRAWN,
        OfferState.EXPIRED,
        OfferState.DECLINED,
    ]
    assert seen.lacking == seen.whole
    with pytest.raises(matching.OfferGoneError):
        helped.match(found, [lapsing], now=later(2))


def test_a_match_covers_the_debts_to_the_cent(helped: Helped) -> None:
    found = helped.offered(shows=Shows.BAND)
    helped.pledge(found, 100)
    first = helped.offer(found, 1_000)
    second = helped.offer(found, 900, ROTARY, needs_network=True)
    with pytest.raises(matching.NotCoveredError) as caught:
        helped.match(found, [first])
    assert str(caught.value) == "40000"
    helped.match(found, [second, first])
    with helped.town.acting(Role.CASEMANAGER) as noor:
        seen = selectors.listing_of(noor, listing_id=found.pk, today=TODAY)
    assert [(row.fund, row.promised) for row in seen.shares] == [
        ("", Euro(10_000)),
        (ZETJE, Euro(100_000)),
        (ROTARY, Euro(40_000)),
    ]
    assert helped.sums(found) == {"310": 150_000, "320": -150_000}


def test_what_does_not_fit_is_no_match(helped: Helped) -> None:
    found = helped.offered(shows=Shows.BAND)
    first = helped.offer(found, 1_500)
    second = helped.offer(found, 500, ROTARY, needs_network=True)
    before = stored(helped)
    with pytest.raises(matching.NetworkNeededError):
        helped.match(found, [first, second])
    helped.pledge(found, 1)
    with pytest.raises(matching.OfferNotNeededError):
        helped.match(found, [first, second])
    wrong: list[tuple[list[PayTo], type[DomainError]]] = [
        ([], payee.PayeeMissingError),
        ([PayTo(pk, "NL00", "a") for pk in helped.debts(found)], payee.IbanWrongError),
        (
            [PayTo(pk, IBAN[:-1] + "1", "a") for pk in helped.debts(found)],
            payee.IbanWrongError,
        ),
        ([PayTo(pk, IBAN, " ") for pk in helped.debts(found)], payee.PayeeMissingError),
    ]
    for pay_to, error in wrong:
        with pytest.raises(error):
            helped.match(found, [first], pay_to=pay_to)
    with pytest.raises(matching.OfferGoneError):
        helped.match(found, [Offer(pk=0)])
    helped.owe(replace(RENT, amount=Euro(1)))
    with pytest.raises(listing.DebtsChangedError):
        helped.match(found, [first])
    assert stored(helped) == before


def test_the_network_may_give_all_of_it_but_no_more(helped: Helped) -> None:
    found = helped.offered()
    with pytest.raises(matching.NetworkTooHighError):
        helped.pledge(found, 1_501)
    helped.pledge(found, 1_500)
    helped.match(found, [])
    assert helped.again(found).status == Status.MATCHED
    with pytest.raises(listing.StatusRefusedError):
        helped.pledge(found, 1)


def test_after_months_somebody_looks_and_a_relapse_becomes_a_task(
    helped: Helped,
) -> None:
    found = helped.matched()
    with helped.town.acting(Role.CASEMANAGER) as noor:
        kept = Looked(3, Outcome.KEPT, TODAY)
        with pytest.raises(listing.StatusRefusedError):
            services.follow_up(actor=noor, listing_id=found.pk, says=kept, now=NOW)
    helped.receive_all(found)
    for place, (debt, cents) in enumerate(
        zip(helped.debts(found), (90_000, 60_000), strict=True)
    ):
        helped.book("pay_creditor", found, cents, f"UIT-{place}", debt_id=debt)
    on = date(2027, 2, 16)
    with helped.town.acting(Role.CASEMANAGER) as noor:
        refused: list[tuple[Looked, type[DomainError]]] = [
            (Looked(4, Outcome.KEPT, TODAY), following.FollowUpUnknownError),
            (Looked(3, Outcome.KEPT, on), DayInFutureError),
            (Looked(3, Outcome.KEPT, TODAY), following.FollowUpTooEarlyError),
        ]
        for says, error in refused:
            with pytest.raises(error):
                services.follow_up(actor=noor, listing_id=found.pk, says=says, now=NOW)
        then = later(100)
        for months, outcome in ((3, Outcome.KEPT), (3, Outcome.NEW_DEBTS)):
            services.follow_up(
                actor=noor,
                listing_id=found.pk,
                says=Looked(months, outcome, on),
                now=then,
            )
        seen = selectors.listing_of(noor, listing_id=found.pk, today=on)
        assert [(look.months, look.outcome) for look in seen.found] == [
            (3, Outcome.NEW_DEBTS)
        ]
        assert seen.due == (6, date(2027, 5, 16))
        assert Task.objects.filter(case_id=helped.case.pk, what__contains="terug")
    with helped.town.acting(Role.FUND, ZETJE) as zetje:
        (given,) = selectors.given_by(zetje, today=on)
    assert given.paid_on == TODAY
    assert [look.outcome for look in given.found] == [Outcome.NEW_DEBTS]


def test_other_people_and_other_towns_stay_out(helped: Helped, den_haag: Town) -> None:
    found = helped.offered()
    for role in (Role.CASEMANAGER, Role.TEAM_LEAD):
        with den_haag.acting(role) as stranger, pytest.raises(NotFoundError):
            services.withdraw_listing(
                actor=stranger, listing_id=found.pk, why=Why.OTHER, note="", now=NOW
            )
    with den_haag.acting(Role.FUND, ROTARY) as fund, pytest.raises(NotFoundError):
        selectors.shown_to(fund, code=found.code, today=TODAY)
    with (
        helped.town.acting(Role.CASEMANAGER, "Ruben Hofstede") as ruben,
        pytest.raises(NotFoundError),
    ):
        services.withdraw_listing(
            actor=ruben, listing_id=found.pk, why=Why.OTHER, note="", now=NOW
        )
    acts: list[tuple[Role, Callable[[Any], object]]] = [
        (Role.CASEMANAGER, lambda who: selectors.shown_to_funds(who, today=TODAY)),
        (Role.FUND, lambda who: selectors.listing_rows(who, today=TODAY)),
        (Role.FUND, selectors.money_rows),
        (Role.FUND, selectors.figures_for),
        (Role.FUND, selectors.funds_for),
        (
            Role.TEAM_LEAD,
            lambda who: services.propose_listing(
                actor=who, case_id=helped.case.pk, says=helped.proposal(), now=NOW
            ),
        ),
    ]
    for role, act in acts:
        actor = helped.town.actor(role, ZETJE if role is Role.FUND else "")
        with helped.town.acting(role, actor.user_name), pytest.raises(NotAllowedError):
            act(actor)


def test_a_fund_is_admitted_once(helped: Helped, den_haag: Town) -> None:
    other = helped.town.actor(Role.FUND, "Fonds Drie").user_id
    noor = helped.town.actor(Role.CASEMANAGER).user_id
    away = den_haag.actor(Role.FUND, "Haags Fonds").user_id
    with helped.town.acting(Role.FUNCTIONAL_ADMIN) as farid:
        with pytest.raises(services.FundExistsError):
            services.admit_fund(actor=farid, name=ZETJE, user_id=other, now=NOW)
        for user_id in (noor, away):
            with pytest.raises(NotFoundError):
                services.admit_fund(actor=farid, name="Vier", user_id=user_id, now=NOW)
        names = [fund.name for fund in selectors.funds_for(farid)]
    assert names == [ROTARY, ZETJE]
    with (
        helped.town.acting(Role.FUND, "Fonds Drie") as fund,
        pytest.raises(NotFoundError),
    ):
        selectors.shown_to_funds(fund, today=TODAY)


def test_what_is_not_there_is_not_found(helped: Helped) -> None:
    with helped.town.acting(Role.CASEMANAGER) as noor, pytest.raises(NotFoundError):
        selectors.listing_of(noor, listing_id=0, today=TODAY)
    with helped.town.acting(Role.TEAM_LEAD) as tessa, pytest.raises(NotFoundError):
        services.release_listing(actor=tessa, listing_id=0, now=NOW)
    with helped.town.acting(Role.FUND, ZETJE) as fund, pytest.raises(NotFoundError):
        selectors.shown_to(fund, code="BCDF-2345", today=TODAY)


def test_a_list_counts_what_stands_and_a_match_ends_the_other_offers(
    helped: Helped,
) -> None:
    found = helped.offered(shows=Shows.BAND)
    first = helped.offer(found, 1_500)
    helped.offer(found, 200, ROTARY)
    with helped.town.acting(Role.CASEMANAGER) as noor:
        (row,) = selectors.listing_rows(noor, today=TODAY)
        assert (row.covered, row.whole) == (Euro(150_000), Euro(150_000))
    helped.match(found, [first])
    with helped.town.acting(Role.FUND, ROTARY) as rotary:
        (given,) = selectors.given_by(rotary, today=TODAY)
    assert given.state is OfferState.NOT_NEEDED
