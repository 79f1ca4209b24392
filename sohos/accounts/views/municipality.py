"""Choosing where to work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from sohos.accounts import selectors, services, sessions
from sohos.core.dates import local_day
from sohos.core.errors import NotFoundError
from sohos.pages.navigation import CHOICE_KEY
from sohos.tenancy.middleware import MUNICIPALITY_KEY, without_municipality


@without_municipality
@require_http_methods(["GET", "POST"])
def choose_municipality(request: HttpRequest) -> HttpResponse:
    """List the municipalities of the user, and enter the chosen one."""
    user_id, now = sessions.user_id_of(request), timezone.now()
    confined_to = sessions.confined_to(request)
    if request.method == "POST":
        chosen = services.enter_municipality(
            user_id=user_id,
            municipality_id=_number(request.POST.get("municipality", "")),
            confined_to=confined_to,
            now=now,
        )
        request.session[MUNICIPALITY_KEY] = chosen.id
        return redirect("start")
    options = selectors.choices_of(
        user_id, confined_to=confined_to, today=local_day(now)
    )
    request.session[CHOICE_KEY] = len(options) > 1
    return render(
        request,
        "accounts/choose_municipality.html",
        {"options": options, "is_confined": confined_to is not None},
    )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):  # noqa: PLR2004
        raise NotFoundError
    return int(text)
