"""What may come of a programme: ask for it, follow it, read it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kba import selectors, services
from kba.forms import forecast
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

STOP_POLLING = 286


@require_safe
def programme_simulation(request: ActorRequest) -> HttpResponse:
    """Show per programme what may come of it, or how far the calculation is."""
    shown = [
        forecast.shown(each) for each in selectors.programme_forecasts(request.actor)
    ]
    running = any(each.forecast.is_running for each in shown)
    context = {
        "programmes": shown,
        "running": running,
        "fewest": services.FEWEST_CASES,
    }
    if request.headers.get("HX-Request"):
        code = 200 if running else STOP_POLLING
        return render(request, "kba/programme_list.html", context, status=code)
    return render(request, "kba/programme_simulation.html", context)


@require_POST
def simulate_programme(request: ActorRequest) -> HttpResponse:
    """Ask for the simulation of a programme."""
    request.actor.require(Permission.DASHBOARD_READ)
    chosen = request.POST.get("programme", "")
    if not chosen.isascii() or not chosen.isdigit() or len(chosen) > 18:  # noqa: PLR2004
        messages.error(request, _("Kies een programma."))
        return redirect("programme-simulation")
    try:
        services.simulate_programme(
            actor=request.actor, programme_id=int(chosen), now=timezone.now()
        )
    except services.TooFewCasesError as error:
        messages.error(
            request,
            _(
                "Er zijn minder dan %(value)s huishoudens met een prognose. "
                "Reken dit programma later door."
            )
            % {"value": error.args[0]},
        )
    return redirect("programme-simulation")
