"""A stage as a workbook: recalculated it gives the engine's cents; texts stay texts."""

import shutil
import subprocess
import zipfile
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given, settings
from openpyxl import load_workbook

from kba.domain import stages
from kba.domain.inputs import KbaInput
from kba.domain.lines import Effect
from kba.domain.stages import FrozenStage, Pins, Stage
from kba.forms.workbook import workbook_of
from kba.views.reporting import XLSX
from sohos.core.bills import Per
from sohos.tenancy.permissions import Role
from tests.benchmarks.kba.one_case import one_case
from tests.domain.kba.examples import case, example, with_plan, without
from tests.domain.kba.test_properties import few, inputs
from tests.formulas import Book
from tests.services.kba import calculating
from tests.towns import Town

CENT = 0.005
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
POISON = '=HYPERLINK("http://evil.example","klik")'


def frozen(kba: KbaInput) -> FrozenStage:
    return stages.freeze(kba, stage=Stage.PROGNOSIS, pins=Pins("1", "-", 7))


def outcome(content: bytes) -> dict[tuple[Any, Any], Any]:
    sheet = load_workbook(BytesIO(content), data_only=True)["Uitkomst"]
    return {
        (name, year): amount
        for name, year, amount in sheet.iter_rows(min_row=2, values_only=True)
    }


def recalculates(kba: KbaInput) -> None:
    book = Book(workbook_of(frozen(kba)))
    for sheet, address, kept in book.cells():
        found = book.value(sheet, address)
        if isinstance(kept, str):
            assert found == kept
        else:
            assert found == pytest.approx(kept, abs=CENT / 1000), (sheet, address)


@settings(few, max_examples=8)
@given(inputs())
def test_every_formula_gives_the_value_of_the_engine(kba: KbaInput) -> None:
    recalculates(kba)


def test_a_whole_case_and_a_published_programme_recalculate() -> None:
    recalculates(one_case())
    recalculates(example("almelo").kba)
    recalculates(example("onzekerheid-veertien").kba)


@pytest.mark.parametrize("lag", [0, 6, 18, 36])
def test_money_that_comes_later_recalculates(lag: int) -> None:
    effect = Effect(
        Fraction(1, 3),
        "vergelijking",
        evidence_grade=3,
        cashable_share=Fraction(1, 2),
        cash_lag_months=lag,
    )
    once = without("eens", per=Per.ONCE, quantity=Fraction(3), effect=effect)
    more = with_plan("meer", counterpart="lopend", quantity=Fraction(400))
    lines = [once, without("lopend", effect=effect), more]
    recalculates(case(lines, horizon_years=2))


def test_the_outcome_shows_what_the_stage_says() -> None:
    stage = frozen(example("onzekerheid-veertien").kba)
    found = outcome(workbook_of(stage))
    first = stage.result.contract[0]
    assert found["besparing gemeente in geld", 1] == first.saving.cents / 100
    present = stage.result.present_estimate.financial
    name = "saldo, financieel, contante waarde (schatting)"
    assert found[name, None] == pytest.approx(present.net.cents / 100)
    assert workbook_of(stage) == workbook_of(stage)


def test_a_poisoned_text_stays_a_text() -> None:
    line = without(description=POISON, unit="@SUM(1+1)", evidence_note="+cmd|' /C'!A0")
    poisoned = replace(line, price=replace(line.price, source="-2+3"))
    content = workbook_of(frozen(case([poisoned])))
    sheet = load_workbook(BytesIO(content))["Regels"]
    cells = {cell.value: cell for cell in sheet[2]}
    for text in (POISON, "@SUM(1+1)", "+cmd|' /C'!A0", "-2+3"):
        assert cells[text].data_type != "n"
        assert cells[text].quotePrefix
        assert cells[text].hyperlink is None
    with zipfile.ZipFile(BytesIO(content)) as parts:
        xml = "".join(
            parts.read(name).decode()
            for name in parts.namelist()
            if name.startswith("xl/worksheets/")
        )
    assert "HYPERLINK" not in xml
    assert "cmd" not in xml
    assert "<hyperlink" not in xml


def test_a_very_long_text_is_cut_and_not_lost() -> None:
    long = without(description="a" * 40_000)
    sheet = load_workbook(BytesIO(workbook_of(frozen(case([long])))))["Regels"]
    assert len(sheet["C2"].value) == 32_000


@pytest.mark.skipif(
    OFFICE is None, reason="NOT PROVED HERE: no LibreOffice on this machine"
)
def test_libreoffice_recalculates_to_the_same_cents(tmp_path: Path) -> None:
    content = workbook_of(frozen(one_case()))
    (tmp_path / "kba.xlsx").write_bytes(content)
    subprocess.run(
        [
            str(OFFICE),
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(tmp_path / "out"),
            str(tmp_path / "kba.xlsx"),
        ],
        check=True,
        timeout=120,
    )
    theirs = outcome((tmp_path / "out" / "kba.xlsx").read_bytes())
    ours = outcome(content)
    assert theirs.keys() == ours.keys()
    for key, amount in ours.items():
        assert theirs[key] == pytest.approx(amount, abs=CENT)


def test_the_page_hands_out_the_workbook(almelo: Town, den_haag: Town) -> None:
    stage = calculating.realised(almelo)
    address = reverse("kba-workbook", kwargs={"stage_id": stage.pk})
    noor = almelo.browser(Role.CASEMANAGER)
    page = noor.get(reverse("kba-result", kwargs={"kba_id": stage.kba_id}))
    assert address in page.content.decode()
    answer = noor.get(address)
    assert answer["Content-Type"] == XLSX
    assert f"-{stage.kind}.xlsx" in answer["Content-Disposition"]
    told = outcome(answer.content)
    assert told["besparing gemeente in geld", 1] == stage.municipal_saving_cents / 100
    stranger = den_haag.browser(Role.CASEMANAGER)
    assert stranger.get(address).status_code == 404
    assert almelo.browser(Role.INVESTOR).get(address).status_code == 403
