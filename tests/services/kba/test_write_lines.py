from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from kba import selectors, services
from kba.domain.discount_tables import NoDiscountTableError
from kba.domain.problems import InvalidInputError
from kba.models import Catalogue, CostLine, Kba
from kba.services import (
    ChangedMeanwhileError,
    KbaClosedError,
    KbaExistsError,
)
from plans import selectors as plans
from sohos.core.bills import Law, Payer
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy.permissions import Role
from tests.services.kba.calculating import (
    FOSTER_CARE,
    NOW,
    add,
    adopted,
    planned,
    started,
    written,
)
from tests.services.plans.planning import doorbraak_id
from tests.towns import Town

LISTED = replace(
    FOSTER_CARE,
    price_code="wmo-huishoudelijke-hulp-uur",
    description="",
    unit="",
    unit_price=None,
    price_source="",
    price_grade=None,
    payers=(),
    law=None,
)


def faults(act: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInputError) as refused:
        act()
    return [(fault.path, fault.code) for fault in refused.value.problems]


def start(town: Town, role: Role, case_id: int, **changes: Any) -> Kba:
    conventions: dict[str, Any] = {
        "reference_on": date(2019, 3, 1),
        "horizon_years": 3,
        "price_year": 2019,
    }
    with town.acting(role, changes.pop("name", "")) as actor:
        return services.start_kba(
            actor=actor, case_id=case_id, now=NOW, **(conventions | changes)
        )


def stored(line_id: int) -> CostLine:
    return CostLine.objects.get(pk=line_id)


def test_the_catalogue_is_loaded_once_and_whole(almelo: Town, den_haag: Town) -> None:
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        first = services.load_catalogue(now=NOW, actor=farid)
        assert services.load_catalogue(now=NOW) == first
        assert selectors.prices(farid, first).count() == 120
        price = selectors.price_of(farid, first, code="wmo-huishoudelijke-hulp-uur")
        assert price is not None
        assert (price.amount_cents, price.payers) == (3276, {"gemeente": "1"})
        (cpi,) = selectors.series_of(first, ["CPI", "OVA"])
        assert cpi.level(2024) / cpi.level(2022) == Fraction("1.073")
    with den_haag.acting(Role.FUNCTIONAL_ADMIN) as elsewhere:
        assert not Catalogue.objects.exists()
        with pytest.raises(NotFoundError):
            selectors.catalogue_in_force(elsewhere)


def test_a_case_has_one_kba_on_the_catalogue_in_force(almelo: Town) -> None:
    plan = planned(almelo)
    kba = start(almelo, Role.CASEMANAGER, plan.case_id)
    assert kba.catalogue.version == 1
    with pytest.raises(KbaExistsError):
        start(almelo, Role.CASEMANAGER, plan.case_id)


def test_who_may_start_a_kba(almelo: Town, den_haag: Town) -> None:
    plan = planned(almelo)
    with pytest.raises(NotAllowedError):
        start(almelo, Role.TEAM_LEAD, plan.case_id)
    with pytest.raises(NotFoundError):
        start(den_haag, Role.CASEMANAGER, plan.case_id)
    with pytest.raises(NotFoundError):
        start(almelo, Role.CASEMANAGER, plan.case_id, name="Ruben Hofstede")


def test_conventions_are_checked_before_anything_is_stored(almelo: Town) -> None:
    plan = planned(almelo)
    with pytest.raises(NoDiscountTableError):
        start(almelo, Role.CASEMANAGER, plan.case_id, reference_on=date(1990, 1, 1))
    assert faults(
        lambda: start(almelo, Role.CASEMANAGER, plan.case_id, horizon_years=0)
    ) == [("horizon_years", "out_of_range")]
    with almelo.acting(Role.CASEMANAGER):
        assert not Kba.objects.exists()


def test_a_row_is_stored_as_entered(almelo: Town) -> None:
    kba = started(almelo)
    line_id = add(almelo, kba)
    with almelo.acting(Role.CASEMANAGER) as noor:
        line = selectors.line_of(noor, line_id=line_id)
        row = selectors.as_row(line)
        assert row.description == "Pleegzorg"
        assert row.effect == FOSTER_CARE.effect
        assert row.price.amount == Euro(6000)
        assert line.changed_by_id == noor.user_id
        found = selectors.calculation_of(noor, kba)
    assert found.result.contract[0].saving == Euro(1_359_450)


def test_a_price_from_the_list_brings_everything_with_it(almelo: Town) -> None:
    kba = started(almelo)
    line_id = add(almelo, kba, LISTED)
    with almelo.acting(Role.CASEMANAGER):
        line = stored(line_id)
        assert (line.description, line.unit) == ("Huishoudelijke hulp", "uur")
        assert (line.unit_price_cents, line.price_year) == (3276, 2022)
        assert (line.law, line.payers) == ("Wmo 2015", {"gemeente": "1"})
        assert line.price_source.startswith("Zorginstituut")


def test_the_listed_price_may_be_said_again(almelo: Town) -> None:
    kba = started(almelo)
    line_id = add(almelo, kba, LISTED, unit_price=Euro(3276))
    with almelo.acting(Role.CASEMANAGER):
        assert stored(line_id).price_year == 2022


def test_leaving_the_list_needs_a_reason(almelo: Town) -> None:
    kba = started(almelo)
    assert faults(lambda: add(almelo, kba, LISTED, unit_price=Euro(3000))) == [
        ("override_reason", "empty")
    ]
    line_id = add(
        almelo,
        kba,
        LISTED,
        unit_price=Euro(3000),
        override_reason="contract 2019",
        law=Law.WLZ,
        payers=((Payer.CARE_OFFICE, Fraction(1)),),
    )
    with almelo.acting(Role.CASEMANAGER):
        line = stored(line_id)
    assert (line.price_year, line.override_reason) == (2019, "contract 2019")
    assert (line.law, line.payers) == ("Wlz", {"zorgkantoor": "1"})


WRONG_ROWS = [
    (replace(LISTED, price_code="bestaat-niet"), "price_code", "unknown_choice"),
    (
        replace(LISTED, price_code="jeugd-pleegzorg-etmaal"),
        "price.series",
        "no_series_between_price_years",
    ),
    (replace(FOSTER_CARE, law=None), "law", "empty"),
    (replace(FOSTER_CARE, unit_price=None), "price.amount", "empty"),
    (replace(FOSTER_CARE, price_source=""), "price.source", "empty"),
    (replace(FOSTER_CARE, price_grade=None), "price.grade", "not_a_grade"),
    (replace(FOSTER_CARE, effect=None), "effect", "missing"),
    (
        replace(FOSTER_CARE, quantity_with=Fraction(1, 3)),
        "quantity_with",
        "too_precise",
    ),
    (
        replace(FOSTER_CARE, quantity_without_low=Fraction(366)),
        "quantity_without_low",
        "not_up_to_the_quantity",
    ),
    (
        replace(FOSTER_CARE, quantity_with_high=Fraction(99)),
        "quantity_with_high",
        "not_from_the_quantity",
    ),
    (replace(FOSTER_CARE, description="x" * 201), "description", "too_long"),
    (
        replace(FOSTER_CARE, first_on=date(2031, 1, 1)),
        "first_on",
        "outside_the_horizon",
    ),
]


def test_a_wrong_row_is_not_stored(almelo: Town) -> None:
    kba = started(almelo)
    for text, path, code in WRONG_ROWS:
        assert (path, code) in faults(partial(add, almelo, kba, text))
    with almelo.acting(Role.CASEMANAGER):
        assert not CostLine.objects.exists()


def test_a_row_may_follow_from_a_doorbraak_of_its_own_case(almelo: Town) -> None:
    plan = planned(almelo)
    kba = started(almelo, plan)
    breakthrough = doorbraak_id(almelo, plan)
    line_id = add(almelo, kba, doorbraak_id=breakthrough)
    with almelo.acting(Role.CASEMANAGER):
        row = selectors.as_row(stored(line_id))
    assert row.follows_from == f"doorbraak:{breakthrough}"
    with pytest.raises(NotFoundError):
        add(almelo, kba, doorbraak_id=breakthrough + 1)


def test_a_row_may_follow_from_a_knelpunt_but_not_from_both(almelo: Town) -> None:
    plan = planned(almelo)
    kba = started(almelo, plan)
    with almelo.acting(Role.CASEMANAGER) as noor:
        (knelpunt,) = plans.content_of(noor, plan).knelpunten
    line_id = add(almelo, kba, knelpunt_id=knelpunt.id)
    with almelo.acting(Role.CASEMANAGER):
        row = selectors.as_row(stored(line_id))
    assert row.follows_from == f"knelpunt:{knelpunt.id}"
    with pytest.raises(NotFoundError):
        add(almelo, kba, knelpunt_id=knelpunt.id + 1)
    both = replace(
        FOSTER_CARE,
        knelpunt_id=knelpunt.id,
        doorbraak_id=doorbraak_id(almelo, plan),
    )
    assert faults(lambda: add(almelo, kba, both)) == [("follows_from", "one_cause")]


def test_a_row_is_changed_in_its_own_version(almelo: Town) -> None:
    line_id = add(almelo, started(almelo))
    text = replace(FOSTER_CARE, quantity_with=Fraction(90))
    with almelo.acting(Role.CASEMANAGER) as noor:
        line = services.change_line(
            actor=noor, line_id=line_id, version=1, text=text, now=NOW
        )
        assert [line.version, line.quantity_with] == [2, 90]
        with pytest.raises(ChangedMeanwhileError):
            services.change_line(
                actor=noor, line_id=line_id, version=1, text=FOSTER_CARE, now=NOW
            )
        with pytest.raises(ChangedMeanwhileError):
            services.remove_line(actor=noor, line_id=line_id, version=1, now=NOW)
        assert stored(line_id).quantity_with == 90


def test_a_removed_row_counts_no_more_but_is_kept(almelo: Town) -> None:
    kba = started(almelo)
    line_id = add(almelo, kba)
    with almelo.acting(Role.CASEMANAGER) as noor:
        services.remove_line(actor=noor, line_id=line_id, version=1, now=NOW)
        assert selectors.lines_of(kba) == []
        assert stored(line_id).removed_by_id == noor.user_id
        with pytest.raises(NotFoundError):
            services.remove_line(actor=noor, line_id=line_id, version=1, now=NOW)


def test_who_may_write_rows(almelo: Town, den_haag: Town) -> None:
    kba = written(almelo)
    line_id = add(almelo, kba)
    for town, role, error in (
        (almelo, Role.TEAM_LEAD, NotAllowedError),
        (den_haag, Role.CASEMANAGER, NotFoundError),
    ):
        with town.acting(role) as actor:
            with pytest.raises(error):
                services.add_line(actor=actor, kba_id=kba.pk, text=FOSTER_CARE, now=NOW)
            with pytest.raises(error):
                services.change_line(
                    actor=actor, line_id=line_id, version=1, text=FOSTER_CARE, now=NOW
                )
            with pytest.raises(error):
                services.remove_line(actor=actor, line_id=line_id, version=1, now=NOW)


def test_rows_of_an_adopted_plan_do_not_change(almelo: Town) -> None:
    kba = adopted(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        line = selectors.lines_of(kba)[0]
        with pytest.raises(KbaClosedError):
            services.add_line(actor=noor, kba_id=kba.pk, text=FOSTER_CARE, now=NOW)
        with pytest.raises(KbaClosedError):
            services.remove_line(actor=noor, line_id=line.pk, version=1, now=NOW)
