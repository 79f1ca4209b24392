"""Forms and words of the investor's pages."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bonds import selectors, services
from bonds.domain.pool import MONTHS_OF_QUARTER, PoolState
from sohos.core.dates import local_day
from sohos.pages.fields import DateField
from sohos.tenancy.actor import Actor

STATES: Mapping[PoolState, tuple[Promise, Promise]] = {
    PoolState.REPAID: (_("Terugbetaald"), _("resultaat gehaald en betaald, met rente")),
    PoolState.VALIDATED: (
        _("Goedgekeurd"),
        _("door de accountant, nog niet betaald"),
    ),
    PoolState.REALISED: (_("Gemeten"), _("nog niet goedgekeurd")),
    PoolState.RUNNING: (_("In uitvoering"), _("nog geen jaar gemeten")),
    PoolState.FAILED: (_("Niet gehaald"), _("het resultaat, ook wie onderweg stopte")),
}


class AsOfForm(forms.Form):
    """Up to which day the figures count."""

    as_of = DateField(label=_("Stand op"), required=False)

    def __init__(self, *, today: date, data: Any = None) -> None:
        super().__init__(data)
        self.today = today

    def clean_as_of(self) -> date | None:
        """Take no day that is still to come."""
        day: date | None = self.cleaned_data["as_of"]
        if day is not None and day > self.today:
            raise forms.ValidationError(_("Kies vandaag of een eerdere dag."))
        return day

    def day(self) -> date | None:
        """Return the chosen day, if one was chosen that may be."""
        chosen: date | None = None
        if self.is_bound and self.is_valid():
            chosen = self.cleaned_data["as_of"]
        return chosen


def positions_elsewhere(
    actor: Actor, request: HttpRequest, now: datetime
) -> list[selectors.InvestorPage]:
    """Read the positions in another municipality, up to the day that is asked for."""
    form = AsOfForm(today=local_day(now), data=request.GET or None)
    return services.read_positions(actor=actor, as_of=form.day(), now=now)


def quarter_name(day: date) -> str:
    """Return how the quarter is called in which a day lies."""
    number = (day.month - 1) // MONTHS_OF_QUARTER + 1
    return _now("%(year)s-K%(number)s") % {"year": f"{day:%y}", "number": number}
