"""The database itself keeps an adopted version of the catalogue as it is."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from kba import selectors, services
from kba.domain.own_prices import OwnPrice
from sohos.core.euro import Euro
from sohos.tenancy.permissions import Role
from tests.towns import Town

NOW = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
LEVEL = """
INSERT INTO kba_indexlevel (catalogue_id, series, year, level, vintage, source, status)
SELECT id, 'CPI', 2031, 1, '2031', 'x', 'x' FROM kba_catalogue
"""
PRICE = """
INSERT INTO kba_pricerow (catalogue_id, code, label_nl, label_en, unit, amount_cents,
  price_year, series, payers, law, grade, status, source, source_title, valid_from, note)
SELECT catalogue_id, 'smokkel', 'x', 'x', unit, 1, 2025, series, payers, law, 1, status,
  'x', 'x', valid_from, '' FROM kba_pricerow LIMIT 1
"""
OVERLAP = """
INSERT INTO kba_ownprice (code, unit, amount_cents, price_year, source, reason, from_on,
  entered_at, entered_by_id, is_withdrawn, stopped_because)
SELECT code, unit, 1, 2026, 'x', 'x', '2026-12-31', entered_at, entered_by_id, false, ''
FROM kba_ownprice
"""
CLOSED = (
    "UPDATE kba_catalogue SET source = 'anders'",
    "DELETE FROM kba_catalogue",
    "UPDATE kba_pricerow SET amount_cents = 1",
    "DELETE FROM kba_pricerow",
    "TRUNCATE kba_pricerow CASCADE",
    "UPDATE kba_indexlevel SET level = 1",
    LEVEL,
    PRICE,
)
KEPT = (
    "UPDATE kba_ownprice SET amount_cents = 1",
    "UPDATE kba_ownprice SET source = 'anders'",
    "UPDATE kba_ownprice SET from_on = '2020-01-01'",
    "DELETE FROM kba_ownprice",
    OVERLAP,
)


def refused(statement: str) -> None:
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_nothing_is_changed_in_or_added_to_what_was_adopted(
    own_database: Any, almelo: Town
) -> None:
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        version = services.load_catalogue(now=NOW)
        taxi = selectors.prices(farid, version)[0]
        services.add_own_price(
            actor=farid,
            price_id=taxi.pk,
            price=OwnPrice(
                Euro(2_15),
                2026,
                "contract",
                "goedkoper",
                date(2026, 1, 1),
                date(2026, 12, 31),
            ),
            now=NOW,
        )
    with almelo.acting(Role.FUNCTIONAL_ADMIN):
        for statement in (*CLOSED, *KEPT):
            refused(statement)
