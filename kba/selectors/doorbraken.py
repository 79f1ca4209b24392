"""Reads: what hangs on each doorbraak and knelpunt, for the page of the plan."""

from kba.selectors.reading import (
    calculation_of,
    kba_of_case,
    lines_of,
    stem_of,
)
from plans.selectors import CostsNow, CostsOfPlan
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

_NOTHING = CostsNow()


def costs_now(actor: Actor, case_id: int) -> CostsOfPlan:
    """Return the first year's costs of the rows that follow from something in the plan.

    Args:
        actor: somebody; who reads no KBA, or not this one, gets nothing.
        case_id: the case.

    Returns:
        By doorbraak and by knelpunt; only where rows name them.
    """
    if not actor.can(Permission.KBA_READ):
        return CostsOfPlan()
    kba = kba_of_case(actor, case_id=case_id)
    if kba is None:
        return CostsOfPlan()
    lines = {stem_of(line): line for line in lines_of(kba)}
    if not any(line.doorbraak_id or line.knelpunt_id for line in lines.values()):
        return CostsOfPlan()
    doorbraken: dict[int, CostsNow] = {}
    knelpunten: dict[int, CostsNow] = {}
    for row in calculation_of(actor, kba).rows:
        line, year = lines[row.stem], row.year(1)
        for cause, found in (
            (line.doorbraak_id, doorbraken),
            (line.knelpunt_id, knelpunten),
        ):
            if cause is not None:
                found[cause] = found.get(cause, _NOTHING).plus(
                    year.gross_without, year.gross_with
                )
    return CostsOfPlan(doorbraken, knelpunten)
