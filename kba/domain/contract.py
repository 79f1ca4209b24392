"""The contract ledger: nominal municipal cash per plan year, undiscounted (rule 7).

It is what the bond pays on. No discount rate and no immaterial effect comes near it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kba.domain.lines import CostLine
from kba.domain.valuation import LineValue
from kba.domain.vocabulary import Kind, Role
from sohos.core.bills import Law, Payer
from sohos.core.errors import DomainError
from sohos.core.euro import Euro


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
    savings: dict[Law, list[int]] = {}
    plan = [0] * horizon_years
    freed = [0] * horizon_years
    for value in values:
        if value.line.kind is Kind.IMMATERIAL:
            continue
        place = _municipal_place(value.line)
        is_plan = value.line.role is Role.PLAN
        cash = plan if is_plan else savings.setdefault(value.line.law, [0] * len(plan))
        if place is None:
            continue
        for index, year in enumerate(value.years):
            paid = year.cash_by_payer[place][1].cents
            cash[index] += paid
            if not is_plan:
                freed[index] += year.value_by_payer[place][1].cents - paid
    laws = [law for law in Law if law in savings]
    return tuple(
        _year(index, [(law, savings[law][index]) for law in laws], spent, idle)
        for index, (spent, idle) in enumerate(zip(plan, freed, strict=True))
    )


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


def _year(
    index: int, by_law: Sequence[tuple[Law, int]], plan: int, freed: int
) -> ContractYear:
    return ContractYear(
        year=index + 1,
        saving=Euro(sum(cents for _, cents in by_law)),
        saving_by_law=tuple((law, Euro(cents)) for law, cents in by_law),
        plan_costs=Euro(-plan),
        freed_capacity=Euro(freed),
    )


def _municipal_place(line: CostLine) -> int | None:
    for place, (payer, _) in enumerate(line.payers):
        if payer is Payer.MUNICIPALITY:
            return place
    return None
