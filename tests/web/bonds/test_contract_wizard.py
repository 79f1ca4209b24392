"""The contract is written through pages, with the effect of each choice beside it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from bonds.domain.contract import ContractTerms
from bonds.forms.terms import STEPS
from bonds.models import ContractDraft, ContractVersion
from sohos.tenancy.permissions import Role
from tests.services.bonds.money import Funded
from tests.services.cases.households import open_programme
from tests.towns import Town

RESULT = {
    "outcome_rule": "threshold",
    "saving_threshold": "12.000",
    "saving_is_after_case_cost": "False",
    "rate_card": "",
    "loss_bearer": "investor",
    "first_loss": "0",
}
INTEREST = {
    "day_count": "ACT/365F",
    "interest_start": "drawdown",
    "interest_end": "due_date",
    "max_return": "",
}


def words(content: bytes) -> str:
    return " ".join(content.decode().replace("\xa0", " ").split())


class Wizard:
    """A functional administrator at the pages of one draft."""

    def __init__(self, town: Town, programme_id: int) -> None:
        self.town = town
        self.client: Client = town.browser(Role.FUNCTIONAL_ADMIN)
        path = reverse("draft-contract")
        begun = self.client.post(path, {"programme": str(programme_id)})
        self.draft_id = int(re.findall(r"\d+", begun.headers["Location"])[-1])

    def page(self, step: int) -> str:
        return f"{reverse('write-contract', kwargs=self.known)}?step={step}"

    @property
    def known(self) -> dict[str, int]:
        return {"draft_id": self.draft_id}

    def reads(self, step: int) -> str:
        answer = self.client.get(self.page(step))
        assert answer.status_code == 200
        return words(answer.content)

    def writes(self, step: int, said: dict[str, str]) -> tuple[int, str]:
        answer = self.client.post(self.page(step), said, follow=True)
        return answer.status_code, words(answer.content)

    def signs(self, **changes: str) -> tuple[int, str]:
        path = reverse("sign-contract", kwargs=self.known)
        page = self.client.get(path).content.decode()
        found = re.search(r'name="sha256" value="(\w+)"', page)
        assert found
        said = {
            "sha256": found[1],
            "name": "Health Impact Bond",
            "effective_on": "01-01-2020",
            "is_read": "on",
            **changes,
        }
        answer = self.client.post(path, said, follow=True)
        return answer.status_code, words(answer.content)


@pytest.fixture
def wizard(bond: Funded) -> Wizard:
    return Wizard(bond.town, bond.programme_id)


def test_every_term_is_asked_once_with_what_the_letter_leaves_open() -> None:
    asked = [name for step in STEPS for name in step.names]
    assert sorted(asked) == sorted(
        set(ContractTerms.__dataclass_fields__) - {"confirmed"}
    )


def test_a_day_count_shows_that_it_breaches_the_budget(wizard: Wizard) -> None:
    page = wizard.reads(2)
    assert "De brief zegt 4 procent per jaar" in page
    assert "72.066,25" in page
    assert "€ 66,25 boven het rentebudget op 1 januari 2022" in page
    assert "In deze doorrekening geen verschil." in page


def test_a_draft_is_kept_step_by_step_and_becomes_the_next_version(
    wizard: Wizard,
) -> None:
    status, page = wizard.writes(2, {**INTEREST, "confirm_day_count": "on"})
    assert status == 200
    assert "<h1" in page
    assert "Rentebudget" in page
    status, page = wizard.writes(4, {**RESULT, "confirm_loss_bearer": "on"})
    assert "Uitvoering" in page
    assert "16 aannames" in words(
        wizard.client.get(reverse("sign-contract", kwargs=wizard.known)).content
    )
    status, page = wizard.signs()
    assert status == 200
    assert "Versie 2 van het contract is vastgelegd." in page
    assert "Dagtelling: was <del>30E/360</del>, is nu <ins>ACT/365F</ins>" in page
    assert "Nagegaan: Dagtelling; Wie het verlies draagt" in page
    assert "met dagtelling ACT/365F" in page


def test_saving_to_calculate_stays_on_the_step(wizard: Wizard) -> None:
    answer = wizard.client.post(wizard.page(2), {**INTEREST, "stay": "1"})
    assert answer.headers["Location"].endswith("?step=2")
    last = wizard.client.post(
        wizard.page(5),
        {
            "payment_route": "direct",
            "funding": "pro_rata_commitment",
            "early_termination": "run_off",
            "clawback_months": "12",
            "engagement_type": "3000A_reasonable",
        },
    )
    assert last.headers["Location"].endswith("/sign/")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"loss_bearer": "sohos_first_loss_then_investor"},
            "Vul een bedrag in als SOHOS",
        ),
        ({"rate_card": "4.000: 25"}, "Vul bij een staffel oplopende bedragen"),
        ({"outcome_rule": "rate_card", "rate_card": "veel"}, "zoals 4.000: 25"),
        ({"outcome_rule": "rate_card", "rate_card": "1: NaN"}, "zoals 4.000: 25"),
        ({"outcome_rule": "rate_card", "rate_card": "1: 200"}, "oplopende bedragen"),
        ({"saving_threshold": "0"}, "Vul een bedrag in boven nul."),
        ({"outcome_rule": "soms"}, "outcome_rule"),
    ],
)
def test_what_has_no_meaning_is_said_at_its_field(
    wizard: Wizard, changes: dict[str, str], sentence: str
) -> None:
    status, page = wizard.writes(4, {**RESULT, **changes})
    assert status == 422
    assert sentence in page


def test_a_rate_card_is_written_and_told(wizard: Wizard) -> None:
    said = {
        **RESULT,
        "outcome_rule": "rate_card",
        "rate_card": "4.000: 25%\n12.000: 100",
    }
    assert wizard.writes(4, said)[0] == 200
    assert "4.000,00: 25" in wizard.reads(4)
    assert "volgens een staffel: vanaf" in wizard.signs(is_read="")[1]


@pytest.mark.parametrize(
    ("step", "changes", "sentence"),
    [
        (4, {"outcome_rule": "pro_rata"}, "terug naar rato van de besparing"),
        (4, {"saving_is_after_case_cost": "True"}, "na aftrek van de kosten"),
        (
            4,
            {"loss_bearer": "sohos_first_loss_then_investor", "first_loss": "50.000"},
            "draagt SOHOS de eerste € 50.000,00",
        ),
        (
            3,
            {"interest_total_is_hard": "False"},
            "daarboven komt alleen een waarschuwing",
        ),
        (3, {"cap_behaviour": "truncate"}, "wat daarboven komt vervalt"),
    ],
)
def test_a_contract_is_told_in_plain_words(
    wizard: Wizard, step: int, changes: dict[str, str], sentence: str
) -> None:
    budget = {
        "interest_year_signal": "24.000",
        "interest_total_cap": "72.000",
        "interest_total_is_hard": "True",
        "cap_behaviour": "queue",
        "reservation_months": "12",
    }
    said = RESULT if step == 4 else budget
    assert wizard.writes(step, {**said, **changes})[0] == 200
    page = words(
        wizard.client.get(reverse("sign-contract", kwargs=wizard.known)).content
    )
    assert sentence in page


def test_signing_is_refused_with_what_to_do(wizard: Wizard) -> None:
    status, page = wizard.signs(is_read="")
    assert status == 422
    assert "Bevestig dat de partijen deze tekst hebben ondertekend." in page
    status, page = wizard.signs(effective_on="31-12-2018")
    assert status == 422
    assert "De vorige versie gaat later in." in page
    status, page = wizard.signs(sha256="0" * 64)
    assert status == 422
    assert "Iemand heeft het ontwerp intussen veranderd." in page
    with wizard.town.acting(Role.CONTROLLER):
        assert ContractVersion.objects.count() == 1


def test_a_first_contract_is_written_for_a_programme(den_haag: Town) -> None:
    programme_id = open_programme(den_haag)
    farid = den_haag.browser(Role.FUNCTIONAL_ADMIN)
    assert "Contract beginnen" in words(farid.get(reverse("draft-contract")).content)
    assert "Contract schrijven" in words(farid.get(reverse("contract")).content)
    wizard = Wizard(den_haag, programme_id)
    assert "Verder schrijven" in words(farid.get(reverse("draft-contract")).content)
    status, page = wizard.signs(effective_on="01-01-2019")
    assert status == 200
    assert "Versie 1 van het contract is vastgelegd." in page


def test_a_draft_is_thrown_away(wizard: Wizard) -> None:
    path = reverse("drop-contract", kwargs=wizard.known)
    answer = wizard.client.post(path, follow=True)
    assert "Het ontwerp is weggegooid." in words(answer.content)
    with wizard.town.acting(Role.FUNCTIONAL_ADMIN):
        assert not ContractDraft.objects.exists()
    assert wizard.client.get(wizard.page(1)).status_code == 404


def test_another_municipality_does_not_write_it(
    wizard: Wizard, den_haag: Town, bond: Funded
) -> None:
    stranger = den_haag.browser(Role.FUNCTIONAL_ADMIN)
    assert stranger.get(wizard.page(1)).status_code == 404
    said = {"programme": str(bond.programme_id)}
    assert stranger.post(reverse("draft-contract"), said).status_code == 404
    assert stranger.post(reverse("draft-contract"), {}).status_code == 404
    controller = wizard.town.browser(Role.CONTROLLER)
    assert controller.get(wizard.page(1)).status_code == 403
