"""What the report of a quarter says, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bonds.domain.accounts import Account
from bonds.forms import labels
from bonds.forms.investing import STATES, quarter_name
from bonds.selectors import QuarterData
from sohos.core.euro import ZERO, Euro
from sohos.documents.pdf import Attached

POSITION: Mapping[str, Promise] = {
    "committed": _("Toegezegd"),
    "drawn": _("Opgenomen"),
    "at_risk": _("In uitvoering"),
    "due": _("Staat klaar"),
    "repaid": _("Terugbetaald"),
    "refunded": _("Niet besteed en teruggeboekt"),
    "written_off": _("Vervallen"),
    "interest_contingent": _("Voorwaardelijke rente"),
    "interest_due": _("Rente die klaarstaat"),
    "interest_received": _("Ontvangen rente"),
    "to_give_back": _("Terug te betalen"),
}
DEFINITIONS: tuple[tuple[Promise, Promise], ...] = (
    (_("Toegezegd"), _("wat een investeerder heeft beloofd te lenen")),
    (_("Opgenomen"), _("wat daarvan is overgemaakt voor een huishouden")),
    (_("In uitvoering"), _("opgenomen, en nog geen geaccepteerd resultaat")),
    (_("Staat klaar"), _("geaccepteerd door de gemeente, nog niet betaald")),
    (_("Vervallen"), _("opgenomen, en het resultaat is niet gehaald")),
    (
        _("Voorwaardelijke rente"),
        _("opgebouwd over wat loopt; zij vervalt als het resultaat niet wordt gehaald"),
    ),
    (_("Gemeten"), _("de kosten van het eerste planjaar zijn geteld")),
    (_("Goedgekeurd"), _("de accountant heeft die telling goedgekeurd")),
)


def context_of(data: QuarterData, *, municipality: str) -> dict[str, Any]:
    """Return what the template of the report shows."""
    moved = {row.name: row.movement for row in data.bridge}
    edition = data.edition
    return {
        "data": data,
        "municipality": municipality,
        "drawn": moved.get("drawn", ZERO),
        "received": _received(data),
        "bridge": [(POSITION[row.name], row) for row in data.bridge],
        "restated": [(POSITION[row.name], row) for row in data.restated],
        "accounts": [
            (labels.ACCOUNTS[Account(row.name)], row) for row in data.accounts
        ],
        "booked": [(labels.EVENTS[row.kind], row) for row in data.booked],
        "states": [name for name, _about in STATES.values()],
        "cohorts": [
            (quarter_name(one.starts_on), one, [one.count(state) for state in STATES])
            for one in (edition.cohorts if edition else ())
        ],
        "whole": [edition.whole.count(state) for state in STATES] if edition else [],
        "engagement": labels.CHOICES[data.terms.engagement_type],
        "definitions": DEFINITIONS,
    }


def attachments(data: QuarterData, *, name: str) -> tuple[Attached, ...]:
    """Return the files that go inside the report: its data, as they were hashed."""
    said = str(_("De gegevens van dit rapport"))
    return (Attached(f"{name}.json", said, data.content),)


def _received(data: QuarterData) -> Euro:
    moved = {row.name: row.movement for row in data.bridge}
    return moved.get("repaid", ZERO) + moved.get("interest_received", ZERO)
