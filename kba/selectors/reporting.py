"""Reads: the reports of a stage that were ordered and rendered."""

from kba.models import Report, Stage
from sohos.tenancy.actor import Actor


def report_of(actor: Actor, stage: Stage) -> Report | None:
    """Return the actor's last order of a report; access to the stage was checked."""
    return (
        Report.objects.filter(
            municipality_id=actor.municipality_id,
            stage=stage,
            asked_by_id=actor.user_id,
        )
        .order_by("-id")
        .first()
    )


def language_of(actor: Actor, stage: Stage) -> str:
    """Return the language of the newest order of a report that waits for its file."""
    found = (
        Report.objects.filter(municipality_id=actor.municipality_id, stage=stage)
        .order_by("-id")
        .values_list("language", flat=True)
        .first()
    )
    return found or "nl"


def report_file_of(actor: Actor, stage: Stage) -> int | None:
    """Return the newest rendered report of a stage; access to it was checked."""
    return (
        Report.objects.filter(
            municipality_id=actor.municipality_id, stage=stage, file__isnull=False
        )
        .order_by("-id")
        .values_list("file_id", flat=True)
        .first()
    )
