"""The statement of the accountant: offer it, take it in signed, show who signed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from kba import selectors, services
from kba.domain.stages import Stage as StageKind
from kba.forms import labels
from kba.forms import statement as words
from kba.views import page
from sohos.documents import limits, pdf
from sohos.documents import selectors as documents
from sohos.pages.acting import DONE, attempt, tell
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: ActorRequest, stage_id: int) -> HttpResponse:
    """Show the statement and who signed it; with a file, take the signed one in."""
    if request.method == "POST":
        request.actor.require(Permission.KBA_VALIDATE)
    stage = selectors.stage_of(request.actor, stage_id=stage_id)
    form = words.SignedForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )

    def act() -> str:
        file = form.cleaned_data["file"]
        limits.require_size(file.size)
        services.take_in_signed(
            actor=request.actor,
            stage_id=stage_id,
            name=file.name,
            content=file.read(),
            now=timezone.now(),
        )
        return _("De handtekening klopt. De getekende verklaring is bewaard.")

    status = attempt(request, form, act, words.refuse)
    if status == DONE:
        return redirect("statement", stage_id=stage_id)
    stated = selectors.stated_of(stage)
    context = {
        **page.about(request.actor, stage.kba),
        "stage": stage,
        "is_validated": stage.kind == StageKind.VALIDATED.value,
        "stated": stated,
        "title": words.title_of(stated),
        "is_mine": stage.by_id == request.actor.user_id,
        "form": form,
        "pdf_available": documents.pdf_available(),
    }
    return render(request, "kba/statement.html", context, status=status)


@require_POST
def offer_statement(request: ActorRequest, stage_id: int) -> HttpResponse:
    """Make the statement that the accountant signs."""
    request.actor.require(Permission.KBA_VALIDATE)
    stage = selectors.stage_of(request.actor, stage_id=stage_id)

    def act() -> None:
        found = services.stage_to_state(request.actor, stage_id)
        case_code = page.about(request.actor, found.kba)["case_code"]
        services.offer_statement(
            actor=request.actor,
            stage_id=stage_id,
            content=_rendered(request, found, case_code),
            name=f"verklaring-{case_code}.pdf",
            language=get_language() or "nl",
            now=timezone.now(),
        )

    done = _("De verklaring staat klaar om te tekenen.")
    tell(request, act, done, lambda error: (None, _why(error)))
    return redirect("statement", stage_id=stage.pk)


@require_safe
def statement_file(request: ActorRequest, stage_id: int) -> HttpResponse:
    """Download the statement as it was offered for signing."""
    stage = selectors.stage_of(request.actor, stage_id=stage_id)
    offered = selectors.stated_of(stage).statement
    if offered is None:
        return redirect("statement", stage_id=stage_id)
    return documents.download(request.actor, file_id=offered.file_id)


@require_safe
def signed_statement_file(request: ActorRequest, stage_id: int) -> HttpResponse:
    """Download the statement as it was signed."""
    stage = selectors.stage_of(request.actor, stage_id=stage_id)
    signed = selectors.stated_of(stage).signed
    if signed is None:
        return redirect("statement", stage_id=stage_id)
    return documents.download(request.actor, file_id=signed.file_id)


def _rendered(
    request: ActorRequest, stage: selectors.StageHandle, case_code: str
) -> bytes:
    stated = selectors.stated_of(stage)
    frozen = selectors.frozen_of(stage)
    realisation = selectors.stage_of(request.actor, stage_id=stage.previous_id or 0)
    sample = selectors.sample_with(realisation)
    context: dict[str, Any] = words.context_of(
        stage,
        frozen,
        selectors.bench_of(stage.kba, realisation),
        stated,
        case_code=case_code,
        municipality=request.actor.municipality.name,
        sample=selectors.stand_of(sample) if sample else None,
    )
    return pdf.render(
        "kba/statement_pdf.html",
        context,
        title=words.title_of(stated),
        created=stage.at,
        attachments=words.attachments(frozen, name=f"kba-{case_code}-gevalideerd"),
        is_to_be_signed=True,
    )


def _why(error: Any) -> str:
    text = words.REFUSALS.get(error.code)
    return str(text) if text else labels.words_of(error)
