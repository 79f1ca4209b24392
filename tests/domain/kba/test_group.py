"""The business case of a group, through the open format."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from kba.domain import document
from kba.domain.group import GroupCase, Prevented, Volunteers, document_of
from kba.domain.lines import UnitPrice
from kba.domain.problems import InvalidInputError
from kba.domain.result import evaluate
from sohos.core.bills import Law, Payer
from sohos.core.euro import Euro
from tests.domain.kba.examples import CPI


def price(euro: int) -> UnitPrice:
    return UnitPrice(Euro(euro * 100), 2024, None, "rapportage welzijnsnetwerk", 3)


HOUR = UnitPrice(Euro(1880), 2022, "CPI", "Zorginstituut", 2)
GROUP = GroupCase(
    code="JONGVOLWASSENEN",
    title="Vinger aan de pols",
    clients=20,
    first_on=date(2024, 1, 1),
    price_year=2024,
    weeks_per_year=50,
    approach="Buurtpresentie en een app-groep",
    approach_price=price(15_000),
    prevented=(
        Prevented(
            "Individuele begeleiding",
            Fraction(6),
            price(4_000),
            Payer.MUNICIPALITY,
            Law.WMO,
            Fraction(1, 4),
            "een deel stopt ook vanzelf",
            1,
        ),
        Prevented(
            "Opname",
            Fraction(1),
            price(20_000),
            Payer.HEALTH_INSURER,
            Law.ZVW,
            Fraction(0),
            "crisis was aangekondigd",
            1,
        ),
    ),
    volunteers=Volunteers(Fraction(24), HOUR, Euro(12_000), Euro(40_000)),
    series=(CPI,),
)


def test_a_group_is_a_kba_like_any_other() -> None:
    made = document_of(GROUP)
    ledger = evaluate(made.kba).undiscounted
    assert ledger.financial.costs == Euro(1_500_000)
    assert ledger.financial.benefits == Euro(1_800_000 + 2_000_000)
    hours = Fraction(24 * 20 * 50)
    assert ledger.immaterial.benefits == Euro(
        round(hours * 1880 * Fraction(1073, 1000))
    )
    written = document.canonical(document.write(made.kba, made.programme))
    assert document.read(written) == made


@pytest.mark.parametrize(
    ("weeks", "low", "high"), [(50, 6_000, 20_000), (52, 6_240, 20_800)]
)
def test_a_week_of_volunteers_by_its_source(weeks: int, low: int, high: int) -> None:
    programme = document_of(replace(GROUP, weeks_per_year=weeks)).programme
    assert programme is not None
    ratios = {each.key: each.value for each in programme.ratios}
    assert ratios["uur-laag"] == 5
    assert round(float(ratios["uur-hoog"]), 2) == 16.67
    assert [ratios["jaar-laag"], ratios["jaar-hoog"]] == [Fraction(low), Fraction(high)]
    assert ratios["aanpak-per-client"] == 750
    assert ratios["voorkomen-per-client"] == 2_200
    assert ratios["voorkomen-per-casus"] == Fraction(44_000, 7)


def test_a_group_may_do_without_volunteers_and_prevent_nothing() -> None:
    bare = document_of(replace(GROUP, prevented=(), volunteers=None))
    assert len(bare.kba.lines) == 1
    assert bare.programme is not None
    assert [each.key for each in bare.programme.ratios] == [
        "aanpak-per-client",
        "voorkomen-per-client",
    ]
    unknown = replace(GROUP, volunteers=Volunteers(Fraction(24), HOUR))
    found = document_of(unknown).programme
    assert found is not None
    assert not [each for each in found.ratios if each.key.startswith("uur")]


def test_a_group_has_somebody_in_it() -> None:
    with pytest.raises(InvalidInputError):
        document_of(replace(GROUP, clients=0))
