"""Pages on which a casemanager starts a KBA, writes its rows and freezes it."""

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

from cases import selectors as cases
from kba import selectors, services
from kba.forms import labels, shown
from kba.forms.lines import ListedLineForm
from kba.forms.stored import initial_of, initial_row
from kba.forms.writing import StartKbaForm
from kba.views import choosing, page, templates
from kba.views.page import Opened
from sohos.core.dates import local_day
from sohos.core.errors import ConflictError, DomainError, NotFoundError
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

_HORIZON = 3


@require_http_methods(["GET", "HEAD", "POST"])
def start_kba(request: ActorRequest, case_id: int) -> HttpResponse:
    """Go to the KBA of a case, or start it."""
    request.actor.require(Permission.KBA_READ)
    found = selectors.kba_of_case(request.actor, case_id=case_id)
    if found is not None:
        return redirect("kba", kba_id=found.pk)
    if not request.actor.can(Permission.KBA_WRITE):
        raise NotFoundError
    case = cases.case_to_work_on(request.actor, case_id=case_id)
    now = timezone.now()
    form = StartKbaForm(
        request.POST if request.method == "POST" else None,
        initial={
            "reference_on": local_day(now),
            "horizon_years": _HORIZON,
            "price_year": local_day(now).year,
            "from_provisions": True,
        },
    )
    if form.is_bound and form.is_valid():
        says = dict(form.cleaned_data)
        takes_over = says.pop("from_provisions")
        try:
            kba = services.start_kba(
                actor=request.actor, case_id=case_id, now=now, **says
            )
        except DomainError as error:
            labels.refuse(form, error)
        else:
            if takes_over:
                templates.take_over(request, kba.pk, now=now)
            return redirect("kba", kba_id=kba.pk)
    status = 422 if form.is_bound else 200
    context = {"case": case, "form": form}
    return render(request, "kba/start_kba.html", context, status=status)


@require_safe
def kba(request: ActorRequest, kba_id: int) -> HttpResponse:
    """Show the rows of a KBA and what they come to."""
    return _show(request, selectors.kba_of(request.actor, kba_id=kba_id))


@require_http_methods(["GET", "HEAD", "POST"])
def add_line(request: ActorRequest, kba_id: int) -> HttpResponse:
    """Add a row."""
    found = _writable(request, kba_id)
    form = _line_form(request, found, initial_row(found.reference_on))

    def act() -> None:
        services.add_line(
            actor=request.actor, kba_id=kba_id, text=form.text(), now=timezone.now()
        )

    return _save(request, found, Opened(form), act)


@require_http_methods(["GET", "HEAD", "POST"])
def change_line(request: ActorRequest, line_id: int) -> HttpResponse:
    """Change a row; when somebody else saved it meanwhile, show both."""
    request.actor.require(Permission.KBA_WRITE)
    line = selectors.line_of(request.actor, line_id=line_id)
    found = _writable(request, line.kba_id)
    form = _line_form(request, found, initial_of(line), line.to_confirm)

    def act() -> None:
        services.change_line(
            actor=request.actor,
            line_id=line_id,
            version=form.cleaned_data["version"] or 0,
            text=form.text(),
            now=timezone.now(),
        )

    return _save(request, found, Opened(form, line.pk), act)


@require_POST
def remove_line(request: ActorRequest, line_id: int) -> HttpResponse:
    """Take a row out."""
    request.actor.require(Permission.KBA_WRITE)
    line = selectors.line_of(request.actor, line_id=line_id)
    version = request.POST.get("version", "")
    try:
        services.remove_line(
            actor=request.actor,
            line_id=line_id,
            version=int(version) if version.isdecimal() else line.version,
            now=timezone.now(),
        )
    except DomainError as error:
        messages.error(request, labels.words_of(error))
    else:
        messages.success(
            request, _("%(row)s is verwijderd.") % {"row": line.description}
        )
    return redirect("kba", kba_id=line.kba_id)


@require_POST
def freeze_prognosis(request: ActorRequest, kba_id: int) -> HttpResponse:
    """Freeze the rows as part 4 of the plan."""
    try:
        stage = services.freeze_prognosis(
            actor=request.actor, kba_id=kba_id, now=timezone.now()
        )
    except DomainError as error:
        messages.error(request, labels.words_of(error))
    else:
        messages.success(
            request,
            _("De prognose staat vast, met kenmerk %(mark)s.")
            % {"mark": stage.sha256[:12]},
        )
    return redirect("kba", kba_id=kba_id)


def _writable(request: ActorRequest, kba_id: int) -> selectors.KbaHandle:
    request.actor.require(Permission.KBA_WRITE)
    return selectors.kba_to_change(request.actor, kba_id=kba_id)


def _line_form(
    request: ActorRequest,
    kba: selectors.KbaHandle,
    initial: dict[str, Any],
    to_confirm: str = "",
) -> ListedLineForm:
    return ListedLineForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        prices=choosing.prices_of(request.actor, kba),
        causes=choosing.causes_of(request.actor, kba),
        to_confirm=to_confirm,
    )


def _save(
    request: ActorRequest,
    kba: selectors.KbaHandle,
    opened: Opened,
    act: Callable[[], None],
) -> HttpResponse:
    form = opened.form
    if not form.is_bound:
        return _show(request, kba, opened)
    if form.is_valid():
        try:
            act()
        except ConflictError as error:
            labels.refuse(form, error)
            return _conflict(request, kba, opened)
        except DomainError as error:
            labels.refuse(form, error)
        else:
            messages.success(request, _("De regel is bewaard."))
            return redirect("kba", kba_id=kba.pk)
    return _show(request, kba, opened, status=422)


def _conflict(
    request: ActorRequest, kba: selectors.KbaHandle, opened: Opened
) -> HttpResponse:
    """Show what was typed beside what was saved; saving again takes the typed one."""
    found = selectors.calculation_of(request.actor, kba)
    lines = {selectors.stem_of(line): line for line in selectors.lines_of(kba)}
    theirs = next(
        (
            row
            for row in shown.shown_rows(found.rows, lines)
            if row.line_id == opened.line_id
        ),
        None,
    )
    typed = request.POST.copy()
    if theirs is not None:
        typed["version"] = str(theirs.version)
    opened.form.data = typed
    return _show(request, kba, Opened(opened.form, opened.line_id, theirs), status=409)


def _show(
    request: ActorRequest,
    kba: selectors.KbaHandle,
    opened: Opened | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = page.context_of(request.actor, kba, opened)
    return render(request, "kba/kba.html", context, status=status)
