"""Forms of documents: files with what they are for, and why one leaves sight."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.domain.documents import DocumentKind
from cases.forms import labels
from sohos.core.errors import DomainError
from sohos.documents.limits import MEBIBYTE, MOST_BYTES
from sohos.documents.names import safe_name
from sohos.documents.sniffing import ACCEPT
from sohos.pages.fields import DateField

KINDS = {
    DocumentKind.LETTER: _("Brief of bericht"),
    DocumentKind.DECISION: _("Beschikking of besluit"),
    DocumentKind.BILL: _("Rekening of aanmaning"),
    DocumentKind.CONTRACT: _("Contract of afspraak"),
    DocumentKind.CONSENT: _("Toestemming van het gezin"),
    DocumentKind.REPORT: _("Verslag of advies"),
    DocumentKind.MEASUREMENT: _("Overzicht van kosten of gebruik"),
    DocumentKind.OTHER: _("Iets anders"),
}
MEGABYTES = MOST_BYTES // MEBIBYTE
_KINDS_TAKEN = _("PDF, foto (JPG of PNG), Word, Excel, OpenDocument, tekst of CSV")
_ACTIVE = _(
    "In dit bestand zit iets dat kan draaien, zoals een webpagina, script of macro. "
    "Bewaar het als PDF en voeg die toe."
)
_HOSTILE_ARCHIVE = _(
    "Dit bestand is anders ingepakt dan Word of Excel dat doet. Open het, bewaar het "
    "opnieuw en voeg dat toe."
)
REFUSALS: dict[str, Promise] = {
    "file_empty": _("Dit bestand is leeg. Kies een bestand waar iets in staat."),
    "file_too_large": format_lazy(
        _("Dit bestand is groter dan {most} MB. Maak het kleiner of splits het."),
        most=MEGABYTES,
    ),
    "image_too_large": _(
        "Deze foto heeft te veel beeldpunten. Maak hem kleiner en voeg hem toe."
    ),
    "file_kind_not_taken": format_lazy(
        _("Deze soort bestand kan niet. Wat wel kan: {kinds}."), kinds=_KINDS_TAKEN
    ),
    "file_kind_does_not_match": _(
        "De inhoud past niet bij de naam van dit bestand. Bewaar het opnieuw in het "
        "programma waarmee het gemaakt is."
    ),
    "file_damaged": _("Dit bestand is beschadigd. Bewaar of scan het opnieuw."),
    "file_active": _ACTIVE,
    "file_encrypted": _(
        "Dit bestand heeft een wachtwoord. Bewaar het zonder wachtwoord."
    ),
    "archive_too_large": _(
        "Uitgepakt is dit bestand veel te groot. Voeg de inhoud als losse bestanden toe."
    ),
    "archive_unsafe": _HOSTILE_ARCHIVE,
}


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several, and onto which files can be dropped."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files; an empty one is judged with the others, by its content."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[bytes]"]:
        """Return the files in the order in which they were chosen."""
        several = (list(data) or [None]) if isinstance(data, list) else [data]
        return [super(FilesField, self).clean(each, initial) for each in several]


class AddDocumentForm(forms.Form):
    """Which files, what they are and what they are for."""

    papers = FilesField(
        label=_("Bestanden"),
        allow_empty_file=True,
        help_text=format_lazy(
            _("Kies ze, of sleep ze hierheen. {kinds}; elk hoogstens {most} MB."),
            kinds=_KINDS_TAKEN,
            most=MEGABYTES,
        ),
        error_messages={"required": _("Kies minstens één bestand.")},
    )
    kind = forms.ChoiceField(
        label=_("Wat is het?"),
        choices=[("", _("Kies")), *labels.choices(KINDS)],
        error_messages={"required": _("Kies wat voor document het is.")},
    )
    purpose = forms.CharField(
        label=_("Waarvoor is het nodig?"),
        max_length=200,
        help_text=_("Bijvoorbeeld: bewijs van de huurschuld."),
        error_messages={"required": _("Schrijf op waarvoor je dit bewaart.")},
    )
    dated_on = DateField(label=_("Van welke dag is het?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Tell the browser which files can be chosen, and how large they may be."""
        super().__init__(*args, **kwargs)
        attributes = {"accept": ACCEPT, "data-most-bytes": str(MOST_BYTES)}
        attributes["data-too-large"] = _now(
            "%(name)s is groter dan %(most)d MB. Maak het kleiner of splits het."
        ) % {"name": "{name}", "most": MEGABYTES}
        self.fields["papers"].widget.attrs.update(attributes)

    def refuse_file(self, name: str, error: DomainError) -> None:
        """Say at the files which one was not kept, and what to do about it."""
        if error.code == "document_already_there":
            text: str | Promise = _now(
                "Dit bestand staat al in het dossier, als %(name)s."
            ) % {"name": error.args[0]}
        else:
            text = REFUSALS[error.code]
        self.add_error("papers", f"{safe_name(name)}: {text}")


class WithdrawDocumentForm(forms.Form):
    """Why a document leaves sight."""

    reason = forms.CharField(
        label=_("Waarom?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("Bijvoorbeeld: hoort bij een ander huishouden."),
        error_messages={"required": _("Leg in een zin uit waarom.")},
    )
