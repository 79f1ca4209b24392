"""A price list is compared, adopted by somebody else, and closed for ever."""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook

from kba import selectors, services
from kba.domain.price_changes import Mark
from kba.domain.price_list import MOST_PRICES, Trouble
from kba.models import Catalogue, IndexLevel, PriceList, PriceRow
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.core.euro import Euro
from sohos.documents.limits import FileRefusedError
from sohos.documents.rows import TableRefusedError
from sohos.tenancy.permissions import Role
from tests.towns import Town

NOW = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
TAXI = "wmo-vervoer-taxi-km"
LIST = f"""Code;Omschrijving;Eenheid;Bedrag;Prijspeil;Index;Betaler;Wet;Hardheid;Bron
{TAXI};;;2,60;2025;;;;2;kostenhandleiding 2026
crisisopvang-etmaal;Crisisopvang;etmaal;212,50;2025;OVA;gemeente;Wmo 2015;3;contract
"""


@pytest.fixture(autouse=True)
def _catalogue(almelo: Town) -> None:
    with almelo.acting(Role.FUNCTIONAL_ADMIN):
        services.load_catalogue(now=NOW)


def send(town: Town, content: str | bytes = LIST, name: str = "2025.csv") -> PriceList:
    with town.acting(Role.FUNCTIONAL_ADMIN) as farid:
        return services.send_price_list(
            actor=farid,
            name=name,
            content=content.encode() if isinstance(content, str) else content,
            now=NOW,
        )


def choose(town: Town, row: PriceList, *, keeps_others: bool = True) -> None:
    with town.acting(Role.FUNCTIONAL_ADMIN) as farid:
        services.choose_price_columns(
            actor=farid,
            price_list_id=row.pk,
            mapping=row.mapping,
            keeps_others=keeps_others,
            now=NOW,
        )


def adopt(town: Town, row: PriceList, version: int = 1) -> Catalogue:
    with town.acting(Role.CONTROLLER) as carlo:
        return services.adopt_price_list(
            actor=carlo, price_list_id=row.pk, version=version, now=NOW
        )


def reading(town: Town, row: PriceList) -> selectors.ListReading:
    with town.acting(Role.CONTROLLER) as carlo:
        fresh = selectors.price_list_of(carlo, price_list_id=row.pk)
        return selectors.reading_of(carlo, fresh)


def test_the_reference_prices_are_the_first_version(almelo: Town) -> None:
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        version = services.load_catalogue(now=NOW, actor=farid)
        assert version.version == 1
        assert selectors.prices(farid, version).count() == 120
        taxi = selectors.price_of(farid, version, code=TAXI)
        assert taxi is not None
        assert (taxi.amount_cents, taxi.price_year, taxi.grade) == (247, 2022, 2)
        assert taxi.payers == {"gemeente": "1"}
        assert not services.has_new_reference_prices(farid)


def test_a_part_of_a_list_changes_only_what_it_says(almelo: Town) -> None:
    row = send(almelo)
    found = reading(almelo, row)
    assert (found.rows, found.problems, found.lacks) == (2, (), ())
    changed = {each.price.code: each for each in found.changes if each.marks}
    assert {code: each.marks for code, each in changed.items()} == {
        TAXI: {Mark.AMOUNT, Mark.SOURCE, Mark.TERMS},
        "crisisopvang-etmaal": {Mark.NEW},
    }
    share = changed[TAXI].share
    assert share is not None
    assert round(100 * share, 1) == Decimal("5.3")
    version = adopt(almelo, row)
    assert (version.version, version.source) == (2, "2025.csv")
    with almelo.acting(Role.CONTROLLER) as carlo:
        assert version.adopted_by_id == carlo.user_id
        assert selectors.catalogue_in_force(carlo) == version
        assert selectors.prices(carlo, version).count() == 121
        history = selectors.history_of(carlo, code=TAXI)
        assert [(r.amount_cents, r.price_year) for r in history] == [
            (260, 2025),
            (247, 2022),
        ]
        told = selectors.changes_of_version(carlo, version)
        assert sum(1 for each in told if each.marks) == 2
        first = selectors.catalogue_to_read(carlo, version=1)
        assert all(
            each.marks == {Mark.NEW}
            for each in selectors.changes_of_version(carlo, first)
        )


def test_a_whole_list_lets_other_prices_go(almelo: Town) -> None:
    row = send(almelo)
    choose(almelo, row, keeps_others=False)
    found = reading(almelo, row)
    gone = [each for each in found.changes if Mark.VANISHED in each.marks]
    assert len(gone) == 119
    version = adopt(almelo, row)
    with almelo.acting(Role.CONTROLLER) as carlo:
        assert selectors.prices(carlo, version).count() == 2


def test_one_wrong_row_keeps_the_whole_list_out(almelo: Town) -> None:
    wrong = "tram-rit;Tram;rit;=1+1;2025;CPI;gemeente;Wmo 2015;2;\n"
    row = send(almelo, LIST + wrong + f"{TAXI};;;3,00;2025;;;;2;\n")
    found = reading(almelo, row)
    assert found.changes == ()
    assert [(number, one.trouble) for number, one in found.problems] == [
        (4, Trouble.FORMULA),
        (5, Trouble.SOURCE_MISSING),
    ]
    with pytest.raises(services.PriceListWrongError):
        adopt(almelo, row)
    with almelo.acting(Role.CONTROLLER):
        assert Catalogue.objects.count() == 1
        assert PriceRow.objects.count() == 120


def test_a_code_stands_in_a_list_once(almelo: Town) -> None:
    row = send(almelo, LIST + f"{TAXI};;;9,00;2025;;;;2;nog een bron\n")
    (problem,) = reading(almelo, row).problems
    assert (problem[0], problem[1].trouble) == (4, Trouble.TWICE)


def test_rows_with_other_widths_are_told(almelo: Town) -> None:
    row = send(almelo, LIST + "los;woord\n")
    assert [one.trouble for _number, one in reading(almelo, row).problems] == [
        Trouble.BROKEN
    ]


def test_without_its_columns_nothing_is_read(almelo: Town) -> None:
    row = send(almelo, "Product;Wat het kost\nTaxi;3\n")
    found = reading(almelo, row)
    assert found.lacks == (
        "code",
        "amount_eur",
        "price_year",
        "source",
        "evidence_grade",
    )
    with pytest.raises(services.PriceListWrongError):
        adopt(almelo, row)


def test_a_workbook_is_read_as_well(almelo: Town) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["code", "bedrag", "prijspeil", "hardheid", "bron"])
    sheet.append([TAXI, 2.6, 2025, 2, "kostenhandleiding 2026"])
    stored = BytesIO()
    book.save(stored)
    row = send(almelo, stored.getvalue(), "2025.xlsx")
    (changed,) = (each for each in reading(almelo, row).changes if each.marks)
    assert changed.after is not None
    assert changed.after.amount == Euro(260)


def test_the_same_file_waits_once(almelo: Town) -> None:
    row = send(almelo)
    with pytest.raises(services.PriceListKnownError):
        send(almelo)
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        services.drop_price_list(actor=farid, price_list_id=row.pk, now=NOW)
    send(almelo)
    with pytest.raises(services.PriceListClosedError):
        adopt(almelo, row)


def test_a_file_that_is_no_list_is_refused(almelo: Town) -> None:
    with pytest.raises(FileRefusedError):
        send(almelo, b"", "leeg.csv")
    with pytest.raises((TableRefusedError, FileRefusedError)):
        send(almelo, 'a;b\n"1;2\n')
    rows = "\n".join(f"c{n};1" for n in range(MOST_PRICES + 1))
    with pytest.raises(services.PriceListTooLongError):
        send(almelo, f"code;bedrag\n{rows}\n")


def test_what_changes_nothing_is_not_adopted(almelo: Town) -> None:
    row = send(almelo, f"code;bedrag;jaar;hardheid;bron;stand;url\n{_as_it_is(almelo)}")
    assert not reading(almelo, row).is_different
    with pytest.raises(services.NothingNewError):
        adopt(almelo, row)


def _as_it_is(town: Town) -> str:
    with town.acting(Role.CONTROLLER) as carlo:
        (row,) = selectors.history_of(carlo, code=TAXI)
    return f'{TAXI};2,47;2022;2;"{row.source}";{row.status};"{row.source_title}"\n'


def test_who_sent_a_list_does_not_adopt_it(almelo: Town) -> None:
    row = send(almelo)
    with almelo.acting(Role.CONTROLLER) as carlo:
        PriceList.objects.filter(pk=row.pk).update(sent_by_id=carlo.user_id)
    with pytest.raises(services.SameHandsError):
        adopt(almelo, row)


def test_an_administrator_adopts_nothing(almelo: Town) -> None:
    row = send(almelo)
    for role in set(Role) - {Role.CONTROLLER}:
        with almelo.acting(role) as somebody, pytest.raises(NotAllowedError):
            services.adopt_price_list(
                actor=somebody, price_list_id=row.pk, version=1, now=NOW
            )
    for role in set(Role) - {Role.FUNCTIONAL_ADMIN}:
        with almelo.acting(role) as somebody:
            with pytest.raises(NotAllowedError):
                services.send_price_list(
                    actor=somebody, name="x.csv", content=b"a;b\n", now=NOW
                )
            with pytest.raises(NotAllowedError):
                services.drop_price_list(actor=somebody, price_list_id=row.pk, now=NOW)
            with pytest.raises(NotAllowedError):
                services.choose_price_columns(
                    actor=somebody,
                    price_list_id=row.pk,
                    mapping={},
                    keeps_others=True,
                    now=NOW,
                )


def test_another_municipality_finds_no_list(almelo: Town, den_haag: Town) -> None:
    row = send(almelo)
    with den_haag.acting(Role.CONTROLLER) as carla:
        with pytest.raises(NotFoundError):
            services.adopt_price_list(
                actor=carla, price_list_id=row.pk, version=1, now=NOW
            )
        assert not list(selectors.price_lists(carla))


def test_two_lists_beside_one_version_are_not_both_adopted(almelo: Town) -> None:
    first, second = send(almelo), send(almelo, LIST.replace("2,60", "2,70"))
    adopt(almelo, first)
    with pytest.raises(services.CatalogueMovedError):
        adopt(almelo, second)
    with pytest.raises(services.PriceListClosedError):
        adopt(almelo, first, version=2)
    assert adopt(almelo, second, version=2).version == 3


def test_reference_prices_of_an_update_are_a_list_like_any_other(
    almelo: Town, den_haag: Town
) -> None:
    with den_haag.acting(Role.FUNCTIONAL_ADMIN) as farah:
        Catalogue.objects.create(
            version=1, source="oud", sha256="0" * 64, adopted_at=NOW
        )
        assert services.has_new_reference_prices(farah)
        row = services.send_reference_prices(actor=farah, now=NOW)
        with pytest.raises(services.PriceListKnownError):
            services.send_reference_prices(actor=farah, now=NOW)
    version = adopt(den_haag, row)
    with den_haag.acting(Role.FUNCTIONAL_ADMIN) as farah:
        assert selectors.prices(farah, version).count() == 120
        assert IndexLevel.objects.filter(catalogue=version).count() == 22
        assert not services.has_new_reference_prices(farah)
        assert services.load_catalogue(now=NOW, actor=farah) == version
