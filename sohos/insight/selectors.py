"""Reads: everything on the dashboard, gathered from four apps in a few queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.crypto import salted_hmac

from bonds.domain.contract import ContractTerms
from bonds.domain.outcome import share_due
from bonds.selectors import figures as bonds
from bonds.selectors.figures import InterestBudget
from cases import selectors as cases
from cases.domain.phases import Phase
from cases.selectors import figures as case_figures
from cases.selectors.figures import Ageing, CasePlace, FunnelStep, Load
from kba.selectors import figures as kba
from kba.selectors.figures import MeasuredCase
from sohos.core.bills import Payer
from sohos.core.euro import ZERO, Euro, half_up, total
from sohos.core.small_cells import suppress_line
from sohos.insight import cohort as cohorts
from sohos.insight import disclosure
from sohos.insight.cohort import Cohort
from sohos.insight.disclosure import Savings
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

# Of two steps that cannot both be told, these go before the others.
_TOLD_FIRST = (Phase.AANGEMELD, Phase.UITVOERING, Phase.JAARGRENS)
NEARLY_USED = Fraction(8, 10)


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme and how many households it is for."""

    id: int
    name: str
    target: int


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen on the dashboard: id or year, and how it reads."""

    programmes: tuple[tuple[int, str], ...]
    years: tuple[int, ...]
    teams: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the funnel; None is hidden, `is_few` says that it is 1 to 4."""

    phase: Phase
    reached: int | None
    is_few: bool
    days: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Households that ask for somebody, and since when the oldest does.

    A hidden number is None; without any household there is no row at all.
    """

    households: int | None
    is_few: bool
    since: date | None


@dataclass(frozen=True, slots=True)
class Attention:
    """What asks for somebody; None where nothing does."""

    validation: Waiting | None
    acceptance: Waiting | None
    overdue: Waiting | None
    under_threshold: Waiting | None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The figures of a choice of households; nobody can be recognised in them.

    `is_shown` is False when the choice is too small: then only the budget is there.
    """

    cohort: Cohort
    options: Options
    is_shown: bool
    savings: Savings | None
    steps: tuple[Step, ...]
    stopped: int | None
    days_to_start: int | None
    target: int | None
    budget: InterestBudget
    spent_per_household: Euro | None
    case_cap: Euro | None
    attention: Attention

    def step(self, phase: Phase) -> Step | None:
        """Return a step of the funnel, if there are any."""
        return next((step for step in self.steps if step.phase is phase), None)

    @property
    def is_budget_nearly_used(self) -> bool:
        """Tell whether the interest budget comes near its end."""
        taken = self.budget.used + self.budget.reserved
        return bool(taken) and taken.cents >= NEARLY_USED * self.budget.available.cents


@dataclass(frozen=True, slots=True)
class TeamOverview:
    """The load of each casemanager and how long cases are in their phase."""

    loads: tuple[Load, ...]
    ageing: tuple[Ageing, ...]


def dashboard_of(actor: Actor, *, cohort: Cohort, today: date) -> Dashboard:
    """Gather the dashboard of a choice of households.

    The number of queries does not depend on the number of households.

    Args:
        actor: who looks.
        cohort: which households.
        today: the day on which terms and contracts count.

    Raises:
        NotAllowedError: the actor reads no figures.
    """
    actor.require(Permission.DASHBOARD_READ)
    found = _find(actor, cohort, today)
    funnel = case_figures.funnel_of(actor, found.ids)
    return Dashboard(
        cohort=cohort,
        options=_options(found),
        is_shown=found.is_shown,
        savings=_savings(actor, found) if found.is_saving_shown else None,
        steps=_steps(funnel.steps) if found.is_shown else (),
        stopped=_told(found, funnel.stopped, funnel.stopped),
        days_to_start=_told(found, funnel.days_to_start, _reached(funnel.steps)),
        target=_target(found),
        budget=bonds.interest_budget(actor, programme_id=cohort.programme_id),
        spent_per_household=_average(found.spent) if found.is_shown else None,
        case_cap=_cap(found),
        attention=_attention(actor, found),
    )


def team_overview_of(actor: Actor, *, today: date) -> TeamOverview:
    """Gather load and ageing for a team lead.

    Raises:
        NotAllowedError: the actor does not assign cases.
    """
    return TeamOverview(
        loads=tuple(case_figures.loads_of(actor, today=today)),
        ageing=tuple(case_figures.ageing_of(actor, today=today)),
    )


def secret_of(actor: Actor) -> bytes:
    """Return what settles, in this municipality, which neighbour hides."""
    return salted_hmac("sohos.insight", str(actor.municipality_id)).digest()


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read before anything was hidden; `measured` is of the cohort."""

    cohort: Cohort
    today: date
    secret: bytes
    programmes: tuple[Programme, ...]
    teams: tuple[tuple[int, str], ...]
    places: dict[int, CasePlace]
    ids: tuple[int, ...]
    measured: tuple[MeasuredCase, ...]
    is_shown: bool
    is_saving_shown: bool
    terms: dict[int, ContractTerms]
    spent: dict[int, Euro]


def _find(actor: Actor, cohort: Cohort, today: date) -> _Found:
    secret = secret_of(actor)
    places = {one.case_id: one for one in case_figures.places_of_cases(actor)}
    ids = tuple(case_id for case_id, one in places.items() if cohort.has(one))
    measured = kba.measured_cases(actor, list(places))
    of_measured = [places[one.case_id] for one in measured]
    is_shown = cohorts.is_shown(cohort, places.values(), secret=secret)
    return _Found(
        cohort=cohort,
        today=today,
        secret=secret,
        programmes=tuple(
            Programme(row.pk, row.name, row.target_households)
            for row in cases.programmes(actor)
        ),
        teams=tuple((row.pk, row.name) for row in tenancy.teams(actor)),
        places=places,
        ids=ids,
        measured=tuple(one for one in measured if cohort.has(places[one.case_id])),
        is_shown=is_shown,
        is_saving_shown=is_shown
        and cohorts.is_shown(cohort, of_measured, secret=secret),
        terms=bonds.terms_by_programme(actor, today=today),
        spent=bonds.spending_by_case(actor, ids),
    )


def _options(found: _Found) -> Options:
    years = {place.year for place in found.places.values()}
    return Options(
        programmes=tuple((row.id, row.name) for row in found.programmes),
        years=tuple(sorted(years, reverse=True)),
        teams=found.teams,
    )


def _savings(actor: Actor, found: _Found) -> Savings:
    return disclosure.savings_of(
        found.measured,
        kba.savings_by_law(actor, found.measured),
        kba.savings_by_payer(actor, found.measured),
        own=Payer.MUNICIPALITY,
        secret=found.secret,
    )


def _steps(steps: Sequence[FunnelStep]) -> tuple[Step, ...]:
    phases = [step.phase for step in steps]
    shown = disclosure.shown_counts(
        [step.reached for step in steps],
        first=[phases.index(phase) for phase in _TOLD_FIRST],
    )
    return tuple(
        Step(
            phase=step.phase,
            reached=count,
            is_few=disclosure.is_small(step.reached),
            days=_days(step.days, step.moved),
        )
        for step, count in zip(steps, shown, strict=True)
    )


def _days(days: int | None, households: int) -> int | None:
    return None if disclosure.is_small(households) else days


def _told(found: _Found, number: int | None, households: int) -> int | None:
    return _days(number, households) if found.is_shown else None


def _reached(steps: Sequence[FunnelStep]) -> int:
    return next(step.reached for step in steps if step.phase is Phase.UITVOERING)


def _target(found: _Found) -> int | None:
    chosen = found.cohort
    if chosen.year is not None or chosen.team_id is not None:
        return None
    return sum(
        row.target for row in found.programmes if chosen.programme_id in (None, row.id)
    )


def _average(spent: dict[int, Euro]) -> Euro | None:
    if not spent or disclosure.is_small(len(spent)):
        return None
    return half_up(Fraction(total(spent.values()).cents, len(spent)))


def _cap(found: _Found) -> Euro | None:
    caps = {
        one.case_cap
        for programme_id, one in found.terms.items()
        if found.cohort.programme_id in (None, programme_id)
    }
    return caps.pop() if len(caps) == 1 else None


def _attention(actor: Actor, found: _Found) -> Attention:
    decided = bonds.decided_case_ids(actor, found.ids)
    overdue = case_figures.overdue_of(actor, found.ids, today=found.today)
    measured = found.measured if found.is_saving_shown else ()
    is_few = disclosure.is_small(overdue.cases)
    rest = [one for one in measured if one.case_id in decided]
    undecided = [one for one in measured if one.case_id not in decided]
    to_validate = [one for one in undecided if not one.is_validated]
    to_accept = [one for one in undecided if one.is_validated]
    short = [one for one in measured if _falls_short(found, one)]
    enough = [one for one in measured if not _falls_short(found, one)]
    validation, acceptance, _ = _waiting(found, to_validate, to_accept, rest)
    under_threshold, _ = _waiting(found, short, enough)
    return Attention(
        validation=validation,
        acceptance=acceptance,
        overdue=Waiting(None if is_few else overdue.cases, is_few, overdue.oldest_on)
        if overdue.cases
        else None,
        under_threshold=under_threshold,
    )


def _falls_short(found: _Found, one: MeasuredCase) -> bool:
    agreed = found.terms.get(found.places[one.case_id].programme_id)
    principal = found.spent.get(one.case_id, ZERO)
    return (
        agreed is not None
        and share_due(agreed, saving=one.counted, principal=principal) < 1
    )


def _waiting(
    found: _Found, *groups: Sequence[MeasuredCase]
) -> tuple[Waiting | None, ...]:
    line = suppress_line([len(group) for group in groups], secret=found.secret)
    return tuple(
        Waiting(
            count,
            disclosure.is_small(len(group)),
            min(one.counted_on for one in group),
        )
        if group
        else None
        for group, count in zip(groups, line.counts.cells, strict=True)
    )
