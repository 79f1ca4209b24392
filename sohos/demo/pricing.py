"""What a municipality pays itself, and a price list that waits for adoption."""

from datetime import date, datetime

from kba import selectors
from kba import services as kba
from kba.domain.own_prices import OwnPrice
from sohos.core.euro import Euro
from sohos.demo.town import Cast
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Role

_LIST = """Code;Omschrijving;Eenheid;Bedrag;Prijspeil;Indexreeks;Betaler;Wet;Hardheid;Bron
jeugd-pleegvergoeding-0-8-etmaal;;;24,61;2025;;;;1;Regeling pleegvergoedingen 2025
jeugd-pleegvergoeding-9-11-etmaal;;;24,94;2025;;;;1;Regeling pleegvergoedingen 2025
jeugd-pleegvergoeding-12-15-etmaal;;;27,16;2025;;;;1;Regeling pleegvergoedingen 2025
jeugd-pleegvergoeding-16-17-etmaal;;;29,98;2025;;;;1;Regeling pleegvergoedingen 2025
wmo-huishoudelijke-hulp-uur;;;34,20;2025;;;;2;Landelijke tarieven hulp 2025
crisisopvang-gezin-etmaal;Crisisopvang gezin;etmaal;212,50;2025;OVA;gemeente;Wmo 2015;3;Contract crisisopvang 2025
"""


def set_prices(cast: Cast, now: datetime) -> None:
    """Enter one price of the municipality's own, and send in a list."""
    with cast.acting(Role.FUNCTIONAL_ADMIN) as actor:
        _own_price(actor, cast.town.name, now)
        kba.send_price_list(
            actor=actor,
            name="prijzen-2025-verzonnen.csv",
            content=_LIST.encode(),
            now=now,
        )


def _own_price(actor: Actor, town: str, now: datetime) -> None:
    taxi = selectors.price_of(
        actor, selectors.catalogue_in_force(actor), code="wmo-vervoer-taxi-km"
    )
    if taxi is not None:
        kba.add_own_price(
            actor=actor,
            price_id=taxi.pk,
            price=OwnPrice(
                amount=Euro(2_15),
                year=2026,
                source=f"Contract Wmo-vervoer {town} 2026 (verzonnen)",
                reason="Het contract van de gemeente is goedkoper dan het landelijk "
                "gemiddelde.",
                from_on=date(2026, 1, 1),
                until_on=date(2027, 12, 31),
            ),
            now=now,
        )
