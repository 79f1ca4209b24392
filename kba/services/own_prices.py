"""Acts: a price of the municipality's own, and the end of it (rule 17.6)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kba import selectors
from kba.domain import own_prices
from kba.domain.problems import InvalidInputError, Problem
from kba.models import OwnPrice
from sohos.audit import services as audit
from sohos.core.errors import DomainError
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

_TEXTS = {"source": 200, "reason": 300}


class NotInCatalogueError(DomainError):
    """The catalogue in force has no such price any more."""

    code = "not_in_catalogue"


class OwnPriceStoppedError(DomainError):
    """The price was withdrawn, or has ended already."""

    code = "own_price_stopped"


@dataclass(frozen=True, slots=True)
class Stop:
    """How a price of one's own comes to an end.

    Without `last_on` it should never have been there and is withdrawn as a whole.
    """

    reason: str
    last_on: date | None = None


@transaction.atomic
def add_own_price(
    *, actor: Actor, price_id: int, price: own_prices.OwnPrice, now: datetime
) -> OwnPrice:
    """Let the municipality's own price go before a listed one, for a period.

    It counts in KBAs whose reference date lies in the period; rows that were entered
    before keep their price until somebody opens them.

    Args:
        actor: who keeps the catalogue.
        price_id: a price of any version; the version in force says its unit.
        price: what was entered.
        now: aware.

    Raises:
        NotAllowedError: the actor does not keep the catalogue.
        NotFoundError: there is no such price here.
        NotInCatalogueError: the version in force has no such code.
        InvalidInputError: as in `own_prices.check`.
    """
    actor.require(Permission.CATALOGUE_MANAGE)
    code = selectors.price_to_read(actor, price_id=price_id).code
    row = selectors.price_of(actor, selectors.catalogue_in_force(actor), code=code)
    if row is None:
        raise NotInCatalogueError(code)
    _check(actor, row.code, price)
    own = OwnPrice.objects.create(
        code=row.code,
        unit=row.unit,
        amount_cents=price.amount.cents,
        price_year=price.year,
        source=price.source.strip(),
        reason=price.reason.strip(),
        from_on=price.from_on,
        until_on=price.until_on,
        entered_at=now,
        entered_by_id=actor.user_id,
    )
    _record("own_price.added", own, actor=actor, now=now)
    return own


@transaction.atomic
def stop_own_price(
    *, actor: Actor, own_price_id: int, stop: Stop, now: datetime
) -> OwnPrice:
    """End a price of the municipality's own, or withdraw it.

    Frozen KBAs and rows that were entered with it keep it.

    Args:
        actor: who keeps the catalogue.
        own_price_id: a price that was not withdrawn.
        stop: the last day and the reason.
        now: aware.

    Raises:
        NotAllowedError: the actor does not keep the catalogue.
        NotFoundError: there is no such price here.
        OwnPriceStoppedError: it was withdrawn, or ends earlier already.
        InvalidInputError: `problems` names `reason` or `last_on`.
    """
    actor.require(Permission.CATALOGUE_MANAGE)
    selectors.own_price_of(actor, own_price_id=own_price_id)
    own = OwnPrice.objects.select_for_update().get(pk=own_price_id)
    if own.is_withdrawn:
        raise OwnPriceStoppedError
    if stop.last_on and own.until_on and own.until_on <= stop.last_on:
        raise OwnPriceStoppedError
    _check_stop(own, stop)
    own.until_on = stop.last_on or own.until_on
    own.is_withdrawn = stop.last_on is None
    own.stopped_at, own.stopped_by_id = now, actor.user_id
    own.stopped_because = stop.reason.strip()
    own.save(
        update_fields=[
            "until_on",
            "is_withdrawn",
            "stopped_at",
            "stopped_by",
            "stopped_because",
        ]
    )
    _record("own_price.stopped", own, actor=actor, now=now)
    return own


def _check(actor: Actor, code: str, price: own_prices.OwnPrice) -> None:
    too_long = [
        Problem(name, "too_long", str(longest))
        for name, longest in _TEXTS.items()
        if len(getattr(price, name)) > longest
    ]
    if too_long:
        raise InvalidInputError(too_long)
    others = selectors.own_prices(actor).filter(code=code, is_withdrawn=False)
    own_prices.check(price, [_known(other) for other in others])


def _check_stop(own: OwnPrice, stop: Stop) -> None:
    if not stop.reason.strip():
        raise InvalidInputError([Problem("reason", "empty")])
    if len(stop.reason) > _TEXTS["reason"]:
        raise InvalidInputError([Problem("reason", "too_long", str(_TEXTS["reason"]))])
    if stop.last_on is not None and stop.last_on < own.from_on:
        day = f"{own.from_on:%d-%m-%Y}"
        raise InvalidInputError([Problem("last_on", "ends_before_it_begins", day)])


def _known(own: OwnPrice) -> own_prices.OwnPrice:
    return own_prices.OwnPrice(
        amount=Euro(own.amount_cents),
        year=own.price_year,
        source=own.source,
        reason=own.reason,
        from_on=own.from_on,
        until_on=own.until_on,
    )


def _record(act: str, own: OwnPrice, *, actor: Actor, now: datetime) -> None:
    audit.record(
        act,
        actor=actor,
        subject=f"own_price:{own.pk}",
        at=now,
        detail={"code": own.code, "is_withdrawn": own.is_withdrawn},
    )
