"""When a part of the plan is complete, and what is missing (rules P4 to P7)."""

from dataclasses import dataclass
from enum import StrEnum

from plans.domain.content import Doorbraak, Leefwereld, PlanContent, lines


class Part(StrEnum):
    """The four parts, in their order."""

    LEEFWERELD = "leefwereld"
    KNELPUNTEN = "knelpunten"
    DOORBRAAK = "doorbraak"
    KBA = "kba"


class Kept(StrEnum):
    """What is kept whenever it is saved; the codes are stored."""

    LEEFWERELD = Part.LEEFWERELD
    DOMAIN = "domain"
    KNELPUNTEN = Part.KNELPUNTEN
    DOORBRAAK = Part.DOORBRAAK
    KBA = Part.KBA


class Progress(StrEnum):
    """How far a part is."""

    EMPTY = "empty"
    BUSY = "busy"
    DONE = "done"


class Lack(StrEnum):
    """What can be missing, by name."""

    STORY = "story"
    WISHES = "wishes"
    MAIN_BREAKTHROUGH = "main_breakthrough"
    CAN_SELF_OR_HELP = "can_self_or_help"
    KNELPUNT = "knelpunt"
    DOORBRAAK = "doorbraak"
    DOORBRAAK_TEXT = "doorbraak_text"
    DOORBRAAK_OVERCOMES = "doorbraak_overcomes"
    DOORBRAAK_DECIDER = "doorbraak_decider"
    DOORBRAAK_GRIP = "doorbraak_grip"
    DOORBRAAK_JUSTIFICATION = "doorbraak_justification"
    PROGNOSIS = "prognosis"
    LEGAL_CHECK = "legal_check"
    SIGN_OFF_HOUSEHOLD = "sign_off_household"
    SIGN_OFF_CASEMANAGER = "sign_off_casemanager"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing, in which part, and for which row of it."""

    part: Part
    lack: Lack
    row_id: int | None = None


def missing_before_review(content: PlanContent) -> tuple[Missing, ...]:
    """List what the first three parts still lack before a jurist can judge them.

    Returns:
        In the order of the parts; nothing when all is there.
    """
    found = [Missing(Part.LEEFWERELD, lack) for lack in _leefwereld(content.leefwereld)]
    if not content.knelpunten:
        found.append(Missing(Part.KNELPUNTEN, Lack.KNELPUNT))
    if not content.doorbraken:
        found.append(Missing(Part.DOORBRAAK, Lack.DOORBRAAK))
    known = frozenset(row.id for row in content.knelpunten)
    for row in content.doorbraken:
        found += [
            Missing(Part.DOORBRAAK, lack, row.id) for lack in _doorbraak(row, known)
        ]
    return tuple(found)


def missing_in_parts(content: PlanContent) -> tuple[Missing, ...]:
    """List what all four parts still lack, in their order."""
    missing = missing_before_review(content)
    if content.prognosis is None:
        missing += (Missing(Part.KBA, Lack.PROGNOSIS),)
    return missing


def progress(content: PlanContent) -> dict[Part, Progress]:
    """Tell how far each part is, in the order of the parts."""
    lacking = {row.part for row in missing_in_parts(content)}
    begun = {
        Part.LEEFWERELD: content.leefwereld != Leefwereld(),
        Part.KNELPUNTEN: bool(content.knelpunten),
        Part.DOORBRAAK: bool(content.doorbraken),
        Part.KBA: content.prognosis is not None,
    }
    return {
        part: _progress(is_lacking=part in lacking, has_begun=begun[part])
        for part in Part
    }


def _progress(*, is_lacking: bool, has_begun: bool) -> Progress:
    if not has_begun:
        return Progress.EMPTY
    return Progress.BUSY if is_lacking else Progress.DONE


def _leefwereld(part: Leefwereld) -> list[Lack]:
    asked = (
        (Lack.STORY, part.story.strip()),
        (Lack.WISHES, lines(part.wishes)),
        (Lack.MAIN_BREAKTHROUGH, part.main_breakthrough.strip()),
        (Lack.CAN_SELF_OR_HELP, lines(part.can_self) or lines(part.needs_help)),
    )
    return [lack for lack, given in asked if not given]


def _doorbraak(row: Doorbraak, known: frozenset[int]) -> list[Lack]:
    asked = (
        (Lack.DOORBRAAK_TEXT, row.text.strip()),
        (Lack.DOORBRAAK_OVERCOMES, known.intersection(row.overcomes)),
        (Lack.DOORBRAAK_DECIDER, row.decider.strip()),
        (Lack.DOORBRAAK_JUSTIFICATION, row.justification.strip()),
        (Lack.DOORBRAAK_GRIP, row.grip.strip()),
    )
    return [lack for lack, given in asked if not given]
