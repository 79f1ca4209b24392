"""The documents of the case that prove a row of a KBA."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kba import selectors, services
from kba.forms.proving import LinkEvidenceForm
from kba.views import page
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def line_evidence(request: ActorRequest, line_id: int) -> HttpResponse:
    """Show the documents that prove a row, or link more of them."""
    request.actor.require(Permission.KBA_WRITE)
    line = selectors.line_of(request.actor, line_id=line_id)
    documents = selectors.linkable_documents(request.actor, line)
    form = LinkEvidenceForm(
        request.POST if request.method == "POST" else None, documents=documents
    )
    if form.is_bound and form.is_valid():
        services.link_evidence(
            actor=request.actor,
            line_id=line_id,
            document_ids=form.cleaned_data["documents"],
            now=timezone.now(),
        )
        messages.success(request, _("De documenten horen nu bij deze regel."))
        return redirect("line-evidence", line_id=line_id)
    context = {
        **page.about(request.actor, line.kba),
        "line": line,
        "linked": selectors.evidence_of_rows(request.actor, line.kba).get(line.pk, []),
        "form": form,
        "has_more": bool(documents),
    }
    status = 422 if form.is_bound else 200
    return render(request, "kba/line_evidence.html", context, status=status)


@require_POST
def unlink_evidence(request: ActorRequest, line_id: int) -> HttpResponse:
    """Take a document away from a row."""
    request.actor.require(Permission.KBA_WRITE)
    line = selectors.line_of(request.actor, line_id=line_id)
    linked = selectors.evidence_of_rows(request.actor, line.kba).get(line.pk, [])
    for link in linked:
        if str(link.id) == request.POST.get("link"):
            services.unlink_evidence(
                actor=request.actor, link_id=link.id, now=timezone.now()
            )
            messages.success(request, _("Het document hoort niet meer bij deze regel."))
    return redirect("line-evidence", line_id=line_id)
