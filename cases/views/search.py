"""Finding a household among those that somebody may see."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases import selectors
from cases.domain import search
from cases.selectors import paging
from sohos.tenancy.actor import ActorRequest

PER_PAGE = 25
MOST_ASKED = 120
_ORDER = ("-registered_on", "-id")


@require_safe
def find_case(request: ActorRequest) -> HttpResponse:
    """Show the cases that answer to a code, a name or an address."""
    said = " ".join(request.GET.get("q", "")[:MOST_ASKED].replace("\0", " ").split())
    asked = search.asked(said)
    page = paging.page_of(
        selectors.find_cases(request.actor, asked),
        _ORDER,
        after=request.GET.get("after", ""),
        size=PER_PAGE,
        known=selectors.cases_for(request.actor),
    )
    households = [row.household_id for row in page.rows]
    members = selectors.found_members(request.actor, households, asked)
    context = {
        "said": said,
        "is_asked": bool(asked),
        "page": page,
        "found": [
            {"case": row, "members": members.get(row.household_id, [])}
            for row in page.rows
        ],
    }
    return render(request, "cases/find_case.html", context)
