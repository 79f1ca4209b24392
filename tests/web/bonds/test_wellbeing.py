"""Quality of life beside every payment, also when it was not measured."""

from datetime import date

import pytest
from django.urls import reverse

from cases.domain.wellbeing import Moment, NonResponse
from cases.models import Case
from sohos.tenancy.permissions import Role
from tests.services.bonds.money import ADOPTED, Funded
from tests.services.cases.wellbeing import answer, year_of
from tests.towns import Town

START, HALFWAY = date(2019, 3, 1), date(2019, 9, 2)
UNABLE = "niet beantwoord, omdat het huishouden niet wilde, niet kon"
TOLD = f"begin gemeten; halverwege {UNABLE} of niet te bereiken was"


def told(bond: Funded, case: Case) -> None:
    town = bond.town
    year_of(town, case.pk, from_on=ADOPTED)
    answer(town, case.pk, Moment.START, 4, on=START)
    answer(town, case.pk, Moment.HALFWAY, NonResponse.UNABLE, on=HALFWAY)


def text(bond: Funded, role: Role, name: str, **known: int) -> str:
    answer = bond.town.browser(role).get(reverse(name, kwargs=known))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_controller_sees_what_was_measured_and_what_is_missing(
    bond: Funded,
) -> None:
    case = bond.spent_case()
    bond.validate(case)
    told(bond, case)
    pages = (
        text(bond, Role.CONTROLLER, "acceptances"),
        text(bond, Role.CONTROLLER, "accept-outcome", case_id=case.pk),
    )
    for page in pages:
        assert f"Kwaliteit van leven: {TOLD}" in page
        assert "jaargrens niet gemeten; nazorg komt nog." in page
        assert "Merel" not in page
        assert "ziek" not in page


def test_treasury_sees_it_on_every_page_on_which_a_payment_is_confirmed(
    bond: Funded,
) -> None:
    case, other = bond.due_case(), bond.due_case()
    told(bond, case)
    year_of(bond.town, other.pk, from_on=ADOPTED)
    one = text(bond, Role.TREASURY, "confirm-payment", case_id=case.pk)
    assert TOLD in one
    assert "halverwege niet gemeten" not in one
    both = (
        text(bond, Role.TREASURY, "payments"),
        text(bond, Role.TREASURY, "confirm-transfer", bond_id=bond.bond_id),
    )
    for page in both:
        assert page.count("Kwaliteit van leven: ") == 2
        assert TOLD in page
        assert "halverwege niet gemeten; jaargrens niet gemeten" in page


def test_an_answer_of_some_and_a_question_that_nobody_asked(bond: Funded) -> None:
    case = bond.due_case()
    told(bond, case)
    answer(bond.town, case.pk, Moment.START, NonResponse.REFUSED, on=START, member=1)
    answer(bond.town, case.pk, Moment.HALFWAY, NonResponse.NOT_ASKED, on=HALFWAY)
    page = text(bond, Role.TREASURY, "payments")
    assert "begin gemeten, niet door iedereen beantwoord;" in page
    assert "halverwege niet beantwoord, omdat het niet is gevraagd;" in page


@pytest.mark.parametrize("name", ["position", "bond", "contract"])
def test_an_investor_reads_nothing_of_it(bond: Funded, name: str) -> None:
    case = bond.due_case()
    told(bond, case)
    investor = bond.town.browser(Role.INVESTOR, "Fonds A")
    answer = investor.get(reverse(name))
    assert "Kwaliteit van leven" not in answer.content.decode()
    for hidden in ("acceptances", "payments"):
        assert investor.get(reverse(hidden)).status_code == 403


def test_another_municipality_learns_nothing(bond: Funded, den_haag: Town) -> None:
    case = bond.due_case()
    told(bond, case)
    page = den_haag.browser(Role.TREASURY).get(reverse("payments"))
    assert "Kwaliteit van leven" not in page.content.decode()
