"""Pages for everybody: the front door, information, and the style guide."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sohos.pages import navigation, styleguide
from sohos.tenancy.actor import Actor


@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """Bring somebody who is logged in to their work, and welcome everybody else."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None and request.user.is_authenticated:
        return redirect("choose-municipality")
    if actor is None:
        return render(request, "pages/welcome.html")
    return redirect(navigation.start_page_of(actor))


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    return render(request, "pages/accessibility.html")


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """Show what happens with personal data."""
    return render(request, "pages/privacy.html")


@login_not_required
def help_and_contact(request: HttpRequest) -> HttpResponse:
    """Show where help is."""
    return render(request, "pages/help.html")


@login_not_required
def style_guide(request: HttpRequest) -> HttpResponse:
    """Show every component, while building and in the demo only."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    context = styleguide.examples(request.POST if request.method == "POST" else None)
    return render(request, "pages/styleguide.html", context)
