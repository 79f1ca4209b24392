"""Reads: what doorbraken and knelpunten cost, told by the app that works it out.

The KBA stands above the plan, so it offers itself here when the application starts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from plans.domain.content import PlanContent
from sohos.core.euro import ZERO, Euro
from sohos.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class CostsNow:
    """What rows cost together in the first year, in euro."""

    without: Euro = ZERO
    with_plan: Euro = ZERO

    def plus(self, without: Euro, with_plan: Euro) -> "CostsNow":
        """Return the costs with those of another row."""
        return CostsNow(self.without + without, self.with_plan + with_plan)


@dataclass(frozen=True, slots=True)
class CostsOfPlan:
    """What the rows cost that hang on each doorbraak, and on each knelpunt itself."""

    doorbraken: Mapping[int, CostsNow] = field(default_factory=dict)
    knelpunten: Mapping[int, CostsNow] = field(default_factory=dict)


Teller = Callable[[Actor, int], CostsOfPlan]
_tellers: list[Teller] = []


def tell_costs(teller: Teller) -> None:
    """Let an app above tell what the doorbraken and knelpunten of a case cost."""
    _tellers[:] = [teller]


def costs_of_plan(actor: Actor, *, case_id: int) -> CostsOfPlan:
    """Return the costs that hang on each doorbraak and knelpunt of a case.

    Args:
        actor: who may read the plan; the costs are left out for who may not read them.
        case_id: the case.
    """
    return _tellers[0](actor, case_id) if _tellers else CostsOfPlan()


def costs_of_knelpunten(content: PlanContent, costs: CostsOfPlan) -> dict[int, Euro]:
    """Return what it costs in a year that a knelpunt is still there.

    That is the cost without the plan of every row that names the knelpunt, or hangs on
    a doorbraak by which it is overcome; knelpunten with one doorbraak share the last.
    """
    found = {pk: cost.without for pk, cost in costs.knelpunten.items()}
    for doorbraak in content.doorbraken:
        if (cost := costs.doorbraken.get(doorbraak.id)) is not None:
            for pk in doorbraak.overcomes:
                found[pk] = found.get(pk, ZERO) + cost.without
    return found
