"""The wall round the PDF: nothing outside the folder of static files is read."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.template import engines
from pytest_django import Settings

from sohos.documents import pdf

CREATED = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
needs_pango = pytest.mark.skipif(not pdf.is_available(), reason="no Pango here")


def page(body: str, folder: Path, settings: Settings) -> bytes:
    (folder / "probe.html").write_text(
        f'<html lang="nl"><head><title>{{{{ title }}}}</title></head><body>{body}</body></html>'
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [folder]}]
    try:
        return pdf.render("probe.html", {}, title="Proef", created=CREATED)
    finally:
        engines._engines = {}  # type: ignore[attr-defined]


@needs_pango
def test_a_plain_page_is_rendered(tmp_path: Path, settings: Settings) -> None:
    assert page("<h1>Proef</h1>", tmp_path, settings).startswith(b"%PDF-")


@needs_pango
@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "https://example.org/pixel.png",
        "data:image/png;base64,iVBORw0KGgo=",
        "../sohos/settings.py",
    ],
)
def test_an_address_outside_the_static_files_is_refused(
    tmp_path: Path, settings: Settings, address: str
) -> None:
    with pytest.raises(pdf.ForbiddenAddressError):
        page(f'<h1>Proef</h1><img src="{address}" alt="x">', tmp_path, settings)
