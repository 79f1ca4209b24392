"""What the page of a programme or group shows of it, and its story in a few sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kba import selectors, services
from kba.domain import programme as programmes
from kba.domain.discounting import Convention
from kba.domain.inputs import SubjectKind
from kba.domain.programme import Comparison, IntakeTiming, Ratio
from kba.domain.programme_figures import WAYS, ProgrammeFigures
from kba.forms.analysis import Analysis, analysis_of
from sohos.core.euro import ZERO, Euro, total
from sohos.pages import formats
from sohos.pages.charts import LineChart, Series

KINDS: dict[SubjectKind, Promise] = {
    SubjectKind.GROUP: gettext_lazy("Groep"),
    SubjectKind.PROGRAMME: gettext_lazy("Programma"),
}
TIMINGS: dict[IntakeTiming, Promise] = {
    IntakeTiming.EVEN: gettext_lazy("gelijkmatig over het jaar"),
    IntakeTiming.MONTHLY_START: gettext_lazy("elke maand, aan het begin"),
    IntakeTiming.MONTHLY_MID: gettext_lazy("elke maand, in het midden"),
    IntakeTiming.MONTHLY_END: gettext_lazy("elke maand, aan het eind"),
    IntakeTiming.YEAR_START: gettext_lazy("allemaal op 1 januari"),
}
CONVENTIONS: dict[Convention, Promise] = {
    Convention.START_OF_YEAR: gettext_lazy("begin van het jaar"),
    Convention.MID_YEAR: gettext_lazy("midden van het jaar"),
    Convention.END_OF_YEAR: gettext_lazy("eind van het jaar"),
    Convention.MONTHLY_MID: gettext_lazy("midden van elke maand"),
}
EXAMPLES: dict[str, Promise] = {
    "den-haag-lpbl": gettext_lazy("Sociaal casemanagement Den Haag (LPBL)"),
    "almelo": gettext_lazy("Multiproblematiek-aanpak Almelo"),
    "den-haag-50-casussen": gettext_lazy("Vijftig casussen Den Haag"),
    "apeldoorn-vrijwilligers-50-weken": gettext_lazy(
        "Vrijwilligerswerk Apeldoorn, 50 weken"
    ),
    "apeldoorn-vrijwilligers-52-weken": gettext_lazy(
        "Vrijwilligerswerk Apeldoorn, 52 weken"
    ),
}
_SEED = 1
_CENTS = 100


@dataclass(frozen=True, slots=True)
class ShownProgramme:
    """A programme with its story, its analysis and the figures beside them."""

    analysis: Analysis
    story: Sequence[str]
    figures: ProgrammeFigures
    comparisons: Sequence[Comparison]
    ratios: Sequence[tuple[Ratio, str]]
    timings: Sequence[tuple[Promise, Euro]]
    ways: Sequence[str]
    chart: LineChart | None


def kind_of(found: selectors.ProgrammeHandle) -> Promise:
    """Return what a stored file is about."""
    return KINDS[SubjectKind(found.kind)]


def examples() -> list[tuple[str, Promise]]:
    """Return the published examples, by name, with what they are called."""
    return [(name, EXAMPLES[name]) for name in services.EXAMPLES]


def shown(found: selectors.ProgrammeResult) -> ShownProgramme:
    """Return what the page and the paper show of a programme or group."""
    analysis = analysis_of(found.content.kba, found.result, seed=_SEED)
    comparisons = [programmes.compare(each) for each in found.programme.published]
    return ShownProgramme(
        analysis=analysis,
        story=list(_story(found, analysis, comparisons)),
        figures=found.figures,
        comparisons=comparisons,
        ratios=[(each, _ratio(each.value)) for each in found.programme.ratios],
        timings=[(TIMINGS[each], saving) for each, saving in found.figures.first_years],
        ways=[_way(index) for index in range(len(WAYS))],
        chart=_chart(found.figures),
    )


def _story(
    found: selectors.ProgrammeResult,
    analysis: Analysis,
    comparisons: Sequence[Comparison],
) -> Iterator[str]:
    """Tell in a few sentences what a council wants to know."""
    ledger = found.result.present_estimate
    money, rest = ledger.financial, ledger.immaterial
    if analysis.has_money:
        words = _("Het kost %(costs)s en levert %(benefits)s aan geld op: %(net)s.")
        if money != found.result.undiscounted.financial:
            words = _(
                "Teruggerekend naar nu kost het %(costs)s en levert het %(benefits)s "
                "aan geld op: %(net)s."
            )
        yield words % {
            "costs": formats.signed_amount(money.costs),
            "benefits": formats.signed_amount(money.benefits),
            "net": _surplus(money.net),
        }
    if rest.net:
        yield _(
            "Daarnaast is er voor %(amount)s aan wat geen geld is, zoals gezondheid of "
            "vrijwilligerswerk. Dat telt nooit mee in de kas."
        ) % {"amount": formats.signed_amount(rest.net)}
    yield from _years(found.figures)
    if analysis.has_money:
        yield f"{analysis.pockets.finding}."
        yield _("De kans dat het zich loont is %(chance)s.") % {
            "chance": formats.percentage(analysis.drawn.chance_net_positive)
        }
    yield from _reported(comparisons)


def _reported(comparisons: Sequence[Comparison]) -> Iterator[str]:
    for each in comparisons:
        if each.is_reported:
            yield _(
                "Let op: %(label)s is gepubliceerd als %(published)s; nagerekend is het "
                "%(ours)s, een verschil van %(difference)s."
            ) % {
                "label": each.published.label,
                "published": formats.signed_amount(each.published.amount),
                "ours": formats.signed_amount(each.recomputed),
                "difference": formats.signed_amount(Euro(abs(each.difference.cents))),
            }


def _years(figures: ProgrammeFigures) -> Iterator[str]:
    if figures.years:
        last = figures.years[-1]
        yield _(
            "Tot en met %(year)s wordt %(expected)s verwacht; bewezen is dan %(proven)s, "
            "omdat een besparing pas na twaalf maanden vaststaat."
        ) % {
            "year": last.year,
            "expected": formats.signed_amount(last.cumulative),
            "proven": formats.signed_amount(total(y.proven for y in figures.years)),
        }
    if figures.household:
        yield _("Een huishouden verdient zich terug in %(months)s maanden.") % {
            "months": formats.number(figures.household.months, 1)
        }


def _surplus(net: Euro) -> str:
    amount = formats.signed_amount(Euro(abs(net.cents)))
    if net < ZERO:
        return _("%(amount)s tekort") % {"amount": amount}
    return _("%(amount)s over") % {"amount": amount}


def _ratio(value: Fraction) -> str:
    if value.denominator == 1:
        return formats.number(value)
    return formats.number(value, 3 if abs(value) < 1 else 2)


def _way(index: int) -> str:
    how = WAYS[index]
    rate = formats.percentage(how.table.bands[0].rate, 2)
    return _("%(rate)s, %(moment)s") % {
        "rate": rate,
        "moment": CONVENTIONS[how.convention],
    }


def _chart(figures: ProgrammeFigures) -> LineChart | None:
    if len(figures.years) <= 1:
        return None
    return LineChart(
        description=_("Bewezen komt een jaar na verwacht"),
        axis=_("Jaar"),
        points=[str(each.year) for each in figures.years],
        series=[
            Series(
                _("Verwacht (in duizend euro)"),
                [each.expected.cents / _CENTS / 1000 for each in figures.years],
                "3",
            ),
            Series(
                _("Bewezen (in duizend euro)"),
                [each.proven.cents / _CENTS / 1000 for each in figures.years],
                "1",
            ),
        ],
    )
