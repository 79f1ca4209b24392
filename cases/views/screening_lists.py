"""Screening lists: send one in, choose its columns, check it, import it."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases import selectors, services
from cases.domain import screening_list as rules
from cases.domain.screening_list import ListState, Read, Trouble
from cases.forms.arrivals import (
    LIST_STATES,
    REFUSED_LISTS,
    TROUBLES,
    MappingForm,
    UploadListForm,
    field_label,
)
from cases.forms.refusal import refuse
from sohos.core.dates import local_day
from sohos.core.errors import DomainError, NotFoundError
from sohos.documents import limits, tables
from sohos.jobs import selectors as jobs
from sohos.tenancy.actor import Actor, ActorRequest
from sohos.tenancy.permissions import Permission

_SHOWN = 10
_BUSY = {ListState.CHECKING, ListState.IMPORTING}


@require_http_methods(["GET", "HEAD", "POST"])
def screening_lists(request: ActorRequest) -> HttpResponse:
    """Show the lists that were sent in, and take in another."""
    request.actor.require(Permission.CASE_ASSIGN)
    form = UploadListForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        programmes=[(row.pk, row.name) for row in selectors.programmes(request.actor)],
    )
    if form.is_bound and form.is_valid():
        try:
            file = form.cleaned_data["file"]
            limits.require_size(file.size)
            row = services.upload_screening_list(
                actor=request.actor,
                programme_id=form.cleaned_data["programme"],
                name=file.name,
                content=file.read(),
                now=timezone.now(),
            )
        except DomainError as error:
            why = REFUSED_LISTS.get(error.code, REFUSED_LISTS["table_refused"])
            form.add_error("file", str(why))
        else:
            return redirect("screening-list", list_id=row.pk)
    lists = [
        (row, LIST_STATES[ListState(row.state)])
        for row in selectors.screening_lists(request.actor)
    ]
    status = 422 if form.is_bound else 200
    context = {"form": form, "lists": lists}
    return render(request, "cases/screening_lists.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def screening_list(request: ActorRequest, list_id: int) -> HttpResponse:
    """Choose the columns of a list, see what it would bring, and import it."""
    row = selectors.screening_list_of(request.actor, list_id=list_id)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = MappingForm(
        request.POST if act in {"preview", "check"} else None,
        columns=row.columns,
        initial={**_mapping(request.actor, row), "keeps_all": row.keeps_all},
    )
    if act in {"check", "import", "drop"} and _do(request, row, act, form):
        if act == "drop":
            return redirect("screening-lists")
        return redirect("screening-list", list_id=list_id)
    return _show(request, row, form, status=422 if act == "check" else 200)


@require_safe
def screening_list_errors(request: ActorRequest, list_id: int) -> StreamingHttpResponse:
    """Give the rows that were not understood, as a file for whoever made the list."""
    row = selectors.screening_list_of(request.actor, list_id=list_id)
    columns = (_("Rij"), _("Kolom"), _("Wat er staat"), _("Wat je kunt doen"))
    lines = tables.csv_text(columns, _errors(row.problems))
    response = StreamingHttpResponse(
        (line.encode() for line in list(lines)), content_type="text/csv; charset=utf-8"
    )
    name = _("fouten-in-lijst-%(number)d.csv") % {"number": row.pk}
    response["Content-Disposition"] = content_disposition_header(True, name)  # noqa: FBT003
    return response


def _errors(problems: list[list[str | int]]) -> Iterator[tuple[str | int, ...]]:
    for number, trouble, column, text in problems:
        yield number, column, text, str(TROUBLES[Trouble(str(trouble))])


def _do(
    request: ActorRequest, row: selectors.ListRow, act: str, form: MappingForm
) -> bool:
    now, actor = timezone.now(), request.actor
    try:
        if act == "import":
            services.ask_import(actor=actor, list_id=row.pk, now=now)
        elif act == "drop":
            services.drop_screening_list(actor=actor, list_id=row.pk, now=now)
        elif form.is_valid():
            services.ask_check(
                actor=actor,
                list_id=row.pk,
                mapping=form.mapping(),
                keeps_all=form.cleaned_data["keeps_all"],
                now=now,
            )
        else:
            return False
    except services.ListNotReadyError:
        messages.info(request, _("Deze lijst is al verder. Kijk hieronder."))
    except DomainError as error:
        refuse(form, error)
        return False
    return True


def _show(
    request: ActorRequest, row: selectors.ListRow, form: MappingForm, *, status: int
) -> HttpResponse:
    state = ListState(row.state)
    chosen = state in {ListState.NEW, ListState.CHECKED}
    context = {
        "row": row,
        "form": form,
        "state": LIST_STATES[state],
        "may_choose": chosen,
        "is_checked": state is ListState.CHECKED,
        "is_done": state is ListState.DONE,
        "job": _job(request.actor, row) if state in _BUSY else None,
        "is_busy": state in _BUSY,
        "counts": row.counts,
        **(_preview(row, form) if chosen else {}),
    }
    return render(request, "cases/screening_list.html", context, status=status)


def _job(actor: Actor, row: selectors.ListRow) -> jobs.JobStatus | None:
    try:
        return jobs.job_status(actor, job_id=row.job_id or 0)
    except NotFoundError:
        return None


def _mapping(actor: Actor, row: selectors.ListRow) -> dict[str, str]:
    return (
        row.mapping
        or selectors.remembered_mapping(actor, row.columns)
        or rules.guess(row.columns)
    )


def _preview(row: selectors.ListRow, form: MappingForm) -> dict[str, object]:
    if form.is_bound and form.is_valid():
        mapping = form.mapping()
    else:
        mapping = {k: v for k, v in form.initial.items() if k != "keeps_all"}
    try:
        read = services.preview(
            bytes(row.content or b""),
            name=row.name,
            mapping=mapping,
            today=local_day(timezone.now()),
            rows=_SHOWN,
        )
    except DomainError:
        return {"broken": True}
    return {
        "preview": [_line(number, found) for number, found in read],
        "used": [field_label(name) for name in mapping],
    }


def _line(number: int, found: Read) -> dict[str, object]:
    who = found.household
    return {
        "number": number,
        "name": "" if who is None else f"{who.first_name} {who.surname}".strip(),
        "born_on": None if who is None else who.born_on,
        "postcode": "" if who is None else who.postcode,
        "provisions": None if who is None else len(who.provisions),
        "helpers": None if who is None else who.helpers,
        "problems": [
            (one.column, one.text, TROUBLES[one.trouble]) for one in found.problems
        ],
    }
