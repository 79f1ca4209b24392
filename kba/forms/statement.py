"""What the statement of the accountant says, and the form for the signed one."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kba import selectors
from kba.domain.engagement import EngagementType
from kba.domain.stages import FrozenStage
from kba.forms.protocols import ENGAGEMENTS, FINDING_WORDS, METHODS
from kba.selectors import BenchRow
from sohos.core.euro import Euro
from sohos.documents.limits import MEBIBYTE, MOST_BYTES
from sohos.documents.pdf import Attached

TITLES: dict[EngagementType, Promise] = {
    EngagementType.AGREED_UPON_4400N: _("Rapport van feitelijke bevindingen"),
    EngagementType.LIMITED_3000A: _("Assurance-rapport, beperkte mate van zekerheid"),
    EngagementType.REASONABLE_3000A: _(
        "Assurance-rapport, redelijke mate van zekerheid"
    ),
}
CONCLUSIONS: dict[EngagementType, Promise] = {
    EngagementType.AGREED_UPON_4400N: _(
        "Wij hebben de werkzaamheden van het controleprotocol uitgevoerd en melden "
        "hieronder per regel wat wij vonden. Wij geven geen oordeel en geen zekerheid; "
        "wie dit rapport leest, trekt zelf conclusies."
    ),
    EngagementType.LIMITED_3000A: _(
        "Op grond van onze werkzaamheden is ons niets gebleken waaruit wij moeten "
        "concluderen dat de besparing hieronder niet, in alle van materieel belang "
        "zijnde opzichten, is bepaald volgens het controleprotocol."
    ),
    EngagementType.REASONABLE_3000A: _(
        "Naar ons oordeel is de besparing hieronder, in alle van materieel belang "
        "zijnde opzichten, bepaald volgens het controleprotocol."
    ),
}
WITHOUT_CONTRACT = (
    _("Verklaring bij een gevalideerde jaarmeting"),
    _(
        "Wij hebben elke regel volgens het controleprotocol beoordeeld. Voor dit "
        "programma is geen contract vastgelegd dat een soort opdracht noemt."
    ),
)


class SignedForm(forms.Form):
    """The statement as the accountant signed it."""

    file = forms.FileField(
        label=_("Getekende verklaring (PDF)"),
        help_text=_("Het bestand hierboven, met uw handtekening eraan toegevoegd."),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={"required": _("Kies het getekende bestand.")},
    )


REFUSALS: dict[str, Promise] = {
    "not_signed": _(
        "In dit bestand staat geen handtekening. Teken het en kies opnieuw."
    ),
    "other_document": _(
        "Dit is niet de verklaring van deze jaarmeting. Haal haar hierboven op, teken "
        "dat bestand en kies het hier."
    ),
    "changed_after_signing": _(
        "Aan dit bestand is meer veranderd dan alleen een handtekening toegevoegd. "
        "Teken de verklaring van hierboven opnieuw, zonder andere wijziging."
    ),
    "signature_broken": _(
        "De handtekening past niet bij dit bestand. Teken de verklaring opnieuw."
    ),
    "file_empty": _("Dit bestand is leeg. Kies het getekende bestand."),
    "file_too_large": _("Dit bestand is te groot. Hoogstens %(value)s MB kan."),
    "file_kind_not_taken": _("Dit is geen PDF. Kies het getekende bestand."),
    "file_kind_does_not_match": _("Dit is geen PDF. Kies het getekende bestand."),
    "file_damaged": _("Dit bestand is beschadigd. Teken de verklaring opnieuw."),
    "file_active": _("In dit bestand zit iets dat kan draaien. Teken het opnieuw."),
    "not_validated": _("Er is nog niets gevalideerd om te tekenen."),
    "not_your_statement": _("Wie valideerde, tekent. Dat was iemand anders."),
    "no_statement": _("Maak eerst de verklaring."),
}


def refuse(form: forms.Form, error: Any) -> None:
    """Say at the file why it is not taken in."""
    text = str(REFUSALS.get(error.code, _("Dit bestand kan niet. Kies een ander.")))
    value = MOST_BYTES // MEBIBYTE
    form.add_error("file", text % {"value": value} if "%(" in text else text)


def title_of(stated: selectors.Stated) -> str:
    """Return how the statement is called."""
    kind = _kind(stated)
    return str(TITLES[kind] if kind else WITHOUT_CONTRACT[0])


def context_of(
    stage: selectors.StageHandle,
    frozen: FrozenStage,
    bench: selectors.Bench,
    stated: selectors.Stated,
    *,
    case_code: str,
    municipality: str,
    sample: selectors.SampleStand | None,
) -> dict[str, Any]:
    """Return what the template of the statement shows.

    Args:
        stage: the validated stage.
        frozen: what it holds, proved unchanged.
        bench: the realisation before it, with the decisions.
        stated: protocol, engagement and review of the validation.
        case_code: the code of the case; no name.
        municipality: name of the municipality.
        sample: the sample from which the rest was accepted, if there was one.
    """
    kind = _kind(stated)
    adoption = stated.validation.adoption if stated.validation else None
    return {
        "stage": stage,
        "frozen": frozen,
        "case_code": case_code,
        "municipality": municipality,
        "saving": Euro(stage.municipal_saving_cents),
        "measured": Euro(bench.realisation.municipal_saving_cents),
        "realisation": bench.realisation,
        "engagement": ENGAGEMENTS[kind] if kind else None,
        "conclusion": CONCLUSIONS[kind] if kind else WITHOUT_CONTRACT[1],
        "validation": stated.validation,
        "adoption": adoption,
        "method": METHODS[_method(adoption)] if adoption else None,
        "rows": [_row(row) for row in bench.rows],
        "sample": sample,
    }


def attachments(frozen: FrozenStage, *, name: str) -> list[Attached]:
    """Return the validated stage itself: what is signed goes with it."""
    about = _now("De gevalideerde berekening, om na te rekenen")
    return [Attached(f"{name}.json", about, frozen.content, "Source")]


def _row(row: BenchRow) -> dict[str, Any]:
    word = row.verdict.word if row.verdict else ""
    return {
        "description": row.counted.line.description,
        "unit": row.counted.line.unit,
        "year": row.counted.year(1),
        "finding": FINDING_WORDS.get(word, ""),
        "verdict": row.verdict,
        "price": Euro(row.verdict.price_cents)
        if row.verdict and row.verdict.price_cents is not None
        else None,
    }


def _kind(stated: selectors.Stated) -> EngagementType | None:
    engagement = stated.validation.engagement if stated.validation else None
    return EngagementType(engagement.kind) if engagement else None


def _method(adoption: Any) -> Any:
    return selectors.says_of(adoption.protocol).terms.method
