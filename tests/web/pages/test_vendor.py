"""Vendored files, themes and templates as they stand in the repository."""

import csv
import hashlib
import re
from pathlib import Path

import pytest

from sohos.pages.context import THEMES

ROOT = Path(__file__).resolve().parents[3]
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
TOKEN = re.compile(r"(--[\w-]+):\s*([^;]+);")


def provenance() -> list[dict[str, str]]:
    with (VENDOR / "PROVENANCE.tsv").open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


@pytest.mark.parametrize("row", provenance(), ids=lambda row: str(row["file"]))
def test_vendored_file_is_the_one_in_the_table(row: dict[str, str]) -> None:
    content = (VENDOR / row["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == row["sha256"]
    assert (VENDOR / row["licence_text"]).is_file()


def test_every_vendored_file_is_in_the_table() -> None:
    present = {
        str(path.relative_to(VENDOR))
        for path in VENDOR.rglob("*")
        if path.is_file() and path.suffix not in {".md", ".tsv", ".txt"}
    }
    assert present - {row["file"] for row in provenance()} == set()


def tokens(*names: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        text = (STATIC / "themes" / f"{name}.css").read_text(encoding="utf-8")
        found |= dict(TOKEN.findall(text))
    return found


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_theme_is_a_file_and_every_file_a_theme() -> None:
    files = {path.stem for path in (STATIC / "themes").glob("*.css")}
    assert files == {"standaard", *THEMES}


@pytest.mark.parametrize("theme", ["standaard", *THEMES])
def test_theme_has_enough_contrast(theme: str) -> None:
    known = tokens("standaard", theme)
    pairs = [("default", use) for use in ("bg-document", "bg-subtle")] + [
        (role, use)
        for role in ("action-1", "accent-1", "positive", "negative", "warning", "info")
        for use in ("bg-subtle", "bg-default")
    ]
    for role, use in pairs:
        ground = known[f"--basis-color-{role}-{use}"]
        text = known[f"--basis-color-{role}-color-default"]
        assert contrast(ground, text) >= 4.5, (role, use)
    header = known["--basis-color-action-1-inverse-bg-hover"]
    assert contrast("#ffffff", header) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_theme_only_overrules_what_the_standard_has(theme: str) -> None:
    assert tokens(theme).keys() <= tokens("standaard").keys()


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", templates(), ids=lambda p: str(p.relative_to(ROOT)))
def test_template_runs_under_the_policy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:", text) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)", text) == []
    assert re.findall(r"""(?:src|href)=["']https?://""", text) == []
