"""Reads: the prices and index levels of the catalogue in force."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import groupby

from django.db.models import QuerySet

from kba.domain.indexation import IndexSeries
from kba.models import Catalogue, IndexLevel, PriceRow
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor


def catalogue_in_force(actor: Actor) -> Catalogue:
    """Return the newest adopted version of the municipality's catalogue.

    Raises:
        NotFoundError: the municipality has none yet.
    """
    found = (
        Catalogue.objects.filter(municipality_id=actor.municipality_id)
        .order_by("-version")
        .first()
    )
    if found is None:
        raise NotFoundError
    return found


def prices(actor: Actor, catalogue: Catalogue) -> QuerySet[PriceRow]:
    """List the prices of a version of the catalogue, by law and name."""
    return PriceRow.objects.filter(
        municipality_id=actor.municipality_id, catalogue=catalogue
    ).order_by("law", "label_nl", "code")


def price_of(actor: Actor, catalogue: Catalogue, *, code: str) -> PriceRow | None:
    """Return a price of a version of the catalogue by its code, if there is one."""
    return prices(actor, catalogue).filter(code=code).first()


def series_of(catalogue: Catalogue, names: Iterable[str]) -> tuple[IndexSeries, ...]:
    """Return the index series of a version of the catalogue that are asked for.

    Args:
        catalogue: the version.
        names: of series; those without any level are left out.

    Returns:
        By name; levels in ascending years.
    """
    rows = IndexLevel.objects.filter(
        municipality_id=catalogue.municipality_id,
        catalogue=catalogue,
        series__in=set(names),
    ).order_by("series", "year")
    return tuple(
        _series(name, list(levels))
        for name, levels in groupby(rows, key=lambda row: row.series)
    )


def _series(name: str, rows: list[IndexLevel]) -> IndexSeries:
    return IndexSeries(
        name=name,
        levels=tuple((row.year, Fraction(row.level)) for row in rows),
        source="; ".join(dict.fromkeys(row.source for row in rows)),
        vintage=max(row.vintage for row in rows),
    )
