"""Reads: what was realised of what was expected, over all cases that were counted."""

from collections.abc import Mapping
from dataclasses import dataclass

from kba.domain.simulation.calibration import Correction, Pair, corrections
from kba.domain.stages import Stage as StageKind
from kba.models import Stage
from sohos.core.euro import Euro, total
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@dataclass(frozen=True, slots=True)
class Calibration:
    """The correction of all codes together, and of each code; figures only."""

    whole: Correction | None
    by_code: Mapping[str, Correction]


def calibration(actor: Actor) -> Calibration:
    """Compare what was realised with what was expected in the municipality (rule 15).

    Only the newest count of the first year of each case takes part.

    Raises:
        NotAllowedError: the actor's roles read no KBA.
    """
    actor.require(Permission.KBA_READ)
    counted = (
        Stage.objects.filter(
            municipality_id=actor.municipality_id,
            kind=StageKind.REALISATION.value,
            code_pairs__isnull=False,
        )
        .order_by("kba_id", "-number")
        .distinct("kba_id")
        .values_list("code_pairs", flat=True)
    )
    cases = [
        [Pair(code, Euro(one), Euro(two)) for code, (one, two) in (found or {}).items()]
        for found in counted
    ]
    whole = corrections(
        Pair("", total(p.expected for p in case), total(p.realised for p in case))
        for case in cases
        if case
    )
    by_code = corrections(pair for case in cases for pair in case)
    return Calibration(
        whole[0] if whole else None, {each.code: each for each in by_code}
    )
