"""What the layout needs on every page, without a query."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from sohos.pages import navigation
from sohos.tenancy.actor import Actor

THEMES = ("linnen", "duin")
HTMX_CONFIG = json.dumps(
    json.loads((Path(__file__).parent / "htmx.json").read_text(encoding="utf-8"))
)


def _has_choice(request: HttpRequest) -> bool:
    session = getattr(request, "session", None) or {}
    return bool(session.get(navigation.CHOICE_KEY))


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return actor, menu, theme and demo flag for `base.html`."""
    actor: Actor | None = getattr(request, "actor", None)
    frame: dict[str, Any] = {"demo": settings.DEMO, "htmx_config": HTMX_CONFIG}
    if actor is None:
        return frame
    theme = actor.municipality.theme
    return frame | {
        "actor": actor,
        "municipality": actor.municipality,
        "theme_css": f"themes/{theme}.css" if theme in THEMES else "",
        "menu": navigation.menu_for(actor, path=request.path),
        "search_url": navigation.search_url_for(actor),
        "account_links": navigation.account_links(has_choice=_has_choice(request)),
        "role_names": navigation.role_names_of(actor),
    }
