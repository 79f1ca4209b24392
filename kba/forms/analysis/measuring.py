"""The measures of a KBA in words: a figure, or "n.v.t." with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kba.domain.measures import Measure, Measures, NotApplicable, Reason
from kba.domain.result import Result
from kba.domain.simulation import Outcome
from sohos.core.euro import ZERO, Euro
from sohos.pages import formats

REASONS: dict[Reason, Promise] = {
    Reason.NO_COSTS: gettext_lazy("er zijn geen kosten"),
    Reason.NO_FLOWS: gettext_lazy("er gaat geen geld om"),
    Reason.NEVER_NEGATIVE: gettext_lazy("er hoeft niets te worden terugverdiend"),
    Reason.NOT_WITHIN_HORIZON: gettext_lazy("niet binnen de jaren van de berekening"),
    Reason.NO_SIGN_CHANGE: gettext_lazy("er is alleen geld in of alleen geld uit"),
    Reason.SEVERAL_SIGN_CHANGES: gettext_lazy("geld in en uit wisselen elkaar af"),
    Reason.OUT_OF_REACH: gettext_lazy("geen haalbare waarde"),
    Reason.NO_VALUE: gettext_lazy("deze regel heeft geen waarde"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One measure: its name, what it is, and what explains it."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class LedgerYear:
    """A plan year of the contract ledger, with what it adds up to so far."""

    year: int
    saving: Euro
    plan_costs: Euro
    net: Euro
    cumulative: Euro
    freed_capacity: Euro


def told(measure: Measure | Decimal, *, decimals: int = 2) -> tuple[str, str]:
    """Return a measure as people write it and, when there is none, why not."""
    if isinstance(measure, NotApplicable):
        return _("n.v.t."), str(REASONS[measure.reason])
    return formats.number(Fraction(measure), decimals), ""


def share(measure: Measure, *, decimals: int = 1) -> tuple[str, str]:
    """Return a measure between 0 and 1 as a percentage, or why there is none."""
    if isinstance(measure, NotApplicable):
        return told(measure)
    return formats.percentage(measure, decimals), ""


def years(measure: Measure) -> tuple[str, str]:
    """Return a time in years, with the same in months beside it."""
    if isinstance(measure, NotApplicable):
        return told(measure)
    return (
        _("%(years)s jaar") % {"years": formats.number(measure, 2)},
        _("%(months)s maanden") % {"months": formats.number(measure * 12, 1)},
    )


def figures(measures: Measures, drawn: Outcome) -> list[Told]:
    """Return the measures that a KBA is judged by."""
    return [
        Told(_("Baten gedeeld door kosten"), *told(measures.bcr, decimals=4)),
        Told(
            _("Baten gedeeld door kosten, alleen geld"),
            *told(measures.bcr_financial, decimals=4),
        ),
        Told(_("Terugverdiend, alle betalers"), *years(measures.payback.first)),
        Told(_("Blijvend terugverdiend"), *years(measures.payback.lasting)),
        Told(
            _("Terugverdiend door de gemeente"),
            *years(measures.payback_municipality.first),
        ),
        Told(_("Intern rendement per jaar"), *_rate(measures.irr_estimate)),
        Told(
            _("Nodige besparing per jaar"),
            formats.signed_amount(measures.break_even_annual_saving),
            _("alle jaren evenveel, dan komt het precies uit"),
        ),
        Told(
            _("Kans dat het zich loont"),
            formats.percentage(drawn.chance_net_positive, 1),
            _("van %(points)s trekkingen") % {"points": formats.number(drawn.points)},
        ),
    ]


def contract_years(result: Result) -> list[LedgerYear]:
    """Return the contract ledger, year by year."""
    found: list[LedgerYear] = []
    so_far = ZERO
    for each in result.contract:
        so_far += each.net
        found.append(
            LedgerYear(
                each.year,
                each.saving,
                each.plan_costs,
                each.net,
                so_far,
                each.freed_capacity,
            )
        )
    return found


def welfare_rows(result: Result) -> Sequence[tuple[str, Euro, Euro]]:
    """Return the welfare ledger: what, undiscounted, and its present value."""
    plain, present = result.undiscounted, result.present_estimate
    return [
        (_("Financiële baten"), plain.financial.benefits, present.financial.benefits),
        (_("Financiële kosten"), -plain.financial.costs, -present.financial.costs),
        (_("Financieel saldo"), plain.financial.net, present.financial.net),
        (
            _("Immateriële baten"),
            plain.immaterial.benefits,
            present.immaterial.benefits,
        ),
        (_("Immateriële kosten"), -plain.immaterial.costs, -present.immaterial.costs),
        (_("Immaterieel saldo"), plain.immaterial.net, present.immaterial.net),
        (_("Samen"), plain.total.net, present.total.net),
    ]


def _rate(measure: Decimal | NotApplicable) -> tuple[str, str]:
    if isinstance(measure, NotApplicable):
        return told(measure)
    return formats.percentage(measure, 1), ""
