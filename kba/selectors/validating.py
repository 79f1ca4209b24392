"""Reads: what an accountant has to validate, row by row."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Max, Q, QuerySet

from cases import selectors as cases
from kba.domain import contract, validation
from kba.domain.result import evaluate
from kba.domain.rows import RowValue, RowVerdict, line_verdicts, pairs
from kba.domain.validation import Decision
from kba.models import Assignment, Kba, LineAnswer, LineVerdict, Review, Stage
from kba.selectors.stages import Standing, before_of, current_standings_of, frozen_of
from sohos.core.dates import local_day
from sohos.core.euro import Euro
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import User
from sohos.tenancy.permissions import Permission, Role


@dataclass(frozen=True, slots=True)
class ValidationCard:
    """A line of the accountant's list."""

    kba_id: int
    case_code: str
    assigned_on: date
    state: str
    realised_on: date | None
    saving: Euro | None
    judged: int
    is_review: bool


@dataclass(frozen=True, slots=True)
class BenchRow:
    """A row on the bench: expected and counted, what was said of it, and whether open."""

    expected: RowValue | None
    counted: RowValue
    verdicts: tuple[LineVerdict, ...]
    answers: tuple[LineAnswer, ...]

    @property
    def verdict(self) -> LineVerdict | None:
        """Return the last word of the accountant, which counts."""
        return self.verdicts[-1] if self.verdicts else None

    @property
    def is_question(self) -> bool:
        """Tell whether the last word on the row is a question."""
        last = self.verdict
        return last is not None and last.word == LineVerdict.Word.QUESTION

    @property
    def history(self) -> list[LineVerdict | LineAnswer]:
        """Return all that was said of the row by both sides, oldest first."""
        return sorted((*self.verdicts, *self.answers), key=lambda each: each.at)

    @property
    def digests(self) -> tuple[str, ...]:
        """Return the SHA-256 of each document that proves what was counted."""
        both = (self.counted.without, self.counted.with_plan)
        found = [digest for value in both if value for digest in value.line.evidence]
        return tuple(dict.fromkeys(found))

    @property
    def stem(self) -> str:
        """Return the name of the row."""
        return self.counted.stem

    @property
    def is_judged(self) -> bool:
        """Tell whether the last word on the row is a decision."""
        return self.verdict is not None and not self.is_question


@dataclass(frozen=True, slots=True)
class Bench:
    """A realisation as it is being validated."""

    kba: Kba
    realisation: Stage
    rows: tuple[BenchRow, ...]

    @property
    def open_rows(self) -> int:
        """Count the rows without a decision."""
        return sum(not row.is_judged for row in self.rows)


def accountants(actor: Actor, *, today: date) -> QuerySet[User]:
    """List the accountants of the actor's municipality, by name."""
    return tenancy.colleagues(actor, role=Role.ACCOUNTANT, today=today)


def accountant_of(kba: Kba) -> User | None:
    """Return the accountant to whom a KBA is assigned, if any."""
    row = (
        Assignment.objects.filter(
            kba=kba, municipality_id=kba.municipality_id, ended_at__isnull=True
        )
        .select_related("accountant")
        .first()
    )
    return row.accountant if row else None


def reviewer_of(kba: Kba) -> User | None:
    """Return the second accountant who was asked to look, if any."""
    row = (
        Assignment.objects.filter(
            kba=kba, municipality_id=kba.municipality_id, ended_at__isnull=True
        )
        .select_related("reviewer")
        .first()
    )
    return row.reviewer if row else None


def last_verdict(stage: Stage) -> int:
    """Return the id of the last word on a realisation; 0 when nothing was said."""
    found = LineVerdict.objects.filter(
        stage=stage, municipality_id=stage.municipality_id
    ).aggregate(last=Max("id"))
    return found["last"] or 0


def review_of(stage: Stage) -> Review | None:
    """Return the review of the decisions as they stand; a later word voids it."""
    return (
        Review.objects.filter(
            stage=stage,
            municipality_id=stage.municipality_id,
            last_verdict=last_verdict(stage),
        )
        .select_related("reviewed_by")
        .order_by("-id")
        .first()
    )


def validations_for(actor: Actor) -> list[ValidationCard]:
    """List the KBAs that are assigned to the actor, or that they were asked to review.

    Those that wait come first, then by code.

    Raises:
        NotAllowedError: the actor does not validate.
    """
    actor.require(Permission.KBA_VALIDATE)
    assigned = list(
        Assignment.objects.filter(
            Q(accountant_id=actor.user_id) | Q(reviewer_id=actor.user_id),
            municipality_id=actor.municipality_id,
            ended_at__isnull=True,
        ).select_related("kba")
    )
    codes = cases.case_codes(actor, [row.kba.case_id for row in assigned])
    standings = current_standings_of([row.kba for row in assigned])
    judged = _judged(standings)
    cards = [
        _card(
            row,
            codes[row.kba.case_id],
            standings[row.kba_id],
            judged,
            is_review=row.accountant_id != actor.user_id,
        )
        for row in assigned
    ]
    return sorted(cards, key=lambda card: (_ORDER[card.state], card.case_code))


def verdicts_of(stage: Stage) -> dict[str, LineVerdict]:
    """Return the last word of the accountant on each row of a realisation."""
    said = (
        LineVerdict.objects.filter(stage=stage, municipality_id=stage.municipality_id)
        .select_related("by")
        .order_by("row", "-id")
        .distinct("row")
    )
    return {verdict.row: verdict for verdict in said}


def row_verdicts(said: Mapping[str, LineVerdict]) -> dict[str, RowVerdict]:
    """Return the decisions as the rules know them; open questions are left out."""
    return {
        row: RowVerdict(
            decision=Decision(verdict.word),
            reason=verdict.reason,
            units_without=_fraction(verdict.units_without),
            units_with=_fraction(verdict.units_with),
            price=None if verdict.price_cents is None else Euro(verdict.price_cents),
        )
        for row, verdict in said.items()
        if verdict.word != LineVerdict.Word.QUESTION
    }


def bench_of(kba: Kba, realisation: Stage) -> Bench:
    """Lay out a realisation for validation; the caller has checked access to it.

    Returns:
        All rows of the realisation in its order, each beside what was expected.
    """
    counted = pairs(frozen_of(realisation).result.lines)
    before = before_of(realisation)
    expected = {row.stem: row for row in pairs(before.result.lines)} if before else {}
    said = _said(realisation)
    answers = _answers(realisation)
    return Bench(
        kba,
        realisation,
        tuple(
            BenchRow(
                expected.get(row.stem),
                row,
                tuple(said.get(row.stem, ())),
                tuple(answers.get(row.stem, ())),
            )
            for row in counted
        ),
    )


_ORDER = {"validation": 0, "calculated": 1, "approved": 2}


def _card(
    row: Assignment,
    code: str,
    standing: Standing,
    judged: Mapping[int, int],
    *,
    is_review: bool,
) -> ValidationCard:
    realisation = standing.realisation
    state = "calculated" if realisation is None else "validation"
    if standing.validated is not None:
        state = "approved"
    return ValidationCard(
        kba_id=row.kba_id,
        case_code=code,
        assigned_on=local_day(row.assigned_at),
        state=state,
        realised_on=realisation.on if realisation else None,
        saving=Euro(realisation.municipal_saving_cents) if realisation else None,
        judged=judged.get(realisation.pk, 0) if realisation else 0,
        is_review=is_review,
    )


def _judged(standings: Mapping[int, Standing]) -> dict[int, int]:
    """Count the rows with a decision per realisation."""
    realisations = [each.realisation for each in standings.values()]
    last = (
        LineVerdict.objects.filter(stage__in=[each for each in realisations if each])
        .order_by("stage_id", "row", "-id")
        .distinct("stage_id", "row")
        .values_list("stage_id", "word")
    )
    return Counter(
        stage_id for stage_id, word in last if word != LineVerdict.Word.QUESTION
    )


def saving_as_judged(stage: Stage) -> Euro:
    """Return the municipal saving with the decisions so far, open rows as measured.

    The same engine computes it as when the decisions are frozen.
    """
    frozen = frozen_of(stage)
    valued = pairs(frozen.result.lines)
    accepted = {row.stem: RowVerdict(Decision.ACCEPTED) for row in valued}
    decided = accepted | row_verdicts(verdicts_of(stage))
    judged = validation.validated(frozen.kba, line_verdicts(valued, decided))
    return contract.municipal_saving(evaluate(judged).contract)


def _said(stage: Stage) -> dict[str, list[LineVerdict]]:
    found: dict[str, list[LineVerdict]] = {}
    rows = LineVerdict.objects.filter(
        stage=stage, municipality_id=stage.municipality_id
    ).select_related("by")
    for verdict in rows.order_by("id"):
        found.setdefault(verdict.row, []).append(verdict)
    return found


def _answers(stage: Stage) -> dict[str, list[LineAnswer]]:
    found: dict[str, list[LineAnswer]] = {}
    rows = LineAnswer.objects.filter(
        stage=stage, municipality_id=stage.municipality_id
    ).select_related("by")
    for answer in rows.order_by("id"):
        found.setdefault(answer.row, []).append(answer)
    return found


def _fraction(value: object) -> Fraction | None:
    return None if value is None else Fraction(str(value))
