"""A difference between two versions of a plan in words, as people read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plans.domain.comparison import Change, FieldChange, PieceChange, compare
from plans.domain.content import Agreement, Domain, PlanContent
from plans.domain.difference import Piece, differences
from plans.domain.parts import Part
from plans.forms import labels
from sohos.core.euro import Euro

CHANGES = {
    Change.ADDED: _("Toegevoegd"),
    Change.REMOVED: _("Weggehaald"),
    Change.CHANGED: _("Gewijzigd"),
}
FIELDS = {
    "story": _("Ons verhaal"),
    "said_by": _("Wie zei dit?"),
    "wishes": _("Waar wil je over een jaar staan?"),
    "needed": _("Wat heb je daarvoor nodig?"),
    "main_breakthrough": _("De belangrijkste doorbraak"),
    "can_self": _("Dit kunnen wij zelf"),
    "needs_help": _("Hier is hulp bij nodig"),
    "label": _("Levensgebied"),
    "purpose": _("Waarvoor is dit nodig?"),
    "says": _("Wat vertelt het gezin hierover?"),
    "kind_label": _("Soort knelpunt"),
    "severity": _("Hoe zwaar weegt het?"),
    "explanation": _("Toelichting"),
    "life_domain": _("Gaat over"),
    "organisation": _("Organisatie"),
    "rule": _("Welke wet of regel speelt mee?"),
    "since_on": _("Sinds wanneer?"),
    "text": _("In gewone woorden"),
    "overcomes": _("Welke knelpunten lost dit op?"),
    "cost": _("Kosten uit het maatwerkbudget"),
    "deviates_from": _("Van welke regel wijken we af?"),
    "justification": _("Waarom mag dat?"),
    "decider": _("Wie moet dit beslissen?"),
    "grip": _("Hoe krijgt het gezin weer grip?"),
    "alternatives": _("Ook overwogen"),
    "result_by_on": _("Wanneer merkt het gezin er iets van?"),
    "agreements": _("Wie doet wat?"),
    "saving": _("Verwachte besparing voor de gemeente in het eerste jaar"),
    "sha256": _("Kenmerk van de prognose"),
}


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field that reads differently, word by word on both sides."""

    label: Promise
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """A piece that was added, removed or changed."""

    title: str
    change: Change
    word: Promise
    fields: list[ShownField]


@dataclass(frozen=True, slots=True)
class ShownPart:
    """What changed in one part."""

    part: Part
    title: Promise
    pieces: list[ShownPiece]


def shown(before: PlanContent, after: PlanContent) -> list[ShownPart]:
    """Return what changed between two versions, by part, in words."""
    pieces = compare(before, after)
    return [
        ShownPart(
            part,
            title,
            [_piece(piece) for piece in pieces if piece.part is part],
        )
        for part, (_term, title) in labels.PARTS.items()
        if any(piece.part is part for piece in pieces)
    ]


def _piece(piece: PieceChange) -> ShownPiece:
    return ShownPiece(
        title=_title(piece),
        change=piece.change,
        word=CHANGES[piece.change],
        fields=[_field(each) for each in piece.fields],
    )


def _title(piece: PieceChange) -> str:
    if piece.row is None:
        return ""
    return piece.row.label if isinstance(piece.row, Domain) else piece.row.text


def _field(each: FieldChange) -> ShownField:
    before, after = (_words(each.name, value) for value in (each.before, each.after))
    return ShownField(
        FIELDS[each.name],
        _together(differences(before, after)),
        _together(differences(after, before)),
    )


def _together(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Mark words that changed side by side as one stretch, the spaces between too."""
    found: list[Piece] = []
    for at, piece in enumerate(pieces):
        is_between = (
            piece.text.isspace() and "\n" not in piece.text and 0 < at < len(pieces) - 1
        )
        is_own = piece.is_own or (is_between and found[-1].is_own)
        if found and found[-1].is_own == is_own:
            found[-1] = Piece(found[-1].text + piece.text, is_own=is_own)
        else:
            found.append(Piece(piece.text, is_own=is_own))
    return tuple(found)


def _words(name: str, value: Any) -> str:
    if not value:
        return ""
    if name == "severity":
        return str(labels.SEVERITIES[value])
    if name == "agreements":
        return agreement_words(value)
    if isinstance(value, date):
        return value.strftime("%d-%m-%Y")
    if isinstance(value, Euro):
        return f"€ {value}"
    return "\n".join(value) if isinstance(value, tuple) else str(value)


def agreement_words(steps: Iterable[Agreement]) -> str:
    """Return agreements as lines: what, who, by when."""
    return "\n".join(
        ", ".join(
            part for part in (step.what, step.who, _words("by_on", step.by_on)) if part
        )
        for step in steps
    )


class CompareForm(forms.Form):
    """Which two versions to hold against each other."""

    older = forms.ChoiceField(label=_("Van"), required=False)
    newer = forms.ChoiceField(label=_("Naar"), required=False)

    def __init__(self, *args: Any, known: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the versions that there are, newest first."""
        super().__init__(*args, **kwargs)
        for name in ("older", "newer"):
            self.fields[name].choices = known  # type: ignore[attr-defined]
