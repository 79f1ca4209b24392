"""Acts: send in a list of prices, choose its columns, adopt it, throw it away."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kba import selectors
from kba.domain import price_list
from kba.domain.price_list import MOST_PRICES, ListState
from kba.models import Catalogue, PriceList
from kba.services.catalogue import (
    PRICES,
    adopted_version,
    digest_of,
    has_new_levels,
)
from sohos.audit import services as audit
from sohos.core.errors import ConflictError, DomainError
from sohos.documents import tables
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

_NAME = 200


class PriceListKnownError(DomainError):
    """This very file waits for adoption already; the argument is the list."""

    code = "price_list_known"


class PriceListTooLongError(DomainError):
    """A catalogue holds no more prices than `MOST_PRICES`."""

    code = "price_list_too_long"


class PriceListClosedError(DomainError):
    """The list was adopted or thrown away."""

    code = "price_list_closed"


class PriceListWrongError(DomainError):
    """A row cannot be read, or a column is missing; nothing was stored."""

    code = "price_list_wrong"


class NothingNewError(DomainError):
    """The list says what the version in force says already."""

    code = "nothing_new"


class SameHandsError(DomainError):
    """Whoever sent in a list does not adopt it."""

    code = "same_hands"


class CatalogueMovedError(ConflictError):
    """Another list was adopted since the difference was shown."""

    code = "catalogue_moved"


@transaction.atomic
def send_price_list(
    *, actor: Actor, name: str, content: bytes, now: datetime
) -> PriceList:
    """Take in a list of prices; it changes nothing until somebody else adopts it.

    Args:
        actor: who keeps the catalogue.
        name: of the file; its extension must fit the content.
        content: the whole file, CSV or XLSX.
        now: aware.

    Raises:
        NotAllowedError: the actor does not keep the catalogue.
        PriceListKnownError: the same file waits for adoption.
        PriceListTooLongError: it has more than `MOST_PRICES` rows.
        FileRefusedError, TableRefusedError: it is no table that we can read.
    """
    actor.require(Permission.CATALOGUE_MANAGE)
    sha256 = hashlib.sha256(content).hexdigest()
    waiting = selectors.price_lists(actor).filter(state=ListState.NEW, sha256=sha256)
    if (known := waiting.first()) is not None:
        raise PriceListKnownError(str(known.pk))
    sheet = tables.read_table(name=name, content=content)
    if sum(1 for _row in sheet.rows) > MOST_PRICES:
        raise PriceListTooLongError(str(MOST_PRICES))
    row = PriceList.objects.create(
        name=name[-_NAME:],
        sha256=sha256,
        content=content,
        columns=[column[:_NAME] for column in sheet.columns],
        mapping=price_list.guess(sheet.columns),
        keeps_others=True,
        state=ListState.NEW,
        sent_at=now,
        sent_by_id=actor.user_id,
    )
    _record("price_list.sent", row, actor=actor, now=now)
    return row


def send_reference_prices(*, actor: Actor, now: datetime) -> PriceList:
    """Take in the reference prices that came with SOHOS, as any other list.

    Raises:
        NotAllowedError: the actor does not keep the catalogue.
        PriceListKnownError: they wait for adoption already.
    """
    return send_price_list(
        actor=actor, name=PRICES.name, content=PRICES.read_bytes(), now=now
    )


def has_new_reference_prices(actor: Actor) -> bool:
    """Tell whether SOHOS brought prices or index levels that were never adopted."""
    digest = digest_of(PRICES.read_bytes())
    return not selectors.catalogues(actor).filter(sha256=digest).exists()


@transaction.atomic
def choose_price_columns(
    *,
    actor: Actor,
    price_list_id: int,
    mapping: Mapping[str, str],
    keeps_others: bool,
    now: datetime,
) -> PriceList:
    """Say which column of a list is what.

    Args:
        actor: who keeps the catalogue.
        price_list_id: a list that was neither adopted nor thrown away.
        mapping: the column for each field; unknown columns are left out.
        keeps_others: whether prices that are not in the list go on.
        now: aware.

    Raises:
        NotAllowedError: the actor does not keep the catalogue.
        NotFoundError: there is no such list here.
        PriceListClosedError: it was adopted or thrown away.
    """
    actor.require(Permission.CATALOGUE_MANAGE)
    row = _open(actor, price_list_id)
    known = set(row.columns)
    row.mapping = {part: column for part, column in mapping.items() if column in known}
    row.keeps_others = keeps_others
    row.save(update_fields=["mapping", "keeps_others"])
    _record("price_list.columns_chosen", row, actor=actor, now=now)
    return row


@transaction.atomic
def drop_price_list(*, actor: Actor, price_list_id: int, now: datetime) -> None:
    """Throw a list away before it is adopted; that it was sent in stays known.

    Raises:
        NotAllowedError: the actor does not keep the catalogue.
        NotFoundError: there is no such list here.
        PriceListClosedError: it was adopted or thrown away.
    """
    actor.require(Permission.CATALOGUE_MANAGE)
    row = _open(actor, price_list_id)
    row.state = ListState.DROPPED
    row.save(update_fields=["state"])
    _record("price_list.dropped", row, actor=actor, now=now)


@transaction.atomic
def adopt_price_list(
    *, actor: Actor, price_list_id: int, version: int, now: datetime
) -> Catalogue:
    """Make a list the next version of the catalogue, whole or not at all.

    KBAs that were begun on an older version keep it.

    Args:
        actor: who adopts prices, not who sent in the list.
        price_list_id: a list that was neither adopted nor thrown away.
        version: the version in force that the actor saw the list beside.
        now: aware.

    Returns:
        The new version; the database lets nothing be added to it or changed.

    Raises:
        NotAllowedError: the actor adopts no prices.
        NotFoundError: there is no such list here.
        PriceListClosedError: it was adopted or thrown away.
        SameHandsError: the actor sent it in.
        CatalogueMovedError: another version came into force meanwhile.
        PriceListWrongError: a row cannot be read, or a column is missing.
        NothingNewError: every price is as it was, and so is the index.
    """
    actor.require(Permission.CATALOGUE_ADOPT)
    row = _open(actor, price_list_id)
    if row.sent_by_id == actor.user_id:
        raise SameHandsError
    reading = selectors.reading_of(actor, row)
    if reading.against.version != version:
        raise CatalogueMovedError
    if reading.lacks or reading.problems:
        raise PriceListWrongError
    if not reading.is_different and not has_new_levels(reading.against):
        raise NothingNewError
    catalogue = adopted_version(
        reading.prices,
        version=version + 1,
        source=row.name,
        content=bytes(row.content),
        actor=actor,
        now=now,
    )
    row.state, row.catalogue = ListState.ADOPTED, catalogue
    row.save(update_fields=["state", "catalogue"])
    return catalogue


def _open(actor: Actor, price_list_id: int) -> PriceList:
    """Return a list that is still open; all that are open are locked together.

    So of two lists that are adopted at the same time the second sees the first.
    """
    selectors.price_list_of(actor, price_list_id=price_list_id)
    waiting = PriceList.objects.filter(
        municipality_id=actor.municipality_id, state=ListState.NEW
    ).order_by("pk")
    ids = list(waiting.select_for_update().values_list("pk", flat=True))
    if price_list_id not in ids:
        raise PriceListClosedError
    return PriceList.objects.get(pk=price_list_id)


def _record(act: str, row: PriceList, *, actor: Actor, now: datetime) -> None:
    audit.record(act, actor=actor, subject=f"price_list:{row.pk}", at=now)
