"""A price of the municipality's own goes before the listed one, for its period."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from kba import selectors, services
from kba.domain.lines import Effect
from kba.domain.own_prices import OwnPrice
from kba.domain.problems import InvalidInputError
from kba.models import CostLine
from kba.models import OwnPrice as StoredPrice
from kba.selectors import Move
from kba.services import RowText, Stop
from sohos.core.bills import Per
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy.permissions import Role
from tests.services.kba import calculating
from tests.services.kba.test_price_lists import adopt, choose, send
from tests.towns import Town

NOW = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
HELP = "wmo-huishoudelijke-hulp-uur"
CONTRACT = OwnPrice(
    amount=Euro(29_50),
    year=2022,
    source="contract hulp 2022",
    reason="ons contract is goedkoper",
    from_on=date(2024, 1, 1),
    until_on=date(2024, 12, 31),
)
ROW = RowText(
    per=Per.YEAR,
    quantity_without=Fraction(100),
    quantity_with=Fraction(20),
    first_on=date(2024, 6, 1),
    price_code=HELP,
    effect=Effect(Fraction(1, 10), "ook zonder plan", 2),
)


def price_id(town: Town, code: str = HELP) -> int:
    with town.acting(Role.FUNCTIONAL_ADMIN) as farid:
        services.load_catalogue(now=NOW)
        row = selectors.price_of(farid, selectors.catalogue_in_force(farid), code=code)
    assert row is not None
    return row.pk


def own(town: Town, price: OwnPrice = CONTRACT, code: str = HELP) -> StoredPrice:
    found = price_id(town, code)
    with town.acting(Role.FUNCTIONAL_ADMIN) as farid:
        return services.add_own_price(actor=farid, price_id=found, price=price, now=NOW)


def started(town: Town, reference_on: date = date(2024, 6, 1)) -> int:
    plan = calculating.planned(town)
    with town.acting(Role.CASEMANAGER) as noor:
        return services.start_kba(
            actor=noor,
            case_id=plan.case_id,
            reference_on=reference_on,
            horizon_years=3,
            price_year=2022,
            now=NOW,
        ).pk


def enter(town: Town, kba_id: int, text: RowText = ROW) -> CostLine:
    with town.acting(Role.CASEMANAGER) as noor:
        return services.add_line(actor=noor, kba_id=kba_id, text=text, now=NOW)


def stop(town: Town, price: StoredPrice, said: Stop) -> StoredPrice:
    with town.acting(Role.FUNCTIONAL_ADMIN) as farid:
        return services.stop_own_price(
            actor=farid, own_price_id=price.pk, stop=said, now=NOW
        )


def test_a_row_takes_the_municipalitys_own_price(almelo: Town) -> None:
    kba_id = started(almelo)
    before = enter(almelo, kba_id)
    assert (before.unit_price_cents, before.price_grade) == (32_76, 2)
    own(almelo)
    line = enter(almelo, kba_id)
    assert (line.unit_price_cents, line.price_year, line.price_grade) == (
        29_50,
        2022,
        3,
    )
    assert line.price_source == "contract hulp 2022"
    assert line.override_reason == "ons contract is goedkoper"
    assert line.price_row is not None
    assert line.price_row.amount_cents == 32_76


def test_the_reference_date_decides_which_price_counts(almelo: Town) -> None:
    own(almelo)
    kba_id = started(almelo, date(2025, 1, 1))
    line = enter(almelo, kba_id, replace(ROW, first_on=date(2025, 1, 1)))
    assert line.unit_price_cents == 32_76


def test_another_price_than_the_own_one_needs_a_reason(almelo: Town) -> None:
    own(almelo)
    kba_id = started(almelo)
    with pytest.raises(InvalidInputError) as refused:
        enter(almelo, kba_id, replace(ROW, unit_price=Euro(32_76)))
    assert refused.value.problems[0].path == "override_reason"
    assert enter(almelo, kba_id, replace(ROW, unit_price=Euro(29_50))).price_grade == 3


def test_periods_do_not_overlap_and_withdrawn_prices_make_room(almelo: Town) -> None:
    first = own(almelo)
    with pytest.raises(InvalidInputError):
        own(almelo, replace(CONTRACT, from_on=date(2024, 12, 31), until_on=None))
    gone = stop(almelo, first, Stop("verkeerd overgenomen"))
    assert gone.is_withdrawn
    again = own(almelo)
    kba_id = started(almelo)
    assert enter(almelo, kba_id).unit_price_cents == 29_50
    with pytest.raises(services.OwnPriceStoppedError):
        stop(almelo, first, Stop("nog eens"))
    ended = stop(almelo, again, Stop("nieuw contract", date(2024, 5, 31)))
    assert (ended.until_on, ended.stopped_because) == (
        date(2024, 5, 31),
        "nieuw contract",
    )
    assert enter(almelo, kba_id).unit_price_cents == 32_76


def test_a_price_ends_within_its_period_and_with_a_reason(almelo: Town) -> None:
    price = own(almelo)
    for said in (
        Stop(" ", date(2024, 6, 1)),
        Stop("x" * 301, date(2024, 6, 1)),
        Stop("te vroeg", date(2023, 12, 31)),
    ):
        with pytest.raises(InvalidInputError):
            stop(almelo, price, said)
    with pytest.raises(services.OwnPriceStoppedError):
        stop(almelo, price, Stop("later", date(2025, 1, 1)))


def test_texts_have_a_length(almelo: Town) -> None:
    with pytest.raises(InvalidInputError) as refused:
        own(almelo, replace(CONTRACT, source="x" * 201))
    assert refused.value.problems[0].code == "too_long"


def test_only_who_keeps_the_catalogue_enters_prices(
    almelo: Town, den_haag: Town
) -> None:
    price = own(almelo)
    found = price_id(almelo)
    for role in set(Role) - {Role.FUNCTIONAL_ADMIN}:
        with almelo.acting(role) as somebody:
            with pytest.raises(NotAllowedError):
                services.add_own_price(
                    actor=somebody, price_id=found, price=CONTRACT, now=NOW
                )
            with pytest.raises(NotAllowedError):
                services.stop_own_price(
                    actor=somebody, own_price_id=price.pk, stop=Stop("x"), now=NOW
                )
    with den_haag.acting(Role.FUNCTIONAL_ADMIN) as farah:
        services.load_catalogue(now=NOW)
        with pytest.raises(NotFoundError):
            services.add_own_price(actor=farah, price_id=found, price=CONTRACT, now=NOW)
        with pytest.raises(NotFoundError):
            services.stop_own_price(
                actor=farah, own_price_id=price.pk, stop=Stop("x"), now=NOW
            )


OTHER = """code;naam;eenheid;bedrag;jaar;index;betaler;wet;hardheid;bron
wmo-huishoudelijke-hulp-uur;;;34,20;2022;;;;2;nieuwe handleiding
wmo-begeleiding-thuis-uur;;dagdeel;120,00;2022;;;;2;nieuwe handleiding
wmo-vervoer-taxi-km;;;2,60;2031;OVA;;;2;nieuwe handleiding
wmo-maatschappelijk-werk-contact;;;127,00;2022;;;;2;nieuwe handleiding
"""
CODES = (
    HELP,
    "wmo-begeleiding-thuis-uur",
    "wmo-vervoer-taxi-km",
    "wmo-maatschappelijk-werk-contact",
    "wmo-vervoer-taxi-start",
)


def newer(town: Town) -> int:
    row = send(town, OTHER)
    choose(town, row, keeps_others=False)
    return adopt(town, row).version


def test_a_draft_is_told_and_moves_over(almelo: Town) -> None:
    kba_id = started(almelo)
    for code in CODES:
        enter(almelo, kba_id, replace(ROW, price_code=code))
    own_row = replace(ROW, unit_price=Euro(40_00), override_reason="beschikking")
    enter(almelo, kba_id, own_row)
    with almelo.acting(Role.CONTROLLER) as carlo:
        assert selectors.uses_of_prices(carlo)[HELP] == 1
        assert selectors.drafts_behind(carlo, selectors.catalogue_in_force(carlo)) == 0
    newer(almelo)
    with almelo.acting(Role.CONTROLLER) as carlo:
        assert selectors.drafts_behind(carlo, selectors.catalogue_in_force(carlo)) == 1
    with almelo.acting(Role.CASEMANAGER) as noor:
        moves = services.move_to_catalogue(actor=noor, kba_id=kba_id, now=NOW)
        kba = selectors.kba_of(noor, kba_id=kba_id)
        assert kba.catalogue.version == 2
        assert selectors.newer_catalogue(noor, kba) is None
        lines = selectors.lines_of(kba)
        with pytest.raises(services.NoNewerCatalogueError):
            services.move_to_catalogue(actor=noor, kba_id=kba_id, now=NOW)
    assert [move.kind for move in moves] == [
        Move.NEW,
        Move.KEPT,
        Move.KEPT,
        Move.SAME,
        Move.GONE,
        Move.OWN,
    ]
    assert [line.unit_price_cents for line in lines] == [
        34_20,
        64_00,
        2_47,
        127_00,
        3_36,
        40_00,
    ]
    assert [line.override_reason for line in lines] == [
        "",
        "Prijs uit versie 1 van de prijslijst",
        "Prijs uit versie 1 van de prijslijst",
        "",
        "",
        "beschikking",
    ]
    assert lines[4].price_row is None
    assert {line.version for line in lines} == {2}


def test_a_frozen_prognosis_keeps_its_version(almelo: Town) -> None:
    kba = calculating.adopted(almelo)
    row = send(almelo, OTHER)
    adopt(almelo, row)
    with almelo.acting(Role.CASEMANAGER) as noor:
        fresh = selectors.kba_of(noor, kba_id=kba.pk)
        assert selectors.newer_catalogue(noor, fresh) is None
        with pytest.raises(services.NoNewerCatalogueError):
            services.move_to_catalogue(actor=noor, kba_id=kba.pk, now=NOW)
        (stage,) = selectors.stages_of(selectors.standing_of(fresh))
        assert stage.catalogue_version == "1"
        assert selectors.frozen_of(stage).sha256 == stage.sha256


def test_only_who_writes_in_the_case_moves_a_kba(almelo: Town, den_haag: Town) -> None:
    kba_id = started(almelo)
    newer(almelo)
    with den_haag.acting(Role.CASEMANAGER) as stranger, pytest.raises(NotFoundError):
        services.move_to_catalogue(actor=stranger, kba_id=kba_id, now=NOW)
    with almelo.acting(Role.TEAM_LEAD) as tessa, pytest.raises(NotAllowedError):
        services.move_to_catalogue(actor=tessa, kba_id=kba_id, now=NOW)


def test_a_vanished_code_takes_no_own_price(almelo: Town) -> None:
    found = price_id(almelo, "wmo-vervoer-taxi-start")
    newer(almelo)
    with (
        almelo.acting(Role.FUNCTIONAL_ADMIN) as farid,
        pytest.raises(services.NotInCatalogueError),
    ):
        services.add_own_price(actor=farid, price_id=found, price=CONTRACT, now=NOW)


def test_an_own_price_in_another_unit_prices_something_else(almelo: Town) -> None:
    own(almelo, code="wmo-begeleiding-thuis-uur")
    newer(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        version = selectors.catalogue_in_force(noor)
        rows = list(selectors.prices(noor, version))
        listed = selectors.listed_prices(noor, rows, on=date(2024, 6, 1))
    assert [each.own for each in listed] == [None] * 4
