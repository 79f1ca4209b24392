"""One investor lends to two municipalities and reads both, each behind its own wall."""

import pytest
from django.test import Client
from django.urls import reverse

from bonds import services
from sohos.audit.models import Line
from sohos.tenancy import context
from sohos.tenancy.middleware import CONFINED_KEY
from sohos.tenancy.models import Membership
from sohos.tenancy.permissions import Role
from tests.domain.bonds.money import eur
from tests.services.bonds.money import SIGNED, Funded
from tests.services.cases.households import NOW
from tests.towns import LONG_AGO, Town


@pytest.fixture
def bonds(almelo: Town, den_haag: Town) -> tuple[Funded, Funded]:
    return Funded(almelo).sign(), Funded(den_haag).sign()


def lend_there(there: Funded, user_id: int, role: Role = Role.INVESTOR) -> None:
    """Let an investor of Almelo lend 60.000 in The Hague too."""
    with context.tenant(there.town.id):
        Membership.objects.create(user_id=user_id, role=role, from_on=LONG_AGO)
    with there.town.acting(Role.SOHOS_FINANCE) as sanne:
        investor = services.admit_investor(
            actor=sanne, code="D", name="Fonds A", user_id=user_id, now=NOW
        )
        services.record_commitment(
            actor=sanne,
            bond_id=there.bond_id,
            investor_id=investor.pk,
            amount=eur("60000"),
            signed_on=SIGNED,
            now=NOW,
        )


def fonds(bond: Funded) -> tuple[Client, int]:
    town = bond.town
    client = town.browser(Role.INVESTOR, "Fonds A")
    return client, town.actor(Role.INVESTOR, "Fonds A").user_id


def text(client: Client, **query: str) -> str:
    answer = client.get(reverse("position"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_both_positions_stand_on_one_page_with_their_sum(
    bonds: tuple[Funded, Funded],
) -> None:
    here, there = bonds
    client, user_id = fonds(here)
    lend_there(there, user_id)
    page = text(client)
    assert f"Health Impact Bond {here.town.name}" in page
    assert f"Health Impact Bond {there.town.name}" in page
    assert "Gemeente Almelo" in page
    assert "960.000,00" in page
    body = client.get(reverse("api-positions")).json()["results"]
    assert [row["municipality"] for row in body] == ["Almelo", "Den Haag"]
    assert [row["position"]["committed_cents"] for row in body] == [
        90_000_000,
        6_000_000,
    ]


def test_a_reading_elsewhere_leaves_a_line_there(bonds: tuple[Funded, Funded]) -> None:
    here, there = bonds
    client, user_id = fonds(here)
    lend_there(there, user_id)
    text(client)
    with context.tenant(there.town.id):
        lines = Line.objects.filter(action="position.read")
        assert [line.user_id for line in lines] == [user_id]


def test_no_other_role_and_no_ended_one_reads_elsewhere(
    bonds: tuple[Funded, Funded],
) -> None:
    here, there = bonds
    client, user_id = fonds(here)
    lend_there(there, user_id, Role.JURIST)
    assert f"Bond {there.town.name}" not in text(client)
    with context.tenant(there.town.id):
        mine = Membership.objects.filter(user_id=user_id)
        mine.update(role=Role.INVESTOR, until_on=SIGNED)
    assert f"Bond {there.town.name}" not in text(client)


def test_who_came_in_through_one_municipality_stays_there(
    bonds: tuple[Funded, Funded],
) -> None:
    here, there = bonds
    client, user_id = fonds(here)
    lend_there(there, user_id)
    session = client.session
    session[CONFINED_KEY] = here.town.id
    session.save()
    assert f"Bond {there.town.name}" not in text(client)


def test_a_day_is_chosen_for_both_and_lies_not_ahead(
    bonds: tuple[Funded, Funded],
) -> None:
    here, there = bonds
    client, user_id = fonds(here)
    lend_there(there, user_id)
    here.paid_case()
    page = text(client, as_of="1-4-2019")
    assert "Van u is € 1.500,00 opgenomen" in " ".join(page.split())
    before = text(client, as_of="2018-12-31")
    assert "960.000,00" not in before
    ahead = client.get(reverse("position"), {"as_of": "1-1-2099"})
    assert ahead.status_code == 422
    assert client.get(reverse("api-positions"), {"as_of": "x"}).status_code == 422
