"""Acts: give a municipality its kinds of knelpunten and its legal bases."""

import csv
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from plans.models import KnelpuntKind, LegalBasis
from sohos.audit import services as audit

_DATA = Path(__file__).parent.parent / "data"


@transaction.atomic
def load_registers(*, now: datetime) -> Mapping[str, int]:
    """Give a municipality the taxonomy of knelpunten and the register of legal bases.

    Runs inside `context.tenant` when a municipality is set up; there is no actor yet.
    Rows that exist stay as they are, so that it may run again after an update.

    Args:
        now: aware.

    Returns:
        How many rows each register holds afterwards.
    """
    KnelpuntKind.objects.bulk_create(
        [KnelpuntKind(**row) for row in _rows("bottleneck-taxonomy.csv")],
        ignore_conflicts=True,
    )
    LegalBasis.objects.bulk_create(
        [_basis(row) for row in _rows("legal-bases.csv")], ignore_conflicts=True
    )
    counts = {
        "knelpunt_kinds": KnelpuntKind.objects.count(),
        "legal_bases": LegalBasis.objects.count(),
    }
    audit.record(
        "plans.registers_loaded", actor=None, subject="registers", at=now, detail=counts
    )
    return counts


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _basis(row: dict[str, str]) -> LegalBasis:
    days = {name: _day(row.pop(name)) for name in ("valid_from", "valid_to")}
    return LegalBasis(**row, **days)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
