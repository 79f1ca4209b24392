"""The contract ledger: nominal municipal cash per plan year, undiscounted (rule 7).

It is what the bond pays on. No discount rate and no immaterial effect comes near it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kba.domain.valuation import LineValue, LineYear, Shares
from kba.domain.vocabulary import Kind, Law, Payer, Role
from sohos.core.errors import DomainError
from sohos.core.euro import ZERO, Euro, total


class NoSuchPlanYearError(DomainError):
    """The KBA does not reach that far."""

    code = "no_such_plan_year"


@dataclass(frozen=True, slots=True)
class ContractYear:
    """The municipality's money in one plan year, in euro cents.

    `saving` is cash avoided less cash added, before the plan's own effort; its parts
    by law add up to it. `plan_costs` is that effort as far as the municipality bears
    it. `freed_capacity` is municipal value that is no cash (yet).
    """

    year: int
    saving: Euro
    saving_by_law: tuple[tuple[Law, Euro], ...]
    plan_costs: Euro
    freed_capacity: Euro

    @property
    def net(self) -> Euro:
        """Return the saving less the plan's own effort."""
        return self.saving - self.plan_costs


def ledger(values: Sequence[LineValue], horizon_years: int) -> tuple[ContractYear, ...]:
    """Add up the municipality's cash (rule 7.1).

    Args:
        values: all valued lines of a KBA.
        horizon_years: its number of plan years.

    Returns:
        One entry per plan year, in order; laws in the order of `Law`, only those used.
    """
    return tuple(_year(values, index) for index in range(horizon_years))


def municipal_saving(years: Sequence[ContractYear], *, year: int = 1) -> Euro:
    """Return the nominal municipal saving of one plan year (rule 7.2).

    Args:
        years: the contract ledger.
        year: plan year, 1 for the year that ends at the jaargrens.

    Returns:
        Euro cents, before the plan's own effort; negative when costs went up.

    Raises:
        NoSuchPlanYearError: the ledger does not reach that year.
    """
    for each in years:
        if each.year == year:
            return each.saving
    raise NoSuchPlanYearError(year)


def _year(values: Sequence[LineValue], index: int) -> ContractYear:
    by_law: dict[Law, Euro] = {}
    plan = freed = ZERO
    for value in values:
        if value.line.kind is Kind.IMMATERIAL:
            continue
        cash = _municipal(value.years[index].cash_by_payer)
        if value.line.role is Role.PLAN:
            plan += cash
            continue
        law = value.line.law
        by_law[law] = by_law.get(law, ZERO) + cash
        freed += _municipal_value(value.years[index]) - cash
    laws = tuple((law, by_law[law]) for law in Law if law in by_law)
    return ContractYear(index + 1, total(by_law.values()), laws, -plan, freed)


def _municipal_value(year: LineYear) -> Euro:
    return _municipal(year.value_by_payer)


def _municipal(shares: Shares) -> Euro:
    return total(part for payer, part in shares if payer is Payer.MUNICIPALITY)
