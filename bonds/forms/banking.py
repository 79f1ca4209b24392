"""Forms and words of the bank: accounts, files, columns, and what a line is about."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bonds.domain import bank_csv
from bonds.domain.banking import FileState, Seen
from bonds.domain.matching import Expected, Holder, Match, Proposal, Subject, Why
from bonds.domain.statements import StatementRefusedError, Trouble
from bonds.forms import labels
from bonds.forms.acts import ActForm
from bonds.selectors import Reconciliation
from cases.forms.documents import REFUSALS as FILE_REFUSALS
from sohos.core.errors import DomainError
from sohos.core.euro import Euro
from sohos.pages import formats
from sohos.pages.fields import DateField, EuroField

HOLDERS: Mapping[Holder, Promise] = {
    Holder.PROJECT: _("Projectrekening: opnames, uitgaven, terugboekingen"),
    Holder.MUNICIPALITY: _("Rekening van de gemeente: betalingen aan investeerders"),
}
FILE_STATES: Mapping[FileState, Promise] = {
    FileState.NEW: _("nog niet ingelezen"),
    FileState.IMPORTED: _("ingelezen"),
    FileState.DROPPED: _("weggegooid"),
}
SEEN: Mapping[Seen, Promise] = {
    Seen.NEW: _("nieuw"),
    Seen.TWIN: _("lijkt op een regel uit een ander bestand"),
    Seen.KNOWN: _("al bekend"),
}
SUBJECTS: Mapping[Subject, Promise] = {
    Subject.DRAW: _("Opname van de investeerders"),
    Subject.PAYMENT: _("Betaling van de gemeente"),
    Subject.TRANSFER: _("Eén betaling voor meer dossiers"),
    Subject.CLAWBACK: _("Terugvordering die een investeerder betaalt"),
    Subject.REFUND: _("Niet besteed geld terug naar de investeerders"),
    Subject.BOOKED: _("Al geboekt, nog zonder bankregel"),
}
WHY: Mapping[Why, Promise] = {
    Why.LINE_NUMBER: _("het nummer van de bankregel is hetzelfde"),
    Why.CODE: _("de omschrijving noemt het dossier"),
    Why.AMOUNT: _("het bedrag is precies gelijk"),
    Why.PART: _("het is een deel van wat openstaat"),
    Why.MORE: _("het is meer dan er openstaat"),
    Why.DAY: _("de dag ligt er hoogstens een week vandaan"),
    Why.NAME: _("de naam is die van de investeerder"),
    Why.ACCOUNT: _("deze tegenrekening had eerder zo'n boeking"),
}
TROUBLES: Mapping[Trouble, Promise] = {
    Trouble.NOT_A_STATEMENT: _("Dit is geen CAMT.053 van versie 02 of 08."),
    Trouble.DOCUMENT_TYPE: _("Hier staat een DOCTYPE. Zo'n bestand lezen we niet."),
    Trouble.BROKEN_OFF: _("Het bestand breekt hier af. Haal het opnieuw bij de bank."),
    Trouble.NO_STATEMENT: _("Er staat geen CAMT.053-afschrift in dit bestand."),
    Trouble.NO_ACCOUNT: _("Het nummer van de rekening ontbreekt."),
    Trouble.IBAN_WRONG: _("Dit rekeningnummer kan niet kloppen."),
    Trouble.NOT_EURO: _("Dit is een andere munt dan de euro."),
    Trouble.AMOUNT_WRONG: _("Dit bedrag is niet te lezen."),
    Trouble.DIRECTION_WRONG: _("Hier staat niet of het geld erbij of eraf ging."),
    Trouble.DATE_MISSING: _("De dag ontbreekt."),
    Trouble.DATE_WRONG: _("Deze dag bestaat niet of is niet te lezen."),
    Trouble.BALANCE_MISSING: _("Het begin- of eindsaldo ontbreekt."),
    Trouble.DOES_NOT_ADD_UP: _("Saldo en regels tellen niet op. Verschil of plaats: "),
    Trouble.DETAILS_DO_NOT_ADD_UP: _("De delen van deze post zijn niet het geheel."),
    Trouble.TOO_MANY_LINES: _("Hier staan meer dan 20.000 regels. Splits het bestand."),
    Trouble.SEVERAL_ACCOUNTS: _("Dit gaat over meer rekeningen. Splits het bestand."),
    Trouble.COLUMN_MISSING: _("Kies een kolom voor de boekdag en voor het bedrag."),
    Trouble.ROW_BROKEN: _("Deze rij heeft niet evenveel cellen als de eerste."),
    Trouble.EMPTY: _("Er staat geen enkele regel in."),
}
FIELDS: Mapping[str, Promise] = {
    "account": _("Eigen rekening"),
    "booked_on": _("Boekdag"),
    "amount": _("Bedrag"),
    "direction": _("Bij of af"),
    "value_on": _("Valutadag"),
    "balance": _("Saldo na de regel"),
    "currency": _("Munt"),
    "name": _("Naam van de tegenpartij"),
    "iban": _("Rekening van de tegenpartij"),
    "reference": _("Kenmerk van de bank"),
    "description": _("Omschrijving"),
    "description_2": _("Omschrijving, vervolg"),
    "description_3": _("Omschrijving, slot"),
}
_REFUSALS: Mapping[str, Promise] = {
    **FILE_REFUSALS,
    "file_kind_does_not_match": _(
        "Dit is geen XML, wat de naam ook zegt. Kies het bestand van de bank."
    ),
    "table_refused": _("Dit is geen afschrift. Kies CAMT.053 (XML), CSV of XLSX."),
    "table_empty": _("Er staan geen kolomnamen in de eerste rij."),
    "table_damaged": _("Een rij is niet te lezen. Haal het bestand opnieuw op."),
    "table_too_large": _("Dit bestand is te lang of te breed. Splits het."),
    "columns_unclear": _("Een kolom heeft geen naam, of twee heten hetzelfde."),
    "account_known": _("Deze rekening staat er al."),
    "account_unknown": _("Voeg de rekening van dit afschrift eerst toe."),
    "iban_not_understood": _("Dit rekeningnummer kan niet kloppen. Kijk het na."),
    "file_known": _("Precies dit bestand is al eens gestuurd. Kijk hieronder."),
    "file_not_new": _("Dit bestand is al ingelezen of weggegooid."),
}


def explain(error: DomainError) -> str:
    """Say what is wrong with a file, and on which line of it."""
    if not isinstance(error, StatementRefusedError):
        return str(_REFUSALS.get(error.code) or labels.explain(error)[1])
    text = str(TROUBLES[error.trouble])
    place = str(FIELDS.get(error.place, error.place))
    where = place
    if error.line is not None:
        where = _now("regel %(line)d") % {"line": error.line}
        where = f"{where}, {place}" if place else where
    return f"{text.rstrip(': ')} ({where})" if where else text


class AccountForm(forms.Form):
    """An account whose statements are read."""

    iban = forms.CharField(
        label=_("IBAN"),
        max_length=42,
        error_messages={"required": _("Vul het rekeningnummer in.")},
    )
    holder = forms.TypedChoiceField(
        label=_("Van wie is deze rekening?"),
        widget=forms.RadioSelect,
        coerce=Holder,
        choices=[(holder.value, word) for holder, word in HOLDERS.items()],
        error_messages={"required": _("Kies van wie de rekening is.")},
    )
    name = forms.CharField(
        label=_("Hoe noemt u deze rekening?"),
        max_length=80,
        error_messages={"required": _("Geef de rekening een naam.")},
    )


class StatementForm(forms.Form):
    """A file with bank statements."""

    file = forms.FileField(
        label=_("Afschrift"),
        help_text=_("CAMT.053 (XML) van versie 02 of 08, of CSV of XLSX van de bank."),
        widget=forms.FileInput(attrs={"accept": ".xml,.csv,.txt,.xlsx"}),
        allow_empty_file=True,
        error_messages={"required": _("Kies een bestand.")},
    )


class ColumnsForm(forms.Form):
    """Which column of a table says what."""

    def __init__(self, *args: Any, columns: Sequence[str], **kwargs: Any) -> None:
        """Ask for a column for each field."""
        super().__init__(*args, **kwargs)
        offered = [("", _("Staat er niet in")), *((one, one) for one in columns)]
        for name in bank_csv.FIELDS:
            self.fields[name] = forms.ChoiceField(
                label=str(FIELDS[name]),
                choices=offered,
                required=name in bank_csv.NEEDED,
                error_messages={"required": _("Kies een kolom.")},
            )

    def mapping(self) -> dict[str, str]:
        """Return the columns that were chosen, by field."""
        return {name: said for name, said in self.cleaned_data.items() if said}


class MatchForm(ActForm):
    """What a bank line is about, and how much of it."""

    target = forms.CharField(
        label=_("Waar gaat deze regel over?"),
        widget=forms.Select,
        max_length=20_000,
        error_messages={"required": _("Kies waar de regel over gaat.")},
    )
    amount = EuroField(label=_("Bedrag"), minimum=Euro(1))
    on = DateField(label=_("Dag"), help_text=_("De valutadag van de bankregel."))

    def __init__(
        self,
        proposals: Iterable[Proposal],
        others: Iterable[Expected],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """Offer the proposals first, then everything else that is open."""
        super().__init__(*args, **kwargs)
        best = [(write(one.expected), describe(one.expected)) for one in proposals]
        taken = {value for value, _text in best}
        rest = [(write(one), describe(one)) for one in others]
        self.fields["target"].widget.choices = [
            ("", _now("Kies")),
            (_now("Voorstellen"), best),
            (_now("Ander open bedrag"), [one for one in rest if one[0] not in taken]),
        ]

    def clean_target(self) -> tuple[Subject, int, int | None, dict[int, Euro]]:
        """Understand what was chosen."""
        try:
            return read(self.cleaned_data["target"])
        except ValueError:
            raise forms.ValidationError(_("Kies waar de regel over gaat.")) from None

    def match(self) -> Match:
        """Return what was filled in."""
        subject, target, party, parts = self.cleaned_data["target"]
        return Match(
            subject=subject,
            id=target,
            amount=self.cleaned_data["amount"],
            on=self.cleaned_data["on"],
            party=party,
            parts=tuple(parts.items()),
        )


class AsideForm(forms.Form):
    """Why a line is about nothing in the bond, or a decision was wrong."""

    reason = forms.CharField(
        label=_("Waarom?"),
        help_text=_("In een zin, zonder namen."),
        max_length=200,
        error_messages={"required": _("Leg in een zin uit waarom.")},
    )


class DayForm(forms.Form):
    """The day on which bank and book are compared."""

    on = DateField(label=_("Stand op"), required=False)


def parts_of(found: Reconciliation) -> list[tuple[str, Euro]]:
    """Explain the difference between bank and book, part by part; zeros left out."""
    told = (
        (_("Stond al op de rekening vóór het eerste afschrift"), found.before),
        (_("Bewoog op dagen waarvan een afschrift ontbreekt"), found.missing),
        (_("Bankregels die nog wachten"), found.waiting),
        (_("Bankregels die terzijde zijn gezet"), found.aside),
        (_("Ging over de rekening, niet over rekening 100"), found.passing),
        (_("Geboekt, nog zonder bankregel"), found.booked_only),
        (_("Bank en boeken noemen een andere dag"), found.timing),
        (_("Later gecorrigeerd"), found.corrected),
        (_("Niet verklaard"), found.unexplained),
    )
    return [(str(word), amount) for word, amount in told if amount]


def describe(one: Expected) -> str:
    """Say in a few words what is expected."""
    words = [str(SUBJECTS[one.subject]), one.code, f"€ {formats.amount(one.amount)}"]
    if one.on:
        words.append(formats.day(one.on))
    return " · ".join(word for word in words if word)


def write(one: Expected) -> str:
    """Write down what is chosen."""
    parts = "+".join(f"{case_id}={part.cents}" for case_id, part in one.parts)
    return f"{one.subject}|{one.id}|{one.party or ''}|{parts}"


def read(text: str) -> tuple[Subject, int, int | None, dict[int, Euro]]:
    """Read what was chosen.

    Raises:
        ValueError: it is something else.
    """
    subject, target, party, parts = text.split("|")
    pairs = (part.split("=") for part in parts.split("+") if part)
    amounts = {int(case_id): Euro(int(cents)) for case_id, cents in pairs}
    return Subject(subject), int(target), int(party) if party else None, amounts
