"""Reads: the programmes and groups of a municipality, and what one comes to."""

from dataclasses import dataclass
from typing import TypeAlias

from django.db.models import QuerySet

from kba.domain import document
from kba.domain.document import Document
from kba.domain.indexation import IndexSeries
from kba.domain.lines import UnitPrice
from kba.domain.programme import Programme
from kba.domain.programme_figures import ProgrammeFigures, figures_of
from kba.domain.result import Result, evaluate
from kba.models import ProgrammeKba
from kba.selectors.catalogue import catalogue_in_force, price_of, series_of
from sohos.core.errors import NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

ProgrammeHandle: TypeAlias = ProgrammeKba
_HOUR = "vrijwillig-onbetaald-werk-uur"


@dataclass(frozen=True, slots=True)
class Hour:
    """What an hour of volunteers is worth by the catalogue, with its index."""

    price: UnitPrice | None = None
    series: tuple[IndexSeries, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgrammeResult:
    """The file of a programme, read and computed."""

    content: Document
    result: Result
    programme: Programme
    figures: ProgrammeFigures


def programme_kbas(actor: Actor) -> QuerySet[ProgrammeKba]:
    """List the programmes and groups of the municipality, newest first.

    Raises:
        NotAllowedError: the actor sees no figures of the municipality.
    """
    actor.require(Permission.DASHBOARD_READ)
    return (
        ProgrammeKba.objects.filter(
            municipality_id=actor.municipality_id, withdrawn_at__isnull=True
        )
        .select_related("added_by")
        .order_by("-added_at", "-id")
    )


def programme_kba_of(actor: Actor, *, programme_kba_id: int) -> ProgrammeKba:
    """Return a programme or group that was not withdrawn.

    Raises:
        NotAllowedError: the actor sees no figures of the municipality.
        NotFoundError: there is none with that id.
    """
    found = programme_kbas(actor).filter(pk=programme_kba_id).first()
    if found is None:
        raise NotFoundError
    return found


def programme_result(found: ProgrammeKba) -> ProgrammeResult:
    """Read and compute a stored file; the caller has checked access to it."""
    content = document.read(found.content)
    result = evaluate(content.kba)
    programme = content.programme or Programme()
    return ProgrammeResult(
        content, result, programme, figures_of(content.kba, result, programme)
    )


def volunteer_hour(actor: Actor) -> Hour:
    """Return what the catalogue in force says an hour of volunteers is worth."""
    try:
        catalogue = catalogue_in_force(actor)
    except NotFoundError:
        return Hour()
    row = price_of(actor, catalogue, code=_HOUR)
    if row is None:
        return Hour()
    price = UnitPrice(
        amount=Euro(row.amount_cents),
        year=row.price_year,
        series=row.series,
        source=row.source,
        grade=row.grade,
        catalogue_code=row.code,
    )
    return Hour(price, series_of(catalogue, [row.series]))
