"""The register of organisations: extend it, merge two that are one, undo that."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import selectors, services
from cases.forms.involvement import AddOrganisationForm, MergeOrganisationForm
from cases.forms.refusal import refuse
from sohos.pages.acting import DONE, attempt
from sohos.tenancy.actor import ActorRequest


@require_http_methods(["GET", "HEAD", "POST"])
def organisations(request: ActorRequest) -> HttpResponse:
    """Show the register of organisations, and add one."""
    rows = list(selectors.organisation_register(request.actor))
    form = AddOrganisationForm(
        request.POST if request.method == "POST" else None,
        sectors=selectors.sectors(request.actor),
    )

    def act() -> str:
        services.add_organisation(
            actor=request.actor,
            name=form.cleaned_data["name"],
            sector=form.cleaned_data["sector"],
            now=timezone.now(),
        )
        return _("De organisatie staat in het register.")

    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect("organisations")
    context = {
        "form": form,
        "rows": [row for row in rows if row.merged_into_id is None],
        "merged": [row for row in rows if row.merged_into_id is not None],
        "may_merge": any(map(request.actor.can, selectors.MERGE_REGISTER)),
    }
    return render(request, "cases/organisations.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def merge_organisation(request: ActorRequest, organisation_id: int) -> HttpResponse:
    """Let one organisation of the register stand for another."""
    request.actor.require_any(*selectors.MERGE_REGISTER)
    offered = selectors.organisations(request.actor)
    row = selectors.organisation_of(request.actor, organisation_id=organisation_id)
    form = MergeOrganisationForm(
        request.POST if request.method == "POST" else None,
        organisations=list(offered.exclude(pk=organisation_id)),
    )

    def act() -> str:
        services.merge_organisation(
            actor=request.actor,
            organisation_id=organisation_id,
            into_id=form.cleaned_data["into"],
            now=timezone.now(),
        )
        return _("De organisaties zijn samengevoegd.")

    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect("organisations")
    context = {"row": row, "form": form}
    return render(request, "cases/merge_organisation.html", context, status=status)


@require_POST
def split_organisation(request: ActorRequest, organisation_id: int) -> HttpResponse:
    """Undo a merge."""
    row = services.split_organisation(
        actor=request.actor, organisation_id=organisation_id, now=timezone.now()
    )
    messages.success(
        request, _("%(name)s staat weer in het register.") % {"name": row.label_nl}
    )
    return redirect("organisations")
