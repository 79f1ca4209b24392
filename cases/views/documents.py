"""The documents of a case: the list, adding, taking one along, withdrawing one."""

from datetime import datetime

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cases import selectors, services
from cases.domain.documents import AlreadyThereError, DocumentKind, NewDocument
from cases.forms.documents import KINDS, AddDocumentForm, WithdrawDocumentForm
from cases.forms.refusal import refuse
from sohos.core.errors import DomainError
from sohos.documents import limits
from sohos.pages.acting import DONE, attempt
from sohos.tenancy.actor import ActorRequest


@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: ActorRequest, case_id: int) -> HttpResponse:
    """Show the documents of a case, and add some."""
    found = selectors.case_of(request.actor, case_id=case_id)
    form = AddDocumentForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    if request.method == "POST":
        kept = _keep(request, form, case_id=case_id, now=timezone.now())
        if kept:
            many = ngettext(
                "%(names)s is bewaard.", "%(names)s zijn bewaard.", len(kept)
            )
            messages.success(request, many % {"names": ", ".join(kept)})
        if not form.errors:
            return redirect("documents", case_id=case_id)
    context = {
        "case": found,
        "form": form,
        "documents": _rows(selectors.documents_in(request.actor, found)),
        "withdrawn": _rows(
            selectors.documents_in(request.actor, found, withdrawn=True)
        ),
        "may_work": selectors.may_work(request.actor, case_id=case_id),
    }
    status = 422 if form.is_bound else 200
    return render(request, "cases/documents.html", context, status=status)


@require_safe
def document(request: ActorRequest, document_id: int) -> HttpResponse:
    """Give a document to take along; it never opens inside the page."""
    return selectors.download_document(request.actor, document_id=document_id)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_document(request: ActorRequest, document_id: int) -> HttpResponse:
    """Take a document out of sight, with a reason."""
    row = selectors.document_of(request.actor, document_id=document_id)
    found = selectors.case_to_work_on(request.actor, case_id=row.case_id)
    form = WithdrawDocumentForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        services.withdraw_document(
            actor=request.actor,
            document_id=document_id,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
        return _("Het document is ingetrokken.")

    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect("documents", case_id=found.pk)
    context = {"case": found, "form": form, "document": row}
    return render(request, "cases/withdraw_document.html", context, status=status)


def _keep(
    request: ActorRequest, form: AddDocumentForm, *, case_id: int, now: datetime
) -> list[str]:
    """Keep the files that can be kept, say of the others why not, and name the kept."""
    kept: list[str] = []
    if not form.is_valid():
        return kept
    for file in form.cleaned_data["papers"]:
        try:
            row = services.add_document(
                actor=request.actor,
                case_id=case_id,
                new=_new(file, form),
                now=now,
            )
        except (limits.FileRefusedError, AlreadyThereError) as error:
            form.refuse_file(file.name or "", error)
        except DomainError as error:
            refuse(form, error)
            break
        else:
            kept.append(row.file.name)
    return kept


def _new(file: "UploadedFile[bytes]", form: AddDocumentForm) -> NewDocument:
    limits.require_size(file.size or 0)
    said = form.cleaned_data
    return NewDocument(
        name=file.name or "",
        content=file.read(),
        kind=DocumentKind(said["kind"]),
        purpose=said["purpose"],
        dated_on=said["dated_on"],
    )


def _rows(found: list[selectors.DocumentRow]) -> list[dict[str, object]]:
    return [{"row": row, "kind": KINDS[row.kind]} for row in found]
