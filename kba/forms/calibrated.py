"""What was realised of what was expected in the municipality, as a page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from kba.domain.inputs import KbaInput
from kba.domain.simulation.calibration import Correction
from kba.selectors import Calibration
from sohos.pages import formats

FEWEST_CASES = 5


@dataclass(frozen=True, slots=True)
class CalibratedRow:
    """One price of this KBA: its correction, or None while too few were counted."""

    description: str
    correction: Correction | None
    between: str


@dataclass(frozen=True, slots=True)
class Calibrated:
    """The line that says it, and the prices of this KBA."""

    finding: str
    rows: Sequence[CalibratedRow]


def shown(found: Calibration, kba: KbaInput) -> Calibrated:
    """Return the calibration of the municipality, for the prices of one KBA.

    What rests on fewer than five households is not shown, and that of one price on
    fewer than ten.
    """
    names = {
        line.price.catalogue_code: line.description
        for line in kba.lines
        if line.price.catalogue_code
    }
    rows = []
    for code, name in names.items():
        correction = found.by_code.get(code or "")
        sure = correction if correction and correction.may_replace else None
        rows.append(CalibratedRow(name, sure, _between(sure) if sure else ""))
    return Calibrated(_finding(found.whole), rows)


def _finding(whole: Correction | None) -> str:
    if whole is None or whole.cases < FEWEST_CASES:
        return _(
            "In deze gemeente is nog te weinig geteld om te zeggen wat er van "
            "verwachtingen uitkomt"
        )
    return _(
        "In deze gemeente kwam %(share)s uit van wat werd verwacht, bij %(cases)s "
        "huishoudens (%(between)s)"
    ) % {
        "share": formats.percentage(whole.factor, 1),
        "cases": formats.number(whole.cases),
        "between": _between(whole),
    }


def _between(found: Correction) -> str:
    if found.low is None or found.high is None:
        return ""
    return _("tussen %(low)s en %(high)s") % {
        "low": formats.percentage(Fraction(found.low), 1),
        "high": formats.percentage(Fraction(found.high), 1),
    }
