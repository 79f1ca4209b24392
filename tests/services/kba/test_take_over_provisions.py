from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from cases import services as cases
from cases.domain.periods import Period
from cases.domain.provisions import InUse, UseKind
from kba import selectors, services
from kba.models import Kba
from sohos.core.bills import Law, Payer
from sohos.core.errors import NotAllowedError
from sohos.tenancy.permissions import Role
from tests.services.kba.calculating import ADOPTED, NOW, started
from tests.towns import Town

SINCE = date(2018, 5, 1)
COUNTED = InUse(
    UseKind.HULP_BIJ_HUISHOUDEN,
    Period(SINCE, date(2020, 6, 30)),
    quantity=Decimal("2.5"),
)
BY_THE_STATE = InUse(
    UseKind.WMO_BEGELEIDING,
    Period(SINCE),
    quantity=Decimal(4),
    law=Law.OTHER,
    payer=Payer.STATE,
)
LEFT = (
    InUse(UseKind.JEUGDHULP, Period(SINCE)),
    InUse(UseKind.BIJSTAND, Period(SINCE), quantity=Decimal(1)),
    InUse(UseKind.WIJKVERPLEGING, Period(SINCE), quantity=Decimal(1), unit="dag"),
    InUse(
        UseKind.WMO_VOORZIENING,
        Period(SINCE),
        quantity=Decimal(1),
        price_code="staat-nergens",
    ),
)
OVER = InUse(
    UseKind.HULP_BIJ_HUISHOUDEN, Period(SINCE, date(2018, 9, 1)), quantity=Decimal(9)
)


def use(town: Town, kba: Kba, *provisions: InUse) -> None:
    with town.acting(Role.CASEMANAGER) as noor:
        for says in provisions:
            cases.add_provision(actor=noor, case_id=kba.case_id, says=says, now=NOW)


def test_what_can_be_counted_becomes_a_row(almelo: Town, den_haag: Town) -> None:
    kba = started(almelo)
    use(almelo, kba, COUNTED, BY_THE_STATE, *LEFT, OVER)
    with almelo.acting(Role.CASEMANAGER) as noor:
        taken = services.take_over_provisions(actor=noor, kba_id=kba.pk, now=NOW)
        lines = selectors.lines_of(kba)
    assert (taken.rows, taken.left) == (2, 4)
    first, second = lines
    assert first.price_row is not None
    assert first.price_row.code == "wmo-huishoudelijke-hulp-uur"
    assert Fraction(first.quantity_without) == Fraction(first.quantity_with)
    assert (str(first.quantity_without), first.per) == ("2.5000", "week")
    assert (first.first_on, first.last_on) == (ADOPTED, date(2020, 6, 30))
    assert (first.law, first.payers) == ("Wmo 2015", {"gemeente": "1"})
    assert first.effect is not None
    assert first.effect["deadweight"] == "1"
    assert first.evidence_note == "Voorziening in gebruik sinds 01-05-2018"
    assert (second.law, second.payers) == ("overig", {"rijk": "1"})


def test_only_who_writes_a_kba_takes_over(almelo: Town, den_haag: Town) -> None:
    kba = started(almelo)
    with almelo.acting(Role.TEAM_LEAD) as tessa, pytest.raises(NotAllowedError):
        services.take_over_provisions(actor=tessa, kba_id=kba.pk, now=NOW)


def test_what_became_a_row_is_not_taken_again(almelo: Town) -> None:
    kba = started(almelo)
    use(almelo, kba, COUNTED)
    with almelo.acting(Role.CASEMANAGER) as noor:
        first = services.take_over_provisions(actor=noor, kba_id=kba.pk, now=NOW)
        second = services.take_over_provisions(actor=noor, kba_id=kba.pk, now=NOW)
        assert len(selectors.lines_of(kba)) == 1
    assert (first.rows, second.rows, second.left) == (1, 0, 0)
