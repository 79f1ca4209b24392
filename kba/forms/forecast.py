"""What a page shows of the simulation of a programme."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kba.domain.simulation.outcome import Spread
from kba.selectors import ProgrammeForecast
from sohos.pages import bills, formats


@dataclass(frozen=True, slots=True)
class ShownForecast:
    """A programme with its rows: name, and the spread in euro."""

    forecast: ProgrammeForecast
    finding: str
    rows: Sequence[tuple[str | Promise, Spread]]
    payers: Sequence[tuple[str | Promise, Spread]]


def shown(forecast: ProgrammeForecast) -> ShownForecast:
    """Return what the page shows of a programme."""
    found = forecast.outcome
    if found is None:
        return ShownForecast(forecast, "", (), ())
    return ShownForecast(
        forecast,
        _(
            "In %(chance)s van de trekkingen dekt wat terugkomt de hele hoofdsom "
            "van %(principal)s."
        )
        % {
            "chance": formats.percentage(found.chance_principal_covered),
            "principal": formats.signed_amount(found.principal),
        },
        (
            (_("Besparing van de gemeente, eerste jaar"), found.saving),
            (_("Opbrengst min kosten, alle jaren"), found.net),
            (_("Terugbetaling met rente"), found.repaid),
        ),
        [(bills.PAYERS[payer], spread) for payer, spread in found.by_payer],
    )
