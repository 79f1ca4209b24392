"""Reads: what hangs on each doorbraak of a plan, for the page of that plan."""

from collections.abc import Mapping

from kba.selectors.reading import (
    calculation_of,
    kba_of_case,
    lines_of,
    stem_of,
)
from plans.selectors import CostsNow
from sohos.core.euro import ZERO
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


def costs_now(actor: Actor, case_id: int) -> Mapping[int, CostsNow]:
    """Return the first year's costs of the rows that follow from each doorbraak.

    Args:
        actor: somebody; who reads no KBA, or not this one, gets nothing.
        case_id: the case.

    Returns:
        By doorbraak id, without and with the plan; only where rows name a doorbraak.
    """
    if not actor.can(Permission.KBA_READ):
        return {}
    kba = kba_of_case(actor, case_id=case_id)
    if kba is None:
        return {}
    of_row = {stem_of(row): row.doorbraak_id for row in lines_of(kba)}
    if not any(of_row.values()):
        return {}
    found: dict[int, CostsNow] = {}
    for row in calculation_of(actor, kba).rows:
        doorbraak_id = of_row[row.stem]
        if doorbraak_id is not None:
            year, so_far = row.year(1), found.get(doorbraak_id, CostsNow(ZERO, ZERO))
            found[doorbraak_id] = CostsNow(
                so_far.without + year.gross_without,
                so_far.with_plan + year.gross_with,
            )
    return found
