"""The terms of a bond as data, and which of them are assumptions (rule S1)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from bonds.domain.day_count import DayCount
from kba.domain.engagement import EngagementType
from sohos.core.dates import add_months
from sohos.core.errors import DomainError
from sohos.core.euro import ZERO, Euro

# Letter to the council of Almelo, Raad - 1805057; "netto 12.000" is read as a year's
# saving before the 4,800 is deducted, because the letter budgets it structurally.
ALMELO_CASE = Euro(480_000)
ALMELO_YEAR = Euro(2_400_000)
ALMELO_TOTAL = Euro(7_200_000)
ALMELO_SAVING = Euro(1_200_000)
ASSUMED = {"assumed": True}
FORESEEABLE_YEARS = range(1900, 2200)
LONGEST_TERM_MONTHS = 600


class InterestStart(StrEnum):
    """From which day money carries interest."""

    DRAWDOWN = "drawdown"
    CASE_START = "case_start"
    SPEND = "spend"


class InterestEnd(StrEnum):
    """The first day on which a settled case carries no more interest."""

    DUE_DATE = "due_date"
    PAYMENT_DATE = "payment_date"


class OutcomeRule(StrEnum):
    """Which share of principal and interest a validated saving makes due."""

    THRESHOLD = "threshold"
    PRO_RATA = "pro_rata"
    RATE_CARD = "rate_card"


class LossBearer(StrEnum):
    """Who loses the principal of a case without its saving."""

    INVESTOR = "investor"
    SOHOS = "sohos"
    MUNICIPALITY = "municipality"
    SOHOS_FIRST = "sohos_first_loss_then_investor"


class CapBehaviour(StrEnum):
    """What happens to interest for which the budget has no room."""

    QUEUE = "queue"
    TRUNCATE = "truncate"


class Funding(StrEnum):
    """Which investors lend for a case."""

    PRO_RATA = "pro_rata_commitment"
    LOTS = "per_case_lots"


class PaymentRoute(StrEnum):
    """Whether the municipality pays investors itself."""

    DIRECT = "direct"
    VIA_SOHOS = "via_sohos"


class EarlyTermination(StrEnum):
    """What becomes of running cases when the contract ends early."""

    RUN_OFF = "run_off"
    REPAY_PRINCIPAL = "repay_principal"
    REPAY_WITH_INTEREST = "repay_with_interest"


class TermsInvalidError(DomainError):
    """A term has no meaning or contradicts another; the argument names it."""

    code = "terms_invalid"


class TermUnknownError(DomainError):
    """No term carries this name; the argument is the name."""

    code = "term_unknown"


@dataclass(frozen=True, slots=True)
class RateBand:
    """From this validated saving on, this share of principal and interest is due."""

    from_saving: Euro
    share: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractTerms:
    """Every parameter of a bond; the defaults are those of Almelo, 2019 to 2021.

    Terms marked ASSUMED are not in the published agreement: they stay an
    assumption ("aanname") until a person puts their name in `confirmed`.
    """

    starts_on: date = date(2019, 1, 1)
    ends_on: date = date(2021, 12, 31)
    rate: Fraction = Fraction(4, 100)
    case_cap: Euro = ALMELO_CASE
    interest_year_signal: Euro = ALMELO_YEAR
    interest_total_cap: Euro = ALMELO_TOTAL
    payment_route: PaymentRoute = PaymentRoute.DIRECT
    interest_total_is_hard: bool = field(default=True, metadata=ASSUMED)
    cap_behaviour: CapBehaviour = field(default=CapBehaviour.QUEUE, metadata=ASSUMED)
    reservation_months: int = field(default=12, metadata=ASSUMED)
    day_count: DayCount = field(default=DayCount.THIRTY_E_360, metadata=ASSUMED)
    interest_start: InterestStart = field(
        default=InterestStart.DRAWDOWN, metadata=ASSUMED
    )
    interest_end: InterestEnd = field(default=InterestEnd.DUE_DATE, metadata=ASSUMED)
    max_return: Fraction | None = field(default=None, metadata=ASSUMED)
    outcome_rule: OutcomeRule = field(default=OutcomeRule.THRESHOLD, metadata=ASSUMED)
    saving_threshold: Euro = field(default=ALMELO_SAVING, metadata=ASSUMED)
    saving_is_after_case_cost: bool = field(default=False, metadata=ASSUMED)
    rate_card: tuple[RateBand, ...] = field(default=(), metadata=ASSUMED)
    loss_bearer: LossBearer = field(default=LossBearer.INVESTOR, metadata=ASSUMED)
    first_loss: Euro = field(default=ZERO, metadata=ASSUMED)
    funding: Funding = field(default=Funding.PRO_RATA, metadata=ASSUMED)
    early_termination: EarlyTermination = field(
        default=EarlyTermination.RUN_OFF, metadata=ASSUMED
    )
    clawback_months: int = field(default=12, metadata=ASSUMED)
    engagement_type: EngagementType = field(
        default=EngagementType.REASONABLE_3000A, metadata=ASSUMED
    )
    long_stop_on: date | None = field(default=None, metadata=ASSUMED)
    confirmed: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        wrong = [name for name, holds in _conditions(self) if not holds]
        if wrong:
            raise TermsInvalidError(wrong[0])


def long_stop_of(terms: ContractTerms) -> date:
    """Return the day after which nothing falls due any more.

    Args:
        terms: the contract; without an agreed day it is 18 months after the last
            start, a jaargrens and half a year.
    """
    return terms.long_stop_on or add_months(terms.ends_on, 18)


def assumptions(terms: ContractTerms) -> tuple[str, ...]:
    """Name the terms that rest on an assumption nobody has confirmed.

    Returns:
        Names of terms, in the order in which the contract page shows them.
    """
    return tuple(name for name in _assumable() if name not in terms.confirmed)


def confirm(terms: ContractTerms, names: Iterable[str]) -> ContractTerms:
    """Turn assumptions into agreed terms.

    Args:
        terms: the version of the contract to start from.
        names: terms that a person has checked against the agreement.

    Returns:
        New terms; confirming twice changes nothing.

    Raises:
        TermUnknownError: a name is no term that can be an assumption.
    """
    wanted = frozenset(names)
    unknown = sorted(wanted.difference(_assumable()))
    if unknown:
        raise TermUnknownError(unknown[0])
    return replace(terms, confirmed=terms.confirmed | wanted)


def changed_terms(before: ContractTerms, after: ContractTerms) -> tuple[str, ...]:
    """Name the terms that differ, in their order; confirming is no change."""
    return tuple(
        term.name
        for term in fields(ContractTerms)
        if term.name != "confirmed"
        and getattr(before, term.name) != getattr(after, term.name)
    )


def _assumable() -> tuple[str, ...]:
    return tuple(
        term.name for term in fields(ContractTerms) if term.metadata.get("assumed")
    )


def _conditions(terms: ContractTerms) -> tuple[tuple[str, bool], ...]:
    first_loss_fits = (terms.loss_bearer is LossBearer.SOHOS_FIRST) == (
        terms.first_loss > ZERO
    )
    months = range(LONGEST_TERM_MONTHS + 1)
    return (
        ("starts_on", terms.starts_on.year in FORESEEABLE_YEARS),
        ("ends_on", terms.starts_on <= terms.ends_on),
        ("ends_on", terms.ends_on.year in FORESEEABLE_YEARS),
        ("long_stop_on", terms.ends_on <= (terms.long_stop_on or terms.ends_on)),
        ("rate", 0 <= terms.rate < 1),
        ("case_cap", terms.case_cap > ZERO),
        ("interest_year_signal", terms.interest_year_signal >= ZERO),
        ("interest_total_cap", terms.interest_total_cap >= ZERO),
        ("reservation_months", terms.reservation_months in months),
        ("max_return", terms.max_return is None or terms.max_return >= 0),
        ("saving_threshold", terms.saving_threshold > ZERO),
        ("rate_card", _rate_card_holds(terms)),
        ("first_loss", terms.first_loss >= ZERO and first_loss_fits),
        ("clawback_months", terms.clawback_months in months),
        ("confirmed", terms.confirmed <= frozenset(_assumable())),
    )


def _rate_card_holds(terms: ContractTerms) -> bool:
    bands = terms.rate_card
    if (terms.outcome_rule is OutcomeRule.RATE_CARD) != bool(bands):
        return False
    rising = all(
        low.from_saving < high.from_saving and low.share < high.share
        for low, high in pairwise(bands)
    )
    return rising and all(0 < band.share <= 1 for band in bands)
