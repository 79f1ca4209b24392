"""Many rows at once: each stored or refused on its own, a list added once."""

from dataclasses import replace
from fractions import Fraction

import pytest

from kba import selectors, services
from kba.domain.problems import InvalidInputError
from kba.services import (
    ChangedMeanwhileError,
    EnteredMeanwhileError,
    KbaClosedError,
    LineEntry,
)
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy.permissions import Role
from tests.services.kba.calculating import (
    FOSTER_CARE,
    NOW,
    SHELTER,
    add,
    adopted,
    started,
    written,
)
from tests.towns import Town

WRONG = replace(FOSTER_CARE, price_source="")


def test_rows_are_stored_or_refused_on_their_own(almelo: Town) -> None:
    kba = started(almelo)
    line_id = add(almelo, kba)
    entries = [
        LineEntry(SHELTER),
        LineEntry(WRONG),
        LineEntry(replace(FOSTER_CARE, quantity_with=Fraction(90)), line_id, 1),
        LineEntry(replace(FOSTER_CARE, quantity_with=Fraction(80)), line_id, 1),
    ]
    with almelo.acting(Role.CASEMANAGER) as noor:
        first, second, third, fourth = services.enter_lines(
            actor=noor, kba_id=kba.pk, entries=entries, now=NOW
        )
        assert len(selectors.lines_of(kba)) == 2
    assert first.line is not None
    assert isinstance(second.error, InvalidInputError)
    assert third.line is not None
    assert third.line.version == 2
    assert isinstance(fourth.error, ChangedMeanwhileError)


def test_a_save_that_comes_twice_is_one_save(almelo: Town) -> None:
    kba = started(almelo)
    line_id = add(almelo, kba)
    text = replace(FOSTER_CARE, quantity_with=Fraction(90))
    with almelo.acting(Role.CASEMANAGER) as noor:
        versions = [
            services.change_line(
                actor=noor, line_id=line_id, version=1, text=text, now=NOW
            ).version
            for _ in range(2)
        ]
    assert versions == [2, 2]


def test_a_list_is_added_once(almelo: Town) -> None:
    kba = started(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        seen = selectors.entries_of(kba)
        found = services.add_lines(
            actor=noor, kba_id=kba.pk, texts=[FOSTER_CARE, WRONG], seen=seen, now=NOW
        )
        assert [outcome.error is None for outcome in found] == [True, False]
        with pytest.raises(EnteredMeanwhileError):
            services.add_lines(
                actor=noor, kba_id=kba.pk, texts=[FOSTER_CARE], seen=seen, now=NOW
            )
        assert len(selectors.lines_of(kba)) == 1


def test_a_row_of_another_kba_is_no_such_row(almelo: Town, den_haag: Town) -> None:
    kba = started(almelo)
    line_id = add(almelo, kba)
    entries = [LineEntry(FOSTER_CARE, line_id, 1)]
    with den_haag.acting(Role.CASEMANAGER) as daan, pytest.raises(NotFoundError):
        services.enter_lines(actor=daan, kba_id=kba.pk, entries=entries, now=NOW)
    gone = [LineEntry(FOSTER_CARE, line_id + 1, 1)]
    with almelo.acting(Role.CASEMANAGER) as noor, pytest.raises(NotFoundError):
        services.enter_lines(actor=noor, kba_id=kba.pk, entries=gone, now=NOW)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        for act in (
            lambda: services.enter_lines(
                actor=tessa, kba_id=kba.pk, entries=entries, now=NOW
            ),
            lambda: services.add_lines(
                actor=tessa, kba_id=kba.pk, texts=[], seen=1, now=NOW
            ),
            lambda: services.check_lines(actor=tessa, kba_id=kba.pk, texts=[]),
            lambda: services.try_line(
                actor=tessa, kba_id=kba.pk, entry=LineEntry(FOSTER_CARE)
            ),
            lambda: services.restore_line(actor=tessa, line_id=line_id, now=NOW),
        ):
            with pytest.raises(NotAllowedError):
                act()


def test_a_settled_kba_takes_no_entries(almelo: Town) -> None:
    kba = adopted(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor, pytest.raises(KbaClosedError):
        services.enter_lines(
            actor=noor, kba_id=kba.pk, entries=[LineEntry(FOSTER_CARE)], now=NOW
        )


def test_a_row_is_tried_without_being_stored(almelo: Town) -> None:
    kba = written(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        line = selectors.lines_of(kba)[0]
        text = replace(FOSTER_CARE, quantity_without=Fraction(400))
        stem, found = services.try_line(
            actor=noor, kba_id=kba.pk, entry=LineEntry(text, line.pk)
        )
        (row,) = [row for row in found.rows if row.stem == stem]
        assert row.year(1).gross_without == Euro(2_400_000)
        stem, found = services.try_line(
            actor=noor, kba_id=kba.pk, entry=LineEntry(SHELTER)
        )
        assert (stem, len(found.rows)) == ("new", 4)
        assert len(selectors.lines_of(kba)) == 3
        with pytest.raises(InvalidInputError):
            services.try_line(actor=noor, kba_id=kba.pk, entry=LineEntry(WRONG))


def test_an_own_price_keeps_its_own_source(almelo: Town) -> None:
    kba = started(almelo)
    listed = replace(
        FOSTER_CARE,
        price_code="wmo-begeleiding-thuis-uur",
        unit_price=Euro(7000),
        override_reason="contract 2019",
    )
    with almelo.acting(Role.CASEMANAGER) as noor:
        price = selectors.listed_price(noor, kba, code="wmo-begeleiding-thuis-uur")
    assert price is not None
    line_id = add(almelo, kba, listed, price_source=price.price.source)
    with almelo.acting(Role.CASEMANAGER) as noor:
        line = selectors.line_of(noor, line_id=line_id)
    assert line.price_source == "contract 2019"
