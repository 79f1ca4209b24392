"""Jobs of the kba app."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils import translation

from cases import selectors as cases
from kba import selectors, services
from kba.forms import labels, report
from sohos.documents import pdf
from sohos.jobs.services import Progress, job
from sohos.tenancy.actor import Actor

STEPS = 3


@job(services.RENDER_REPORT)
def render_report(
    *, actor: Actor, now: datetime, progress: Progress, **ids: int
) -> Mapping[str, int | str]:
    """Render the report of a stage and store it; twice gives the same bytes."""
    stage_id = ids["stage_id"]
    stage = selectors.stage_of(actor, stage_id=stage_id)
    with translation.override(selectors.language_of(actor, stage)):
        frozen = selectors.frozen_of(stage)
        previous = selectors.before_of(stage)
        progress(1, STEPS)
        code = cases.case_codes(actor, [stage.kba.case_id])[stage.kba.case_id]
        name = f"kba-{code}-{stage.kind}"
        content = pdf.render(
            "kba/report.html",
            report.context_of(
                frozen,
                previous=previous,
                case_code=code,
                municipality=actor.municipality.name,
                stage=stage,
                wellbeing=_wellbeing(actor, stage),
            ),
            title=translation.gettext("Kosten-batenanalyse: %(stage)s")
            % {"stage": str(labels.STAGES[frozen.stage]).lower()},
            created=stage.at,
            attachments=report.attachments(frozen, name=name),
        )
        progress(2, STEPS)
    file_id = services.store_report(
        actor=actor, stage_id=stage_id, content=content, name=f"{name}.pdf", now=now
    )
    progress(STEPS, STEPS)
    return {
        "file": file_id,
        "address": reverse("kba-report", kwargs={"stage_id": stage_id}),
    }


def _wellbeing(
    actor: Actor, stage: selectors.StageHandle
) -> tuple[cases.MomentTold, ...]:
    """Tell of a measured year what was known of quality of life when it was frozen."""
    if stage.previous is None:
        return ()
    case_id = stage.kba.case_id
    told = cases.wellbeing_told(actor, [case_id], today=stage.on, known_at=stage.at)
    return told[case_id]


@job(services.SIMULATE_PART)
def simulate_part(
    *, actor: Actor, now: datetime, progress: Progress, **ids: int
) -> Mapping[str, int | str]:
    """Simulate some of the cases of a programme; the last one adds them all up."""
    progress(0, 1)
    simulation_id = services.run_part(actor=actor, part_id=ids["part_id"], now=now)
    progress(1, 1)
    return {"simulation": simulation_id}
