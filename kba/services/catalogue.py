"""Acts: give a municipality a version of the price catalogue."""

import csv
import hashlib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from kba.models import Catalogue, IndexLevel, PriceRow
from sohos.audit import services as audit
from sohos.core import euro
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor

_DATA = Path(__file__).parent.parent / "data"
_PRICES = _DATA / "reference-prices.csv"
_INDEX = _DATA / "index-series.csv"
_SOURCE = "Referentieprijzen en index van SOHOS"


@transaction.atomic
def load_catalogue(*, now: datetime, actor: Actor | None = None) -> Catalogue:
    """Adopt the reference prices as a version of the municipality's catalogue.

    Runs inside `context.tenant`, when a municipality is set up or after an update.
    The same figures twice make one version.

    Args:
        now: aware.
        actor: who adopts it; None while a municipality is set up.

    Returns:
        The version in force; it never changes.
    """
    digest = hashlib.sha256(_PRICES.read_bytes() + _INDEX.read_bytes()).hexdigest()
    last = Catalogue.objects.order_by("-version").first()
    if last is not None and last.sha256 == digest:
        return last
    catalogue = Catalogue.objects.create(
        version=last.version + 1 if last else 1,
        source=_SOURCE,
        sha256=digest,
        adopted_at=now,
        adopted_by_id=actor.user_id if actor else None,
    )
    prices = [_price(catalogue, row) for row in _rows(_PRICES)]
    levels = [_level(catalogue, row) for row in _rows(_INDEX)]
    PriceRow.objects.bulk_create(prices)
    IndexLevel.objects.bulk_create(levels)
    audit.record(
        "catalogue.adopted",
        actor=actor,
        subject=f"catalogue:{catalogue.pk}",
        at=now,
        detail={"version": catalogue.version, "prices": len(prices)},
    )
    return catalogue


def _price(catalogue: Catalogue, row: dict[str, str]) -> PriceRow:
    return PriceRow(
        catalogue=catalogue,
        code=row["code"],
        label_nl=row["label_nl"],
        label_en=row["label_en"],
        unit=row["unit_nl"],
        amount_cents=_euro(row["amount_eur"]).cents,
        price_year=int(row["price_year"]),
        series=row["index_series"],
        payers=dict(share.split(":") for share in row["payer_shares"].split(";")),
        law=row["law_or_budget"],
        low_cents=_euro(row["low_eur"]).cents if row["low_eur"] else None,
        high_cents=_euro(row["high_eur"]).cents if row["high_eur"] else None,
        grade=int(row["evidence_grade"]),
        status=row["status"],
        source=row["source"],
        source_title=row["source_url_or_title"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        note=row["note"],
    )


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


def _euro(amount: str) -> Euro:
    return euro.from_decimal(Decimal(amount))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
