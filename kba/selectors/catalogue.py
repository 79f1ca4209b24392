"""Reads: versions of the price catalogue, their prices, and prices of one's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import TypeAlias

from django.db.models import Count, Q, QuerySet

from kba.domain.indexation import IndexSeries
from kba.domain.lines import UnitPrice
from kba.domain.price_changes import OWN_GRADE, Price, Status
from kba.models import Catalogue, CostLine, IndexLevel, Kba, OwnPrice, PriceRow
from plans import selectors as plans
from sohos.core.bills import Law, Payer
from sohos.core.errors import NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

CatalogueHandle: TypeAlias = Catalogue
PriceHandle: TypeAlias = PriceRow
OwnPriceHandle: TypeAlias = OwnPrice


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """A price of the catalogue, and the municipality's own that goes before it."""

    row: PriceRow
    own: OwnPrice | None = None

    @property
    def price(self) -> UnitPrice:
        """Return what counts in a calculation (rule 17.7)."""
        row, own = self.row, self.own
        return UnitPrice(
            amount=Euro(own.amount_cents if own else row.amount_cents),
            year=own.price_year if own else row.price_year,
            series=row.series,
            source=own.source if own else row.source,
            grade=OWN_GRADE if own else row.grade,
            catalogue_code=row.code,
            override_reason=own.reason if own else "",
        )


def catalogue_in_force(actor: Actor) -> Catalogue:
    """Return the newest adopted version of the municipality's catalogue.

    Raises:
        NotFoundError: the municipality has none yet.
    """
    found = catalogues(actor).first()
    if found is None:
        raise NotFoundError
    return found


def catalogues(actor: Actor) -> QuerySet[Catalogue]:
    """List the adopted versions of the municipality's catalogue, newest first."""
    return Catalogue.objects.filter(municipality_id=actor.municipality_id).order_by(
        "-version"
    )


def catalogue_to_read(actor: Actor, *, version: int | None = None) -> Catalogue:
    """Return a version of the catalogue for a reader; without a number the newest.

    Raises:
        NotAllowedError: the actor reads no catalogue.
        NotFoundError: there is no such version.
    """
    actor.require(Permission.CATALOGUE_READ)
    if version is None:
        return catalogue_in_force(actor)
    found = catalogues(actor).filter(version=version).first()
    if found is None:
        raise NotFoundError
    return found


def version_to_read(actor: Actor, *, catalogue_id: int) -> Catalogue:
    """Return a version of the catalogue by its id, for a reader.

    Raises:
        NotAllowedError: the actor reads no catalogue.
        NotFoundError: there is no such version here.
    """
    actor.require(Permission.CATALOGUE_READ)
    found = catalogues(actor).filter(pk=catalogue_id).first()
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


def price_to_read(actor: Actor, *, price_id: int) -> PriceRow:
    """Return a price of any version, with its version.

    Raises:
        NotAllowedError: the actor reads no catalogue.
        NotFoundError: there is no such price here.
    """
    actor.require(Permission.CATALOGUE_READ)
    found = (
        PriceRow.objects.filter(pk=price_id, municipality_id=actor.municipality_id)
        .select_related("catalogue")
        .first()
    )
    if found is None:
        raise NotFoundError
    return found


def history_of(actor: Actor, *, code: str) -> list[PriceRow]:
    """List what a code cost in each version of the catalogue, newest version first.

    Raises:
        NotAllowedError: the actor reads no catalogue.
    """
    actor.require(Permission.CATALOGUE_READ)
    return list(
        PriceRow.objects.filter(code=code, municipality_id=actor.municipality_id)
        .select_related("catalogue")
        .order_by("-catalogue__version")
    )


def own_prices(actor: Actor) -> QuerySet[OwnPrice]:
    """List the municipality's own prices, withdrawn ones too; by code, newest first.

    Raises:
        NotAllowedError: the actor reads no catalogue.
    """
    actor.require(Permission.CATALOGUE_READ)
    return (
        OwnPrice.objects.filter(municipality_id=actor.municipality_id)
        .select_related("entered_by", "stopped_by")
        .order_by("code", "-from_on", "-id")
    )


def own_price_of(actor: Actor, *, own_price_id: int) -> OwnPrice:
    """Return one of the municipality's own prices.

    Raises:
        NotAllowedError: the actor reads no catalogue.
        NotFoundError: there is no such price here.
    """
    found = own_prices(actor).filter(pk=own_price_id).first()
    if found is None:
        raise NotFoundError
    return found


def listed_prices(
    actor: Actor, rows: Iterable[PriceRow], *, on: date
) -> list[ListedPrice]:
    """Put the municipality's own prices of a day beside those of the catalogue.

    Args:
        actor: whose municipality counts.
        rows: of any version.
        on: the day that counts; for a KBA its reference date.

    Returns:
        In the order of `rows`. An own price in another unit than the listed one is
        left out: it prices something else.
    """
    own = {
        price.code: price
        for price in OwnPrice.objects.filter(
            Q(until_on__isnull=True) | Q(until_on__gte=on),
            municipality_id=actor.municipality_id,
            from_on__lte=on,
            is_withdrawn=False,
        )
    }
    return [ListedPrice(row, _in_unit(row, own.get(row.code))) for row in rows]


def listed_price(actor: Actor, kba: Kba, *, code: str) -> ListedPrice | None:
    """Return what a code costs in a KBA: its catalogue, and its reference date."""
    row = price_of(actor, kba.catalogue, code=code)
    if row is None:
        return None
    return listed_prices(actor, [row], on=kba.reference_on)[0]


def uses_of_prices(actor: Actor) -> dict[str, int]:
    """Count per code the KBAs that use it and may still change; none is left out."""
    rows = (
        CostLine.objects.filter(
            municipality_id=actor.municipality_id,
            removed_at__isnull=True,
            price_row__isnull=False,
            kba__in=_drafts(actor),
        )
        .values_list("price_row__code")
        .annotate(times=Count("kba", distinct=True))
    )
    return dict(rows)


def drafts_behind(actor: Actor, catalogue: Catalogue) -> int:
    """Count the KBAs that may still change and use an older version than this."""
    return _drafts(actor).filter(catalogue__version__lt=catalogue.version).count()


def as_price(row: PriceRow) -> Price:
    """Return a stored price as the rules know it."""
    return Price(
        code=row.code,
        label_nl=row.label_nl,
        label_en=row.label_en,
        unit=row.unit,
        amount=Euro(row.amount_cents),
        year=row.price_year,
        series=row.series,
        payers=tuple((Payer(p), Fraction(share)) for p, share in row.payers.items()),
        law=Law(row.law),
        grade=row.grade,
        status=Status(row.status),
        source=row.source,
        source_title=row.source_title,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        low=None if row.low_cents is None else Euro(row.low_cents),
        high=None if row.high_cents is None else Euro(row.high_cents),
        note=row.note,
    )


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


def _drafts(actor: Actor) -> QuerySet[Kba]:
    return Kba.objects.filter(municipality_id=actor.municipality_id).exclude(
        case_id__in=plans.adopted_case_ids(actor)
    )


def _in_unit(row: PriceRow, own: OwnPrice | None) -> OwnPrice | None:
    return own if own is not None and own.unit == row.unit else None


def _series(name: str, rows: list[IndexLevel]) -> IndexSeries:
    return IndexSeries(
        name=name,
        levels=tuple((row.year, Fraction(row.level)) for row in rows),
        source="; ".join(dict.fromkeys(row.source for row in rows)),
        vintage=max(row.vintage for row in rows),
    )
