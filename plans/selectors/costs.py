"""Reads: what doorbraken and knelpunten cost, told by the app that works it out.

The KBA stands above the plan, so it offers itself here when the application starts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from plans.domain.content import PlanContent
from sohos.core.euro import ZERO, Euro
from sohos.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class CostsNow:
    """What the rows that hang on a doorbraak cost in the first year, in euro."""

    without: Euro = ZERO
    with_plan: Euro = ZERO


Teller = Callable[[Actor, int], Mapping[int, CostsNow]]
_tellers: list[Teller] = []


def tell_costs(teller: Teller) -> None:
    """Let an app above tell what the doorbraken of a case cost, by doorbraak id."""
    _tellers[:] = [teller]


def costs_of_doorbraken(actor: Actor, *, case_id: int) -> Mapping[int, CostsNow]:
    """Return the costs that hang on each doorbraak of a case.

    Args:
        actor: who may read the plan; the costs are left out for who may not read them.
        case_id: the case.
    """
    return _tellers[0](actor, case_id) if _tellers else {}


def costs_of_knelpunten(
    content: PlanContent, costs: Mapping[int, CostsNow]
) -> dict[int, Euro]:
    """Return what it costs in a year that a knelpunt is still there.

    That is the cost without the plan of every row that hangs on a doorbraak by which
    it is overcome; knelpunten with the same doorbraak share it.
    """
    found: dict[int, Euro] = {}
    for doorbraak in content.doorbraken:
        if (cost := costs.get(doorbraak.id)) is not None:
            for pk in doorbraak.overcomes:
                found[pk] = found.get(pk, ZERO) + cost.without
    return found
