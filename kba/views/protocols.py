"""Pages of the controleprotocol: what holds, what stood before, write, adopt."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kba import selectors, services
from kba.forms import labels
from kba.forms.protocols import METHODS, AdoptForm, ProtocolForm, initial_of
from sohos.core.dates import local_day
from sohos.pages.acting import DONE, attempt
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission


@require_safe
def protocols(request: ActorRequest) -> HttpResponse:
    """Show the protocol in force, and every text that was written."""
    texts = selectors.protocols_for(request.actor)
    in_force = selectors.protocol_in_force(request.actor, on=local_day(timezone.now()))
    context = {
        "texts": texts,
        "in_force": in_force,
        "shown": _shown(in_force.protocol) if in_force else None,
        "waits": bool(texts) and not hasattr(texts[0], "adoption"),
        "may_write": request.actor.can(Permission.PROTOCOL_WRITE),
        "may_adopt": request.actor.can(Permission.PROTOCOL_ADOPT),
    }
    return render(request, "kba/protocols.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write_protocol(request: ActorRequest) -> HttpResponse:
    """Write the next text of the protocol, from the last one."""
    request.actor.require(Permission.PROTOCOL_WRITE)
    last = selectors.newest_protocol(request.actor)
    form = ProtocolForm(
        request.POST if request.method == "POST" else None,
        initial=initial_of(
            selectors.says_of(last) if last else None,
            number=last.number if last else 0,
        ),
    )

    def act() -> str:
        services.write_protocol(
            actor=request.actor,
            says=form.says(),
            seen=form.cleaned_data["seen"],
            now=timezone.now(),
        )
        return _("Bewaard. Een mandaathouder kan het protocol nu vaststellen.")

    status = attempt(request, form, act, labels.refuse)
    if status == DONE:
        return redirect("protocols")
    context = {"form": form, "last": last}
    return render(request, "kba/write_protocol.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def protocol(request: ActorRequest, protocol_id: int) -> HttpResponse:
    """Show one text of the protocol; with a day, adopt it."""
    if request.method == "POST":
        request.actor.require(Permission.PROTOCOL_ADOPT)
    found = selectors.protocol_of(request.actor, protocol_id=protocol_id)
    now = timezone.now()
    form = AdoptForm(
        request.POST if request.method == "POST" else None,
        initial={"adopted_on": local_day(now)},
    )

    def act() -> str:
        adoption = services.adopt_protocol(
            actor=request.actor,
            protocol_id=protocol_id,
            adopted_on=form.cleaned_data["adopted_on"],
            now=now,
        )
        return _("Vastgesteld als versie %(version)s.") % {"version": adoption.version}

    status = attempt(request, form, act, labels.refuse)
    if status == DONE:
        return redirect("protocols")
    newest = selectors.newest_protocol(request.actor)
    context = {
        "form": form,
        "shown": _shown(found),
        "adoption": getattr(found, "adoption", None),
        "may_adopt": request.actor.can(Permission.PROTOCOL_ADOPT)
        and newest == found
        and not hasattr(found, "adoption"),
        "is_own": found.written_by_id == request.actor.user_id,
    }
    return render(request, "kba/protocol.html", context, status=status)


def _shown(found: Any) -> dict[str, Any]:
    says = selectors.says_of(found)
    return {"row": found, "says": says, "method": METHODS[says.terms.method]}
