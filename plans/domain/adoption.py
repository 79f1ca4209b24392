"""What has to be there before a plan is signed and adopted (rules P13 to P18)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plans.domain.content import PlanContent, Prognosis
from plans.domain.parts import Lack, Missing, Part, missing_in_parts
from sohos.core.errors import DomainError


class PlanStatus(StrEnum):
    """Where a plan stands; the codes are stored."""

    DRAFT = "draft"
    REVIEW = "review"
    RETURNED = "returned"
    REFUSED = "refused"
    APPROVED = "approved"
    ADOPTED = "adopted"
    SUPERSEDED = "superseded"


class Party(StrEnum):
    """Who signs the plan; the jurist and the mandate holder decide in their own act."""

    HOUSEHOLD = "household"
    CASEMANAGER = "casemanager"


class Manner(StrEnum):
    """How somebody signed."""

    PAPER = "paper"
    SCREEN = "screen"
    SPOKEN = "spoken"


class NotReadyError(DomainError):
    """Something is missing; the arguments are the names of what, in order."""

    code = "not_ready"


class AdopterTookPartError(DomainError):
    """Who adopts a plan has neither written in it nor judged it."""

    code = "adopter_took_part"


class AdoptedTooEarlyError(DomainError):
    """A plan is adopted on or after the day of each decision and signature."""

    code = "adopted_too_early"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The last legal check of a doorbraak: what it concerned and what it came to."""

    subject_sha256: str
    approves: bool
    decided_on: date
    reviewer_id: int


@dataclass(frozen=True, slots=True)
class Signature:
    """The last sign-off of a party: of what, and when."""

    content_sha256: str
    signed_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan as it stands: content, hashes, judgements and signatures."""

    content: PlanContent
    sha256: str
    doorbraak_sha256: Mapping[int, str]
    judgements: Mapping[int, Judgement]
    signatures: Mapping[Party, Signature]


def is_approved(standing: Standing, doorbraak_id: int) -> bool:
    """Tell whether a jurist approved this doorbraak as it now reads."""
    judgement = standing.judgements.get(doorbraak_id)
    return (
        judgement is not None
        and judgement.approves
        and judgement.subject_sha256 == standing.doorbraak_sha256[doorbraak_id]
    )


def is_signed(standing: Standing, party: Party) -> bool:
    """Tell whether a party signed the plan as it now reads."""
    signature = standing.signatures.get(party)
    return signature is not None and signature.content_sha256 == standing.sha256


def missing_to_sign(standing: Standing) -> tuple[Missing, ...]:
    """List what a plan lacks before anybody can sign it, in the order of the parts."""
    checks = tuple(
        Missing(Part.DOORBRAAK, Lack.LEGAL_CHECK, row.id)
        for row in standing.content.doorbraken
        if not is_approved(standing, row.id)
    )
    return (*missing_in_parts(standing.content), *checks)


def missing_to_adopt(standing: Standing) -> tuple[Missing, ...]:
    """List what a plan lacks before it can be adopted."""
    signatures = tuple(
        Missing(Part.KBA, lack)
        for party, lack in (
            (Party.HOUSEHOLD, Lack.SIGN_OFF_HOUSEHOLD),
            (Party.CASEMANAGER, Lack.SIGN_OFF_CASEMANAGER),
        )
        if not is_signed(standing, party)
    )
    return (*missing_to_sign(standing), *signatures)


def attached_prognosis(content: PlanContent) -> Prognosis:
    """Return part 4 of a plan.

    Raises:
        NotReadyError: no prognosis is attached.
    """
    if content.prognosis is None:
        raise NotReadyError(Lack.PROGNOSIS)
    return content.prognosis


def require_nothing(missing: Sequence[Missing]) -> None:
    """Refuse to go on while anything is missing.

    Raises:
        NotReadyError: carries the names of what is missing, once each.
    """
    if missing:
        raise NotReadyError(*dict.fromkeys(row.lack for row in missing))


def check(
    standing: Standing,
    *,
    adopted_on: date,
    adopter_id: int,
    author_ids: Collection[int],
) -> None:
    """Refuse to adopt a plan that is not complete, or by somebody who took part.

    Args:
        standing: the plan as it stands.
        adopted_on: the day of adoption; the jaargrens counts from it.
        adopter_id: the mandate holder.
        author_ids: everybody who wrote in the plan.

    Raises:
        NotReadyError: something is missing; it says what.
        AdopterTookPartError: the adopter wrote in the plan or judged it.
        AdoptedTooEarlyError: a decision or a signature is of a later day.
    """
    require_nothing(missing_to_adopt(standing))
    reviewers = {judgement.reviewer_id for judgement in standing.judgements.values()}
    if adopter_id in reviewers.union(author_ids):
        raise AdopterTookPartError
    days = [
        *(judgement.decided_on for judgement in standing.judgements.values()),
        *(signature.signed_on for signature in standing.signatures.values()),
    ]
    if days and adopted_on < max(days):
        raise AdoptedTooEarlyError(max(days).isoformat())
