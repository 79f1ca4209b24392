"""The public doors: ask for help without an account, or refer somebody."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases import services
from cases.forms.arrivals import ReferForm, SignUpForm
from cases.forms.refusal import refuse
from sohos.core.errors import DomainError
from sohos.pages import errors
from sohos.tenancy import context
from sohos.tenancy.models import Municipality

PER_ADDRESS, PER_MUNICIPALITY = 10, 300
_HOUR = 3600
_FORMS: dict[str, type[SignUpForm | ReferForm]] = {
    "sign_up": SignUpForm,
    "refer": ReferForm,
}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, town: str) -> HttpResponse:
    """Let somebody ask for help for their own household."""
    return _page(request, town, "sign_up")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def refer(request: HttpRequest, town: str) -> HttpResponse:
    """Let a wijkteam or an organisation refer a household that agrees."""
    return _page(request, town, "refer")


@login_not_required
@require_safe
def signed_up(request: HttpRequest, town: str, reference: str) -> HttpResponse:
    """Say that it was received, under which number, and what happens now."""
    municipality = _municipality(request, town)
    return render(
        request,
        "cases/signed_up.html",
        {"town": municipality, "municipality": municipality, "reference": reference},
    )


def _page(request: HttpRequest, town: str, kind: str) -> HttpResponse:
    municipality = _municipality(request, town)
    if request.method == "POST" and _is_too_much(request, municipality):
        return errors.too_many_requests(request)
    form = _FORMS[kind](request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_from_robot:
        reference = services.new_reference()
        return redirect("signed-up", town=town, reference=reference)
    if form.is_bound and form.is_valid():
        try:
            with context.tenant(municipality.pk):
                row = services.receive_application(
                    new=form.application(), now=timezone.now()
                )
        except DomainError as error:
            refuse(form, error)
        else:
            return redirect("signed-up", town=town, reference=row.reference)
    status = 422 if form.is_bound else 200
    return render(
        request,
        f"cases/{kind}.html",
        {"form": form, "town": municipality, "municipality": municipality},
        status=status,
    )


def _municipality(request: HttpRequest, town: str) -> Municipality:
    """Return the municipality of an address; at work in another one it is not found."""
    found = Municipality.objects.filter(slug=town).first()
    actor = getattr(request, "actor", None)
    if found is None or (actor is not None and actor.municipality_id != found.pk):
        raise Http404
    return found


def _is_too_much(request: HttpRequest, municipality: Municipality) -> bool:
    address = request.META.get("REMOTE_ADDR", "")
    return any(
        [
            _count(f"sign-up:{municipality.pk}:{address}") > PER_ADDRESS,
            _count(f"sign-up:{municipality.pk}") > PER_MUNICIPALITY,
        ]
    )


def _count(name: str) -> int:
    cache.add(name, 0, timeout=_HOUR)
    try:
        return cache.incr(name)
    except ValueError:
        return 1
