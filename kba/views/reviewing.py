"""A second accountant: asked by the first, and saying that the decisions hold."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kba import selectors, services
from kba.forms import labels
from sohos.core.errors import DomainError
from sohos.pages.acting import tell
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission


@require_POST
def ask_review(request: ActorRequest, kba_id: int) -> HttpResponse:
    """Ask a second accountant to look."""
    request.actor.require(Permission.KBA_VALIDATE)
    kba = selectors.kba_of(request.actor, kba_id=kba_id)
    chosen = request.POST.get("reviewer", "")

    def act() -> None:
        services.ask_review(
            actor=request.actor,
            kba_id=kba_id,
            reviewer_id=int(chosen) if chosen.isdecimal() else 0,
            now=timezone.now(),
        )

    tell(request, act, _("De tweede accountant ziet deze zaak nu."), _explain)
    return redirect("validate-kba", kba_id=kba.pk)


@require_POST
def review_validation(request: ActorRequest, stage_id: int) -> HttpResponse:
    """Say that the decisions hold."""
    request.actor.require(Permission.KBA_VALIDATE)
    stage = selectors.stage_of(request.actor, stage_id=stage_id)

    def act() -> None:
        services.review_validation(
            actor=request.actor,
            stage_id=stage_id,
            note=request.POST.get("note", ""),
            now=timezone.now(),
        )

    tell(request, act, _("U hebt meegekeken. Dat staat erbij."), _explain)
    return redirect("validate-kba", kba_id=stage.kba_id)


def _explain(error: DomainError) -> tuple[str | None, str]:
    return None, labels.words_of(error)
