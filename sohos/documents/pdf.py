"""PDF from a template: PDF/A-3a and PDF/UA-1 in one file, the same bytes every time."""

import atexit
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string

from sohos.documents import pdf_tags

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

VARIANT = "pdf/a-3a"
_STYLES = Path(__file__).parent / "print"


class ForbiddenAddressError(ValueError):
    """A document asked for something outside the folder of static files."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file inside the PDF; `relationship` is Data, Source or Supplement."""

    name: str
    description: str
    content: bytes
    relationship: str = "Data"


@lru_cache(maxsize=1)
def is_available() -> bool:
    """Tell whether this machine can make PDF, which needs Pango."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def render(
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    created: datetime,
    attachments: Sequence[Attached] = (),
    style: str = "report",
    is_to_be_signed: bool = False,
) -> bytes:
    """Render a template as a PDF for archiving that a screen reader can read.

    Args:
        template: extends `documents/report.html`; headings in order, tables with
            headers, every picture with a title.
        context: for the template; `title` and `created` are added.
        title: title of the document.
        created: moment of the record that it reports, aware; never the clock.
        attachments: files that go inside, in this order; names with an extension.
        style: name of a stylesheet in the folder `print`.
        is_to_be_signed: whether people will put signatures in it.

    Returns:
        The bytes; the same arguments give the same bytes on the same libraries.

    Raises:
        OSError: the machine has no Pango; ask `is_available` first.
        ForbiddenAddressError: the template asks for something outside the static
            files.
    """
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError

    fetcher, styles, fonts = _prepared(style)
    html = render_to_string(
        template, {**context, "title": title, "created": created.isoformat()}
    )
    files = [_attachment(each, created, fetcher) for each in attachments]
    page = weasyprint.HTML(string=html, base_url=_base(), url_fetcher=fetcher)
    try:
        made: bytes = page.write_pdf(
            stylesheets=[styles],
            font_config=fonts,
            pdf_variant=VARIANT,
            pdf_tags=True,
            attachments=files,
            finisher=pdf_tags.finish_for_signing
            if is_to_be_signed
            else pdf_tags.finish,
        )
    except FatalURLFetchingError as error:
        raise ForbiddenAddressError(str(error)) from error
    return made


def _attachment(each: Attached, created: datetime, fetcher: "URLFetcher") -> Any:
    import weasyprint

    return weasyprint.Attachment(
        file_obj=io.BytesIO(each.content),
        url_fetcher=fetcher,
        name=each.name,
        description=each.description,
        created=created,
        modified=created,
        relationship=each.relationship,
    )


@lru_cache(maxsize=4)
def _prepared(style: str) -> "tuple[URLFetcher, CSS, FontConfiguration]":
    """Parse each stylesheet and the fonts once per process; the fetcher is the wall."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class StaticFilesOnly(URLFetcher):  # type: ignore[misc]
        """Reads files below the static folder and nothing else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            path = Path(url.removeprefix("file://")).resolve()
            if not url.startswith("file://") or not path.is_relative_to(_root()):
                raise FatalURLFetchingError(url)
            return super().fetch(url, headers)

    fetcher = StaticFilesOnly(allowed_protocols=("file",))
    fonts = FontConfiguration()
    styles = CSS(
        string=(_STYLES / f"{style}.css").read_text(encoding="utf-8"),
        base_url=_base(),
        url_fetcher=fetcher,
        font_config=fonts,
    )
    return fetcher, styles, fonts


# Fonts must go before the interpreter takes Pango away.
atexit.register(_prepared.cache_clear)


def _root() -> Path:
    return Path(settings.STATICFILES_DIRS[0]).resolve()


def _base() -> str:
    return _root().as_uri() + "/"
