"""The pages of everybody in Veil je schuld; a fund sees nothing of a household."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.debts import DebtKind, DebtStatus, Owed
from sohos.core.euro import Euro
from sohos.funds import selectors
from sohos.funds.domain.listing import Shows
from sohos.funds.models import Listing, Offer
from sohos.tenancy.permissions import Role
from tests.services.cases import households
from tests.services.funds.helped import IBAN, ROTARY, TODAY, ZETJE, Helped
from tests.towns import Town

MARKER = "Zwervende-Merel"
FAR = "31-12-2099"


@pytest.fixture
def helped(almelo: Town, den_haag: Town) -> Helped:
    assert den_haag.id != almelo.id
    return Helped(almelo)


def page(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:2000]
    return str(answer.content.decode())


def send(client: Client, name: str, said: dict[str, Any], **of: Any) -> Any:
    return client.post(reverse(name, kwargs=of), said, follow=True)


def test_no_answer_to_a_fund_holds_anything_of_a_household(
    almelo: Town, den_haag: Town
) -> None:
    """Every field of the household, its debts and its helpers bears a mark."""
    marked = replace(
        households.MEREL,
        members=tuple(
            replace(member, first_name=MARKER, surname=MARKER)
            if member.first_name != "Mila"
            else replace(member, surname=MARKER)
            for member in households.MEREL.members
        ),
        household_name=MARKER,
        address=f"{MARKER} 12",
        place=MARKER,
        request=MARKER,
        source_note=MARKER,
    )
    helped = Helped(almelo, marked, (_owed(90_000), _owed(60_000)))
    paid = helped.paid()
    helped.tell_paid()
    helped.owe(_owed(30_000))
    open_ = helped.offered(shows=Shows.BAND)
    helped.offer(open_, 200)
    fund = almelo.browser(Role.FUND, ZETJE)
    answers = [
        fund.get(reverse("open-debts")),
        fund.get(reverse("open-debt", kwargs={"listing_code": paid.code})),
        fund.get(reverse("open-debt", kwargs={"listing_code": open_.code})),
        send(fund, "open-debt", {"amount": "x"}, listing_code=open_.code),
        send(fund, "withdraw-offer", {}, listing_code=open_.code),
    ]
    case = helped.case
    for answer in answers:
        text = page(answer, answer.status_code)
        assert MARKER not in text
        assert not re.search(r"Mila|Zoë|Noor Verbeek|Tessa Lubbers", text)
        assert not re.search(r"Beter Wonen|7607|1986|2011|NL91|kenmerk \d", text)
        assert case.code not in text
        for name in ("cases", "listings", "money", "plans"):
            assert f"/{name}/" not in text
    assert den_haag.id


def _owed(cents: int) -> Owed:
    return Owed(
        f"{MARKER} {cents}",
        DebtKind.RENT,
        Euro(cents),
        DebtStatus.OPEN,
        TODAY,
        note=MARKER,
        arrangement=MARKER,
    )


def test_a_fund_enters_no_other_page(helped: Helped) -> None:
    found = helped.matched()
    fund = helped.town.browser(Role.FUND, ZETJE)
    for name, of in (
        ("listings", {}),
        ("listing", {"listing_id": found.pk}),
        ("debt-payments", {}),
        ("debt-money", {"listing_id": found.pk}),
        ("debt-figures", {}),
        ("funds", {}),
        ("case", {"case_id": helped.case.pk}),
        ("debts", {"case_id": helped.case.pk}),
        ("my-day", {}),
    ):
        assert fund.get(reverse(name, kwargs=of)).status_code in {403, 404}, name


def said(helped: Helped, **changes: Any) -> dict[str, Any]:
    with helped.town.acting(Role.CASEMANAGER) as noor:
        adults = selectors.adults_of(noor, case_id=helped.case.pk, today=TODAY)
    return {
        "story": "Een moeder met een kind. Na een ziekte bleef de huur liggen.",
        "effort": "Zij werkt weer.",
        "plan": "Over een jaar een diploma.",
        "shows": "amount",
        "until": FAR,
        "consent_by": str(next(iter(adults))),
        "consent_given": "signed",
        "consent_on": "01-11-2026",
        **changes,
    }


def test_from_the_kitchen_table_to_a_match(helped: Helped) -> None:
    case_id = helped.case.pk
    noor = helped.town.browser(Role.CASEMANAGER)
    tessa = helped.town.browser(Role.TEAM_LEAD)
    zetje = helped.town.browser(Role.FUND, ZETJE)
    assert "Beter Wonen" in page(
        noor.get(reverse("propose-listing", kwargs={"case_id": case_id}))
    )
    page(send(noor, "propose-listing", said(helped), case_id=case_id))
    with helped.town.acting(Role.CASEMANAGER):
        found = Listing.objects.get()
    one = {"listing_id": found.pk}
    again = noor.get(reverse("propose-listing", kwargs={"case_id": case_id}))
    assert again["Location"] == reverse("listing", kwargs=one)
    assert "Toon aan fondsen" in page(tessa.get(reverse("listing", kwargs=one)))
    page(send(tessa, "release-listing", {}, **one))
    page(send(noor, "pledge-network", {"amount": "100"}, **one))
    page(send(noor, "extend-listing", {"until": FAR}, **one))
    assert found.code in page(zetje.get(reverse("open-debts")))
    offer = {"amount": "1.400", "needs_network": "on", "until": FAR}
    page(send(zetje, "open-debt", offer, listing_code=found.code))
    form = page(noor.get(reverse("match-listing", kwargs=one)))
    with helped.town.acting(Role.CASEMANAGER):
        offer_id = Offer.objects.get().pk
    match: dict[str, Any] = {"key": key_in(form), "offers": [offer_id]}
    for debt in helped.debts(found):
        match |= {f"iban_{debt}": IBAN, f"reference_{debt}": "K1"}
    assert "Gevers" in page(send(noor, "match-listing", match, **one))


def test_from_a_match_to_a_paid_debt(helped: Helped) -> None:
    found = helped.matched()
    one = {"listing_id": found.pk}
    noor = helped.town.browser(Role.CASEMANAGER)
    sanne = helped.town.browser(Role.SOHOS_FINANCE)
    zetje = helped.town.browser(Role.FUND, ZETJE)
    for name, whom, amounts in (
        ("receive-gift", helped.shares(found), ("100", "1.000", "400")),
        ("pay-creditor", helped.debts(found), ("900", "600")),
    ):
        for pk, amount in zip(whom, amounts, strict=True):
            form = page(sanne.get(reverse(name, kwargs=one)))
            bank = {
                "key": key_in(form),
                "whom": pk,
                "amount": amount,
                "on": "16-11-2026",
                "bank_line": f"{name}-{pk}",
            }
            page(send(sanne, name, bank, **one))
    assert "Betaald op" in page(noor.get(reverse("listing", kwargs=one)))
    assert "Schuld betaald op 16 november 2026" in page(
        zetje.get(reverse("open-debts"))
    )
    late = send(
        noor,
        "follow-up",
        {"months": "3", "outcome": "kept", "on": "16-11-2026"},
        **one,
    )
    assert "Zo lang is de betaling nog niet geleden" in page(late, 422)
    with helped.town.acting(Role.SOHOS_FINANCE) as finance:
        last = selectors.money_of(finance, listing_id=found.pk).bookings[-1].id
    page(send(sanne, "correct-booking", {}, booking_id=last))
    assert "Gecorrigeerd" in page(sanne.get(reverse("debt-money", kwargs=one)))
    assert "Match" in page(sanne.get(reverse("debt-payments")))


def test_the_controller_sees_no_group_of_one(helped: Helped) -> None:
    helped.paid()
    carlo = helped.town.browser(Role.CONTROLLER)
    assert "&lt;5" in page(carlo.get(reverse("debt-figures")))


def key_in(text: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', text)
    assert found
    return found.group(1)


def test_words_that_name_the_household_are_marked(helped: Helped) -> None:
    noor = helped.town.browser(Role.CASEMANAGER)
    answer = send(
        noor,
        "propose-listing",
        said(helped, story="De huur van mevrouw Merel bleef liggen."),
        case_id=helped.case.pk,
    )
    text = page(answer, 422)
    assert "mevrouw <mark>Merel</mark> bleef" in text
    assert "De huur van mevrouw Merel" in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"consent_by": ""}, "Zonder toestemming gaat niets naar een fonds."),
        ({"plan": ""}, "Schrijf op wat het gezin zelf van plan is."),
        ({"until": "01-01-2020"}, "Kies een dag na vandaag."),
        ({"consent_on": FAR}, "Kies vandaag of een eerdere dag."),
    ],
)
def test_a_refused_proposal_says_what_to_do(
    helped: Helped, changes: dict[str, str], sentence: str
) -> None:
    noor = helped.town.browser(Role.CASEMANAGER)
    answer = send(
        noor, "propose-listing", said(helped, **changes), case_id=helped.case.pk
    )
    assert sentence in page(answer, 422)


def test_debts_that_are_too_high_are_not_proposed(helped: Helped) -> None:
    helped.owe(_owed(350_001))
    noor = helped.town.browser(Role.CASEMANAGER)
    address = reverse("propose-listing", kwargs={"case_id": helped.case.pk})
    assert "samen € 5.000 of meer" in page(noor.get(address))
    tessa = helped.town.browser(Role.TEAM_LEAD)
    assert "Stel voor" not in page(tessa.get(address))


def test_debts_that_go_back_or_are_withdrawn(helped: Helped) -> None:
    noor = helped.town.browser(Role.CASEMANAGER)
    tessa = helped.town.browser(Role.TEAM_LEAD)
    found = helped.propose()
    one = {"listing_id": found.pk}
    assert "Schrijf op wat er anders moet" in page(
        send(tessa, "return-listing", {}, **one), 422
    )
    page(send(tessa, "return-listing", {"note": "Te herkenbaar."}, **one))
    assert "Te herkenbaar." in page(noor.get(reverse("listing", kwargs=one)))
    retry = page(
        noor.get(reverse("propose-listing", kwargs={"case_id": helped.case.pk}))
    )
    assert "Na een ziekte bleef de huur liggen." in retry
    second = helped.offered()
    offer = helped.offer(second, 100)
    two = {"listing_id": second.pk}
    page(send(noor, "decline-offer", {}, offer_id=offer.pk))
    stop = {
        "why": "consent",
        "key": key_in(page(noor.get(reverse("withdraw-listing", kwargs=two)))),
    }
    page(send(noor, "withdraw-listing", stop, **two))
    gone = send(
        helped.town.browser(Role.FUND, ROTARY),
        "open-debt",
        {"amount": "1", "until": FAR},
        listing_code=second.code,
    )
    assert "Deze schuld is niet meer open voor fondsen." in page(gone, 422)
    page(send(noor, "decline-offer", {}, offer_id=offer.pk))


def test_a_match_that_stops_gives_back(helped: Helped) -> None:
    noor = helped.town.browser(Role.CASEMANAGER)
    third = helped.matched()
    three = {"listing_id": third.pk}
    less = {
        "key": key_in(page(noor.get(reverse("settle-for-less", kwargs=three)))),
        "debt": helped.debts(third)[0],
        "amount": "150",
        "on": "16-11-2026",
    }
    page(send(noor, "settle-for-less", less, **three))
    share = helped.shares(third)[1]
    helped.book("receive_gift", third, 90_000, "B1", share_id=share)
    stop = {
        "why": "not_paid",
        "key": key_in(page(noor.get(reverse("break-match", kwargs=three)))),
    }
    page(send(noor, "break-match", stop, **three))
    sanne = helped.town.browser(Role.SOHOS_FINANCE)
    back = {
        "key": key_in(page(sanne.get(reverse("return-gift", kwargs=three)))),
        "whom": share,
        "amount": "900",
        "on": "16-11-2026",
        "bank_line": "B1",
    }
    assert "Deze bankregel is al geboekt" in page(
        send(sanne, "return-gift", back, **three), 422
    )
    page(send(sanne, "return-gift", back | {"bank_line": "B2"}, **three))
    assert "Niet doorgegaan" in page(
        helped.town.browser(Role.FUND, ZETJE).get(reverse("open-debts"))
    )
    assert noor.get(reverse("follow-up", kwargs=three)).status_code == 404


def test_a_fund_waits_until_it_is_admitted(helped: Helped) -> None:
    three = helped.town.browser(Role.FUND, "Fonds Drie")
    assert "staat nog niet op de lijst" in page(three.get(reverse("open-debts")))
    farid = helped.town.browser(Role.FUNCTIONAL_ADMIN)
    user_id = helped.town.actor(Role.FUND, "Fonds Drie").user_id
    taken = send(farid, "funds", {"name": ZETJE, "user": user_id})
    assert "Dit fonds staat er al" in page(taken, 422)
    page(send(farid, "funds", {"name": "Fonds Drie", "user": user_id}))
    assert "Er staat nu geen schuld open" in page(three.get(reverse("open-debts")))


def test_somebody_without_a_login_sees_nothing(helped: Helped) -> None:
    found = helped.offered()
    answer: Any = Client().get(
        reverse("open-debt", kwargs={"listing_code": found.code})
    )
    assert answer.status_code == 302


def test_what_is_paid_is_told_in_the_case(helped: Helped) -> None:
    found = helped.paid()
    noor = helped.town.browser(Role.CASEMANAGER)
    address = reverse("listing", kwargs={"listing_id": found.pk})
    assert "Zet deze schuld in het dossier op betaald" in page(noor.get(address))
    helped.tell_paid()
    assert "Zet deze schuld in het dossier op betaald" not in page(noor.get(address))
