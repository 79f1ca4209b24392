"""The sheets that are entered: assumptions and lines, with each source."""

from fractions import Fraction

from xlsxwriter.workbook import Workbook

from kba.domain import inputs, timing
from kba.domain.inputs import KbaInput
from kba.domain.lines import CostLine
from kba.forms.workbook.sheet import Sheet, Styles
from sohos.core.bills import Payer

COLUMNS = (
    "sleutel",
    "scenario",
    "omschrijving",
    "eenheid",
    "hoeveelheid",
    "per",
    "keer per maand",
    "van",
    "tot en met",
    "prijs",
    "prijspeil",
    "index",
    "kans",
    "deadweight",
    "reden deadweight",
    "attributie",
    "verdringing",
    "optimismecorrectie",
    "telt mee",
    "kasdeel",
    "maanden tot kas",
    "soort",
    "rol",
    "wet",
    "bron",
    "bewijskracht prijs",
    "reden afwijking",
    "bewijs",
)


def payers_of(kba: KbaInput) -> tuple[Payer, ...]:
    """Return the payers that occur in a KBA, in their own order."""
    used = {payer for line in kba.lines for payer, _ in line.payers}
    return tuple(payer for payer in Payer if payer in used)


def write_assumptions(
    book: Workbook, styles: Styles, kba: KbaInput, facts: dict[str, str]
) -> None:
    """Write what holds for the whole KBA, and what proves the stage."""
    sheet = Sheet(book, styles, "Uitgangspunten", ("wat", "waarde", "bron"))
    table = kba.discounting.table
    told = {
        **facts,
        "peildatum": kba.reference_on.isoformat(),
        "planjaren": str(kba.horizon_years),
        "prijspeil": str(kba.price_year),
        "weken per jaar": str(kba.weeks_per_year),
        "discontovoet": table.name,
        "moment in het jaar": kba.discounting.convention.value,
    }
    for what, value in told.items():
        row = sheet.next_row()
        sheet.text("wat", row, what)
        sheet.text("waarde", row, value)
        if what == "discontovoet":
            sheet.text("bron", row, table.source)
    for series in kba.series:
        for year, level in series.levels:
            row = sheet.next_row()
            sheet.text("wat", row, f"index {series.name} {year}")
            sheet.number("waarde", row, level)
            sheet.text("bron", row, f"{series.source}, {series.vintage}")


def write_lines(
    book: Workbook, styles: Styles, kba: KbaInput
) -> tuple[Sheet, dict[str, int]]:
    """Write one row per line, and return the sheet with the row of each key."""
    payers = payers_of(kba)
    columns = (*COLUMNS, *(f"deel {payer.value}" for payer in payers))
    sheet = Sheet(book, styles, "Regels", columns)
    places: dict[str, int] = {}
    for line in kba.lines:
        row = places[line.key] = sheet.next_row()
        _words(sheet, row, line)
        _figures(sheet, row, kba, line)
        _effect(sheet, row, kba, line)
        shares = dict(line.payers)
        for payer in payers:
            share = shares.get(payer, Fraction(0))
            sheet.number(f"deel {payer.value}", row, share)
    return sheet, places


def _words(sheet: Sheet, row: int, line: CostLine) -> None:
    told = {
        "sleutel": line.key,
        "scenario": line.scenario.value,
        "omschrijving": line.description,
        "eenheid": line.unit,
        "per": line.per.value,
        "van": line.first_on.isoformat(),
        "tot en met": line.last_on.isoformat() if line.last_on else "",
        "reden deadweight": line.effect.deadweight_reason if line.effect else "",
        "soort": line.kind.value,
        "rol": line.role.value,
        "wet": line.law.value,
        "bron": line.price.source,
        "reden afwijking": line.price.override_reason,
        "bewijs": line.evidence_note,
    }
    for column, text in told.items():
        sheet.text(column, row, text)


def _figures(sheet: Sheet, row: int, kba: KbaInput, line: CostLine) -> None:
    times, per = timing.rhythm(line.per, weeks_per_year=kba.weeks_per_year)
    sheet.number("hoeveelheid", row, line.quantity)
    sheet.number("keer per maand", row, Fraction(times, per))
    sheet.euro("prijs", row, line.price.amount)
    sheet.number("prijspeil", row, line.price.year)
    sheet.number("index", row, inputs.index_factor(kba, line))
    sheet.number("kans", row, line.probability)
    sheet.number("bewijskracht prijs", row, line.price.grade)


def _effect(sheet: Sheet, row: int, kba: KbaInput, line: CostLine) -> None:
    effect = line.effect
    if effect is None:
        return
    bias = kba.optimism_bias[effect.evidence_grade - 1]
    figures = {
        "deadweight": effect.deadweight,
        "attributie": effect.attribution,
        "verdringing": effect.displacement,
        "optimismecorrectie": bias,
        "kasdeel": effect.cashable_share,
        "maanden tot kas": Fraction(effect.cash_lag_months),
    }
    for column, value in figures.items():
        sheet.number(column, row, value)
    kept = (1 - effect.deadweight) * effect.attribution
    sheet.formula(
        "telt mee",
        row,
        f"(1-{sheet.cell('deadweight', row)})*{sheet.cell('attributie', row)}"
        f"*(1-{sheet.cell('verdringing', row)})"
        f"*(1-{sheet.cell('optimismecorrectie', row)})",
        kept * (1 - effect.displacement) * (1 - bias),
    )
