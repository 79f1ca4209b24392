"""Files out of the ledger: what each is for, which days, and how it is written."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from xlsxwriter.workbook import Workbook

from bonds.domain import auditfile, hledger
from bonds.domain.accounts import CHART
from bonds.domain.auditfile import Version
from bonds.domain.exports import OF_A_YEAR, Export
from bonds.domain.journal import Journal
from bonds.domain.ledger import Event as Kind
from bonds.forms import labels
from bonds.selectors import Span
from sohos.core.dates import AMSTERDAM
from sohos.core.euro import Euro
from sohos.documents import tables
from sohos.documents.tables import Value
from sohos.pages.fields import DateField

CENTS_PER_EURO = 100
KINDS: Mapping[Export, tuple[Promise, Promise, str, str]] = {
    Export.HLEDGER: (
        _("Journaal voor hledger"),
        _("Platte tekst. hledger telt alles na en vergelijkt elk saldo met het onze."),
        "journal",
        "text/plain; charset=utf-8",
    ),
    Export.XAF40: (
        _("Auditfile 4.0"),
        _("Voor accountant en Belastingdienst: één kalenderjaar, met beginbalans."),
        "xaf",
        "application/xml",
    ),
    Export.XAF32: (
        _("Auditfile 3.2"),
        _("Hetzelfde voor oudere software. Vanaf 2027 geldt alleen versie 4.0."),
        "xaf",
        "application/xml",
    ),
    Export.CSV: (
        _("Boekingen als CSV"),
        _("Elke regel van het grootboek, voor een eigen analyse."),
        "csv",
        "text/csv; charset=utf-8",
    ),
    Export.XLSX: (
        _("Boekingen als Excel"),
        _("Boekingen en saldi in één werkboek. De saldi rekenen mee."),
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}
_COLUMNS = (
    "Nummer",
    "Dag",
    "Geboekt op",
    "Gebeurtenis",
    "Dossier",
    "Rekening",
    "Naam van de rekening",
    "Investeerder",
    "Debet",
    "Credit",
    "Bankregel",
    "Corrigeert",
)
_DEBIT, _CREDIT = _COLUMNS.index("Debet"), _COLUMNS.index("Credit")


class ExportForm(forms.Form):
    """Up to which day, as known on which day, and which year for an auditfile."""

    kind = forms.TypedChoiceField(
        coerce=Export, choices=[(kind.value, kind.value) for kind in Export]
    )
    through_on = DateField(label=_("Stand op"), required=False)
    known_on = DateField(
        label=_("Zoals bekend op"),
        required=False,
        help_text=_("Latere boekingen tellen dan niet mee."),
    )
    year = forms.TypedChoiceField(
        label=_("Jaar van de auditfile"), coerce=int, required=False
    )

    def __init__(self, years: range, data: Any = None, **said: Any) -> None:
        """Offer the years of the ledger."""
        super().__init__(data, **said)
        field = self.fields["year"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  as declared above
        field.choices = [(year, str(year)) for year in reversed(years)]

    def clean(self) -> dict[str, Any]:
        """Ask for a year when the file is about one."""
        said = super().clean() or {}
        if said.get("kind") in OF_A_YEAR and not said.get("year"):
            self.add_error("year", _("Kies een jaar."))
        return said

    def span(self) -> Span:
        """Return which entries are asked for."""
        said = self.cleaned_data
        return span_of(
            said["kind"],
            through_on=said["through_on"],
            known_on=said["known_on"],
            year=said["year"] or None,
        )


def span_of(
    kind: Export,
    *,
    through_on: date | None,
    known_on: date | None,
    year: int | None,
) -> Span:
    """Return which entries go into a file."""
    known_at = (
        None if known_on is None else datetime.combine(known_on, time.max, AMSTERDAM)
    )
    if kind in OF_A_YEAR and year is not None:
        last = date(year, 12, 31)
        end = last if through_on is None else min(last, through_on)
        return Span(date(year, 1, 1), end, known_at)
    return Span(None, through_on, known_at)


def event_names() -> dict[Kind, str]:
    """Return what events are called; a file says it in Dutch, whoever takes it out."""
    with override("nl"):
        return {kind: str(word) for kind, word in labels.EVENTS.items()}


def file_name(kind: Export, journal: Journal, *, year: int | None) -> str:
    """Return how a file is called."""
    day = f"{year}" if kind in OF_A_YEAR else f"{journal.through_on:%Y%m%d}"
    return f"grootboek-{day}-{kind}.{KINDS[kind][2]}"


def render(kind: Export, journal: Journal, *, year: int | None) -> bytes:
    """Write a file.

    Args:
        kind: which.
        journal: its entries.
        year: calendar year, for an auditfile.
    """
    if kind is Export.HLEDGER:
        return "".join(hledger.write(journal)).encode()
    if kind is Export.CSV:
        return "".join(tables.csv_text(_COLUMNS, _rows(journal))).encode()
    if kind is Export.XLSX:
        return _workbook(journal)
    return auditfile.write(
        journal,
        year=year or journal.through_on.year,
        version=Version.V32 if kind is Export.XAF32 else Version.V40,
    )


def _rows(journal: Journal) -> Iterator[tuple[Value, ...]]:
    for entry in journal.entries:
        for one in entry.postings:
            yield (
                entry.number,
                entry.on,
                entry.booked_at,
                journal.names[entry.event],
                entry.case or one.case,
                str(one.account),
                CHART[one.account].name,
                one.party,
                one.amount if one.amount.cents > 0 else None,
                -one.amount if one.amount.cents < 0 else None,
                entry.bank_line,
                entry.corrects,
            )


def _workbook(journal: Journal) -> bytes:
    """Write entries and balances; the balances add the entries up by formula."""
    kept = BytesIO()
    book = Workbook(
        kept,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    head = book.add_format({"bold": True, "bottom": 1})
    euro = book.add_format({"num_format": "#,##0.00"})
    day = book.add_format({"num_format": "dd-mm-yyyy"})
    lines = book.add_worksheet("Boekingen")
    lines.freeze_panes(1, 0)
    lines.set_column(0, len(_COLUMNS) - 1, 16)
    lines.write_row(0, 0, _COLUMNS, head)
    last = 1
    for last, row in enumerate(_rows(journal), start=1):
        for column, value in enumerate(row):
            _cell(lines, last, column, value, euro=euro, day=day)
    balances = book.add_worksheet("Saldi")
    balances.set_column(1, 1, 34)
    balances.write_row(0, 0, ("Rekening", "Naam", "Saldo"), head)
    codes = f"Boekingen!$F$2:$F${last + 1}"
    for at, (account, amount) in enumerate(journal.closing.items(), start=1):
        balances.write_string(at, 0, account)
        balances.write_string(at, 1, CHART[account].name)
        formula = "-".join(
            f"SUMIF({codes},A{at + 1},Boekingen!${column}$2:${column}${last + 1})"
            for column in "IJ"
        )
        stands = amount.cents / CENTS_PER_EURO
        balances.write_formula(at, 2, f"={formula}", euro, stands)
    book.close()
    return kept.getvalue()


def _cell(
    sheet: Any, row: int, column: int, value: Value, *, euro: Any, day: Any
) -> None:
    match value:
        case None | "":
            return
        case Euro():
            sheet.write_number(row, column, value.cents / CENTS_PER_EURO, euro)
        case datetime():
            local = value.astimezone(AMSTERDAM).replace(tzinfo=None)
            sheet.write_datetime(row, column, local, day)
        case date():
            sheet.write_datetime(row, column, value, day)
        case int():
            sheet.write_number(row, column, value)
        case _:
            sheet.write_string(row, column, str(value))
