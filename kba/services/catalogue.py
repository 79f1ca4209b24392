"""Acts: give a municipality a version of the price catalogue."""

import csv
import hashlib
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from kba.domain import price_list
from kba.domain.document.writing import number_text
from kba.domain.price_changes import Price
from kba.models import Catalogue, IndexLevel, PriceRow
from sohos.audit import services as audit
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor

_DATA = Path(__file__).parent.parent / "data"
PRICES = _DATA / "reference-prices.csv"
_INDEX = _DATA / "index-series.csv"
_SOURCE = "Referentieprijzen en index van SOHOS"


@transaction.atomic
def load_catalogue(*, now: datetime, actor: Actor | None = None) -> Catalogue:
    """Adopt the reference prices as the first version of a municipality's catalogue.

    Runs inside `context.tenant`, when a municipality is set up. What an update of
    SOHOS brings later is a list that the municipality adopts itself.

    Args:
        now: aware.
        actor: who adopts it; None while a municipality is set up.

    Returns:
        The version in force, the first one unless there were more; it never changes.
    """
    last = Catalogue.objects.order_by("-version").first()
    if last is not None:
        return last
    content = PRICES.read_bytes()
    rows = _rows(content)
    mapping = price_list.guess(tuple(rows[0]))
    read = (price_list.read_row(row, mapping=mapping, known={}) for row in rows)
    return adopted_version(
        [each.price for each in read if each.price is not None],
        version=1,
        source=_SOURCE,
        content=content,
        actor=actor,
        now=now,
    )


def adopted_version(
    prices: Iterable[Price],
    *,
    version: int,
    source: str,
    content: bytes,
    actor: Actor | None,
    now: datetime,
) -> Catalogue:
    """Store a version with its prices and the index levels that came with SOHOS.

    The database closes it: after this transaction nothing is added or changed.
    """
    catalogue = Catalogue.objects.create(
        version=version,
        source=source,
        sha256=digest_of(content),
        adopted_at=now,
        adopted_by_id=actor.user_id if actor else None,
    )
    stored = PriceRow.objects.bulk_create(_stored(catalogue, price) for price in prices)
    IndexLevel.objects.bulk_create(
        _level(catalogue, row) for row in _rows(_INDEX.read_bytes())
    )
    audit.record(
        "catalogue.adopted",
        actor=actor,
        subject=f"catalogue:{catalogue.pk}",
        at=now,
        detail={"version": catalogue.version, "prices": len(stored)},
    )
    return catalogue


def digest_of(content: bytes) -> str:
    """Return the mark of a version: the list as it was sent in, and the index."""
    return hashlib.sha256(content + _INDEX.read_bytes()).hexdigest()


def has_new_levels(catalogue: Catalogue) -> bool:
    """Tell whether SOHOS brought index levels that a version does not have."""
    stored = IndexLevel.objects.filter(catalogue=catalogue)
    known = set(stored.values_list("series", "year", "level"))
    return any(
        (row["series"], int(row["year"]), Decimal(row["level"])) not in known
        for row in _rows(_INDEX.read_bytes())
    )


def _stored(catalogue: Catalogue, price: Price) -> PriceRow:
    return PriceRow(
        catalogue=catalogue,
        code=price.code,
        label_nl=price.label_nl,
        label_en=price.label_en,
        unit=price.unit,
        amount_cents=price.amount.cents,
        price_year=price.year,
        series=price.series,
        payers={payer.value: number_text(share) for payer, share in price.payers},
        law=price.law,
        low_cents=_cents(price.low),
        high_cents=_cents(price.high),
        grade=price.grade,
        status=price.status,
        source=price.source,
        source_title=price.source_title,
        valid_from=price.valid_from,
        valid_to=price.valid_to,
        note=price.note,
    )


def _cents(amount: Euro | None) -> int | None:
    return None if amount is None else amount.cents


def _level(catalogue: Catalogue, row: dict[str, str]) -> IndexLevel:
    return IndexLevel(
        catalogue=catalogue,
        series=row["series"],
        year=int(row["year"]),
        level=Decimal(row["level"]),
        vintage=row["vintage"],
        status=row["status"],
        source=row["source"],
    )


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(content.decode().splitlines()))
