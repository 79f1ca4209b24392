"""Pages: the reference of the API, and somebody's own tokens."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sohos.api import reference, schema, scopes, selectors, services
from sohos.api.forms import MakeTokenForm
from sohos.tenancy.actor import ActorRequest


@login_not_required
def api_reference(request: HttpRequest) -> HttpResponse:
    """Show every operation."""
    return render(
        request, "api/reference.html", {"subjects": reference.operations().items()}
    )


@login_not_required
def api_schema(request: HttpRequest) -> JsonResponse:
    """Return the OpenAPI document."""
    return JsonResponse(schema.document())


def api_tokens(request: ActorRequest) -> HttpResponse:
    """List the own tokens."""
    now = timezone.now()
    rows = [
        {
            "token": token,
            "scope": scopes.names(token.scope),
            "state": selectors.state_of(token, now=now),
        }
        for token in selectors.tokens_of(request.actor)
    ]
    return render(request, "api/api_tokens.html", {"rows": rows})


def make_api_token(request: ActorRequest) -> HttpResponse:
    """Make a token, and show its secret this once."""
    form = MakeTokenForm(request.actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        new = services.make_token(actor=request.actor, now=timezone.now(), **form.act())
        return render(request, "api/api_token_made.html", {"new": new})
    status = 422 if form.is_bound else 200
    return render(request, "api/make_api_token.html", {"form": form}, status=status)


@require_POST
def revoke_api_token(request: ActorRequest, token_id: int) -> HttpResponse:
    """Stop a token."""
    services.revoke_token(actor=request.actor, token_id=token_id, now=timezone.now())
    messages.success(request, _("Het token is ingetrokken en werkt niet meer."))
    return redirect("api-tokens")
