"""What the page of the outcome concludes from one stage, or from the rows as they are."""

from collections.abc import Sequence
from typing import Any

from kba import selectors
from kba.domain.stages import FrozenStage
from kba.forms import calibrated, labels
from kba.forms.analysis import analysis_of, of_stage
from sohos.tenancy.actor import Actor

Stored = tuple[selectors.StageHandle, FrozenStage]


def context_of(
    actor: Actor,
    kba: selectors.KbaHandle,
    stages: Sequence[Stored],
    *,
    chosen: str,
) -> dict[str, Any]:
    """Return the analysis of the chosen stage; without a stage, that of the rows.

    Args:
        actor: whose municipality counts.
        kba: access to it was checked.
        stages: those that count, in order.
        chosen: the id of one of them; anything else takes the last.
    """
    if not stages:
        found = selectors.calculation_of(actor, kba)
        if not found.kba.lines:
            return {"analysis": None}
        return {
            "analysis": analysis_of(found.kba, found.result, seed=kba.seed),
            "is_draft": True,
            "calibrated": calibrated.shown(selectors.calibration(actor), found.kba),
        }
    by_id = {str(stage.pk): (stage, frozen) for stage, frozen in stages}
    stage, frozen = by_id.get(chosen, stages[-1])
    return {
        "analysis": of_stage(frozen),
        "analysed": stage,
        "calibrated": calibrated.shown(selectors.calibration(actor), frozen.kba),
        "choices": [(each, labels.STAGES[content.stage]) for each, content in stages],
    }
