"""What the counted years of a municipality say of its expectations."""

from datetime import date
from fractions import Fraction

import pytest

from kba import selectors
from kba.domain.simulation.calibration import Correction, Pair, corrections
from kba.forms import calibrated
from kba.selectors import Calibration
from kba.services import RowText
from sohos.core.bills import Per
from sohos.core.errors import NotAllowedError
from sohos.core.euro import Euro
from sohos.tenancy.permissions import Role
from tests.services.kba import calculating
from tests.services.kba.calculating import ADOPTED, LIKELY, adopted, realised
from tests.towns import Town

CODE = "wmo-huishoudelijke-hulp-uur"


def test_a_counted_year_keeps_what_was_expected_of_each_price(
    almelo: Town, den_haag: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = RowText(
        price_code=CODE,
        override_reason="eigen contract",
        unit_price=Euro(3_000),
        per=Per.YEAR,
        quantity_without=Fraction(365),
        quantity_with=Fraction(100),
        first_on=ADOPTED,
        effect=LIKELY,
        evidence_note="beschikking",
    )
    monkeypatch.setattr(calculating, "FOSTER_CARE", listed)
    stage = realised(almelo)
    assert stage.code_pairs == {CODE: [715_500, 661_500]}
    realised(almelo, stage.kba)
    with almelo.acting(Role.CASEMANAGER) as noor:
        found = selectors.calibration(noor)
        kba = selectors.frozen_of(stage).kba
    assert found.whole is not None
    assert (found.whole.cases, found.whole.factor) == (1, Fraction(6615, 7155))
    assert found.by_code[CODE].expected == Euro(715_500)
    shown = calibrated.shown(found, kba)
    assert "nog te weinig geteld" in shown.finding
    assert [row.correction for row in shown.rows] == [None]
    with den_haag.acting(Role.CASEMANAGER) as other:
        assert selectors.calibration(other) == Calibration(None, {})
    with almelo.acting(Role.INVESTOR) as ineke, pytest.raises(NotAllowedError):
        selectors.calibration(ineke)


def test_prices_of_ones_own_take_no_part(almelo: Town) -> None:
    stage = realised(almelo, adopted(almelo))
    assert stage.code_pairs == {}
    with almelo.acting(Role.CASEMANAGER) as noor:
        assert selectors.calibration(noor).whole is None
    assert stage.previous is not None
    assert stage.previous.code_pairs is None


def correction(cases: int) -> Correction:
    (found,) = corrections(
        Pair(CODE, Euro(1_000_000), Euro(900_000)) for _number in range(cases)
    )
    return found


def test_what_a_page_shows_of_enough_households(almelo: Town) -> None:
    kba = calculating.started(almelo)
    listed = RowText(
        price_code=CODE,
        unit_price=Euro(3_000),
        override_reason="eigen contract",
        per=Per.YEAR,
        quantity_without=Fraction(10),
        quantity_with=Fraction(5),
        first_on=date(2019, 3, 1),
        effect=LIKELY,
    )
    calculating.add(almelo, kba, listed)
    with almelo.acting(Role.CASEMANAGER) as noor:
        content = selectors.input_of(noor, kba)
    ten = correction(10)
    shown = calibrated.shown(Calibration(ten, {CODE: ten}), content)
    assert shown.finding == (
        "In deze gemeente kwam 90,0% uit van wat werd verwacht, bij 10 huishoudens "
        "(tussen 90,0% en 90,0%)"
    )
    assert [row.between for row in shown.rows] == ["tussen 90,0% en 90,0%"]
    one = correction(1)
    assert "te weinig" in calibrated.shown(Calibration(one, {}), content).finding
