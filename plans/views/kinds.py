"""Pages of the taxonomy of knelpunten."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from plans import selectors, services
from plans.forms import labels
from plans.forms.registers import KindForm, MergeKindForm
from plans.services import KindText
from plans.views import page
from sohos.pages.acting import DONE, attempt
from sohos.tenancy.actor import ActorRequest


@require_safe
def knelpunt_kinds(request: ActorRequest) -> HttpResponse:
    """Show the taxonomy, national and municipal."""
    uses = selectors.uses_of_kinds(request.actor)
    rows = [
        {
            "kind": row,
            "group": labels.KIND_GROUPS.get(row.kind, row.kind),
            "label": labels.in_language(row.label_nl, row.label_en),
            "uses": uses.get(row.pk, 0),
        }
        for row in selectors.kind_register(request.actor)
    ]
    context = {"rows": rows, "may_keep": selectors.may_keep_registers(request.actor)}
    return render(request, "plans/knelpunt_kinds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_kind(request: ActorRequest) -> HttpResponse:
    """Add a kind of the municipality's own."""
    request.actor.require_any(*selectors.KEEPERS)

    def act(says: KindText) -> selectors.KindHandle:
        return services.add_kind(actor=request.actor, says=says, now=timezone.now())

    return _form(request, _("Soort knelpunt toevoegen"), act, {})


@require_http_methods(["GET", "HEAD", "POST"])
def change_kind(request: ActorRequest, kind_id: int) -> HttpResponse:
    """Change the words of a kind of the municipality's own."""
    request.actor.require_any(*selectors.KEEPERS)
    row = selectors.kind_of(request.actor, kind_id=kind_id)

    def act(says: KindText) -> selectors.KindHandle:
        return services.change_kind(
            actor=request.actor, kind_id=kind_id, says=says, now=timezone.now()
        )

    values = {name: getattr(row, name) for name in KindForm.base_fields}
    return _form(request, _("Soort knelpunt wijzigen"), act, values)


@require_http_methods(["GET", "HEAD", "POST"])
def merge_kind(request: ActorRequest, kind_id: int) -> HttpResponse:
    """Let a kind count as another."""
    request.actor.require_any(*selectors.KEEPERS)
    row = selectors.kind_of(request.actor, kind_id=kind_id)
    form = MergeKindForm(
        request.POST if request.method == "POST" else None,
        kinds=_others(request, row),
    )

    def act() -> str:
        services.merge_kind(
            actor=request.actor,
            kind_id=kind_id,
            into_id=form.cleaned_data["into"],
            now=timezone.now(),
        )
        return _("De soorten zijn samengevoegd.")

    status = attempt(request, form, act, page.refuse)
    if status == DONE:
        return redirect("knelpunt-kinds")
    context = {
        "form": form,
        "kind": row,
        "label": labels.in_language(row.label_nl, row.label_en),
        "uses": selectors.uses_of_kinds(request.actor).get(row.pk, 0),
    }
    return render(request, "plans/merge_kind.html", context, status=status)


@require_POST
def split_kind(request: ActorRequest, kind_id: int) -> HttpResponse:
    """Take a merge back."""
    request.actor.require_any(*selectors.KEEPERS)
    services.merge_kind(
        actor=request.actor, kind_id=kind_id, into_id=None, now=timezone.now()
    )
    messages.success(request, _("De soort telt weer apart."))
    return redirect("knelpunt-kinds")


def _form(
    request: ActorRequest,
    title: str,
    act: Callable[[KindText], selectors.KindHandle],
    initial: dict[str, Any],
) -> HttpResponse:
    form = KindForm(request.POST if request.method == "POST" else None, initial=initial)

    def save() -> str:
        act(form.says())
        return _("De soort is bewaard.")

    status = attempt(request, form, save, page.refuse)
    if status == DONE:
        return redirect("knelpunt-kinds")
    context = {"form": form, "form_title": title}
    return render(request, "plans/kind_form.html", context, status=status)


def _others(request: ActorRequest, row: selectors.KindHandle) -> list[Any]:
    groups: dict[str, list[tuple[int, str]]] = {}
    counting = selectors.kind_register(request.actor).filter(merged_into__isnull=True)
    for other in counting.exclude(pk=row.pk):
        group = str(labels.KIND_GROUPS.get(other.kind, other.kind))
        label = labels.in_language(other.label_nl, other.label_en)
        groups.setdefault(group, []).append((other.pk, label))
    return list(groups.items())
