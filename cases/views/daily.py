"""The journal and the tasks of a case, on the case page and on pages of their own."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import selectors, services
from cases.domain.journal import ContactKind, Readers
from cases.domain.tasks import urgency
from cases.forms import labels
from cases.forms.daily import EntryForm, TaskForm
from cases.forms.refusal import refuse
from sohos.core.dates import local_day
from sohos.pages.acting import DONE, attempt
from sohos.tenancy.actor import Actor, ActorRequest

PER_PAGE = 25
ON_CASE_PAGE = 5
ON_MY_DAY = 10
_A_WEEK = timedelta(days=7)


@require_http_methods(["GET", "HEAD", "POST"])
def journal(request: ActorRequest, case_id: int) -> HttpResponse:
    """Show the whole journal of a case, and write in it."""
    now = timezone.now()
    found = selectors.case_of(request.actor, case_id=case_id)
    form = _entry_form(request, today=local_day(now))

    def act() -> str:
        services.write_entry(
            actor=request.actor, case_id=case_id, entry=form.entry(), now=now
        )
        return _("Je verslag is bewaard.")

    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect(f"{reverse('case', args=[case_id])}#journal")
    page = Paginator(selectors.journal_of(request.actor, found), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "case": found,
        "entry_form": form,
        "entries": [_entry(row) for row in page],
        "page": page,
        "may_work": selectors.may_work(request.actor, case_id=case_id),
    }
    return render(request, "cases/journal.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def tasks(request: ActorRequest, case_id: int) -> HttpResponse:
    """Show all tasks of a case, and add one."""
    now = timezone.now()
    found = selectors.case_of(request.actor, case_id=case_id)
    form = _task_form(request, found, today=local_day(now))

    def add() -> str:
        said = form.cleaned_data
        services.add_task(
            actor=request.actor,
            case_id=case_id,
            what=said["what"],
            owner_id=said["owner"],
            due_on=said["due_on"],
            now=now,
        )
        return _("De taak is bewaard.")

    status = attempt(request, form, add, refuse)
    if status == DONE:
        return redirect(f"{reverse('case', args=[case_id])}#tasks")
    page = Paginator(selectors.tasks_of(request.actor, found), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "case": found,
        "task_form": form,
        "tasks": [_task(row, today=local_day(now)) for row in page],
        "page": page,
        "may_work": selectors.may_work(request.actor, case_id=case_id),
    }
    return render(request, "cases/tasks.html", context, status=status)


@require_POST
def tick_task(request: ActorRequest, task_id: int) -> HttpResponse:
    """Say that a task is done, or not after all, and go back."""
    is_done = request.POST.get("act") != "undo"
    task = services.tick_task(
        actor=request.actor, task_id=task_id, is_done=is_done, now=timezone.now()
    )
    what = {"what": task.what}
    messages.success(
        request,
        _("Klaar: %(what)s") % what if is_done else _("Weer te doen: %(what)s") % what,
    )
    if request.POST.get("back") == "my-day":
        return redirect("my-day")
    return redirect(f"{reverse('case', args=[task.case_id])}#tasks")


def on_case_page(
    request: ActorRequest, found: selectors.CaseRow, *, today: date
) -> dict[str, object]:
    """Return what the case page shows of journal and tasks."""
    may_work = selectors.may_work(request.actor, case_id=found.pk)
    entries = list(selectors.journal_of(request.actor, found)[: ON_CASE_PAGE + 1])
    open_tasks = selectors.tasks_of(request.actor, found).filter(done_on__isnull=True)
    return {
        "may_work": may_work,
        "entries": [_entry(row) for row in entries[:ON_CASE_PAGE]],
        "has_more_entries": len(entries) > ON_CASE_PAGE,
        "tasks": [_task(row, today=today) for row in open_tasks[:PER_PAGE]],
        "entry_form": _entry_form(request, today=today),
        "task_form": _task_form(request, found, today=today) if may_work else None,
    }


def on_my_day(actor: Actor, *, today: date) -> dict[str, object]:
    """Return what the work list shows of somebody's own tasks."""
    mine = selectors.my_tasks(actor)
    return {
        "tasks": [_task(row, today=today) for row in mine[:ON_MY_DAY]],
        "more_tasks": max(0, mine.count() - ON_MY_DAY),
    }


def _entry_form(request: ActorRequest, *, today: date) -> EntryForm:
    data = request.POST if request.method == "POST" else None
    return EntryForm(data, initial={"on": today})


def _task_form(
    request: ActorRequest, found: selectors.CaseRow, *, today: date
) -> TaskForm:
    people = selectors.task_owners(request.actor, found)
    return TaskForm(
        request.POST if request.method == "POST" else None,
        owners=[(user.pk, user.name) for user in people],
        initial={"owner": request.actor.user_id, "due_on": today + _A_WEEK},
    )


def _entry(row: selectors.EntryRow) -> dict[str, object]:
    return {
        "on": row.on,
        "by": row.by.name,
        "kind": labels.CONTACTS[ContactKind(row.kind)],
        "present": row.present,
        "text": row.text,
        "is_close": row.readers == Readers.CLOSE,
    }


def _task(row: selectors.TaskRow, *, today: date) -> dict[str, object]:
    return {
        "row": row,
        "urgency": None if row.done_on else urgency(row.due_on, today=today),
    }
