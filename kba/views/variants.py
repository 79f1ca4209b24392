"""Variants of a plan: compare them with it, write one, make one the plan."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from kba import selectors, services
from kba.domain.variants import MOST_VARIANTS, Change
from kba.forms import labels
from kba.forms import variants as variant_forms
from kba.forms.variants import VariantForm
from kba.views import page
from plans import selectors as plans
from sohos.core.dates import local_day
from sohos.core.errors import DomainError
from sohos.pages import acting, formats
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

_Act = Callable[[str, Mapping[str, Change], datetime], object]


@require_safe
def kba_variants(request: ActorRequest, kba_id: int) -> HttpResponse:
    """Show the plan beside its variants, on the same draws."""
    kba = selectors.kba_of(request.actor, kba_id=kba_id)
    found = selectors.variants_of(kba)
    has_rows = bool(selectors.lines_of(kba))
    is_open = plans.adoption_of(request.actor, case_id=kba.case_id) is None
    may_write = is_open and request.actor.can(Permission.KBA_WRITE)
    context = {
        **page.about(request.actor, kba),
        "comparison": variant_forms.comparison(
            selectors.compared(request.actor, kba, found)
        )
        if has_rows
        else None,
        "may_write": may_write,
        "may_add": may_write and has_rows and len(found) < MOST_VARIANTS,
    }
    return render(request, "kba/variants.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_variant(request: ActorRequest, kba_id: int) -> HttpResponse:
    """Write a variant that starts as the plan is now."""
    request.actor.require(Permission.KBA_WRITE)
    kba = selectors.kba_to_change(request.actor, kba_id=kba_id)

    def add(name: str, changes: Mapping[str, Change], now: datetime) -> object:
        return services.add_variant(
            actor=request.actor, kba_id=kba_id, name=name, changes=changes, now=now
        )

    return _write(request, kba, add, name="", changes={})


@require_http_methods(["GET", "HEAD", "POST"])
def change_variant(request: ActorRequest, variant_id: int) -> HttpResponse:
    """Write a variant again."""
    request.actor.require(Permission.KBA_WRITE)
    found = selectors.variant_of(request.actor, variant_id=variant_id)
    kba = selectors.kba_to_change(request.actor, kba_id=found.kba_id)

    def change(name: str, changes: Mapping[str, Change], now: datetime) -> object:
        return services.change_variant(
            actor=request.actor,
            variant_id=variant_id,
            name=name,
            changes=changes,
            now=now,
        )

    changes = selectors.changes_of(found)
    return _write(request, kba, change, name=found.name, changes=changes)


@require_POST
def choose_variant(request: ActorRequest, variant_id: int) -> HttpResponse:
    """Make a variant the plan."""
    request.actor.require(Permission.KBA_WRITE)
    found = selectors.variant_of(request.actor, variant_id=variant_id)
    now = timezone.now()
    old_name = _("Plan tot %(day)s") % {"day": formats.day(local_day(now))}
    acting.tell(
        request,
        lambda: services.choose_variant(
            actor=request.actor, variant_id=variant_id, old_name=old_name, now=now
        ),
        _("%(name)s is nu het plan. Het vorige plan staat bij de varianten.")
        % {"name": found.name},
        lambda error: (None, labels.words_of(error)),
    )
    return redirect("kba-variants", kba_id=found.kba_id)


@require_POST
def remove_variant(request: ActorRequest, variant_id: int) -> HttpResponse:
    """Take a variant away."""
    request.actor.require(Permission.KBA_WRITE)
    found = selectors.variant_of(request.actor, variant_id=variant_id)
    acting.tell(
        request,
        lambda: services.remove_variant(
            actor=request.actor, variant_id=variant_id, now=timezone.now()
        ),
        _("%(name)s is verwijderd.") % {"name": found.name},
        lambda error: (None, labels.words_of(error)),
    )
    return redirect("kba-variants", kba_id=found.kba_id)


def _write(
    request: ActorRequest,
    kba: selectors.KbaHandle,
    act: _Act,
    *,
    name: str,
    changes: Mapping[str, Change],
) -> HttpResponse:
    rows = selectors.plan_rows(kba)
    data = request.POST if request.method == "POST" else None
    form = VariantForm(data, initial={"name": name})
    uses = variant_forms.use_forms(data, rows, changes)
    status = 200
    if data is not None:
        status = 422
        if all([form.is_valid(), *(each.is_valid() for each in uses.values())]):
            wanted = {stem: each.change() for stem, each in uses.items()}
            try:
                act(form.cleaned_data["name"], wanted, timezone.now())
            except DomainError as error:
                labels.refuse(form, error)
            else:
                return redirect("kba-variants", kba_id=kba.pk)
    context: dict[str, Any] = {
        **page.about(request.actor, kba),
        "form": form,
        "uses": [(rows[stem], each) for stem, each in uses.items()],
        "forms": list(uses.values()),
        "name": name,
    }
    return render(request, "kba/variant.html", context, status=status)
