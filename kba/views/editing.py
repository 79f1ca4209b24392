"""The grid in which a casemanager writes the rows of a KBA, as in a spreadsheet."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from kba import selectors, services
from kba.forms import labels, shown
from kba.services import KbaClosedError, LineEntry
from kba.views import choosing, page
from kba.views.grid import Grid, GridRow, grid_of, prefixes_in
from plans import selectors as plans
from sohos.core.bills import Law
from sohos.core.errors import DomainError
from sohos.pages import bills, formats
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

_BLANK_ROWS = 3
_MOST_FOUND = 12
_SAVE_ALONG = "autosave"


@require_http_methods(["GET", "HEAD", "POST"])
def edit_lines(request: ActorRequest, kba_id: int) -> HttpResponse:
    """Show the grid, or store the rows that were sent: each saved or refused."""
    request.actor.require(Permission.KBA_WRITE)
    kba = selectors.kba_to_change(request.actor, kba_id=kba_id)
    grid = grid_of(request.actor, kba)
    if request.method != "POST":
        return _show(request, grid, [grid.stored(line) for line in grid.lines.values()])
    is_along = request.POST.get("act") == _SAVE_ALONG
    rows = [grid.typed(prefix, request.POST) for prefix in prefixes_in(request.POST)]
    removed = request.POST.get("remove", "")
    try:
        _remove(request, [row for row in rows if row.prefix == removed])
        kept = [row for row in rows if row.prefix != removed]
        _store(request, kba_id, kept)
    except KbaClosedError as error:
        return _closed(request, grid, rows, error, is_along=is_along)
    if is_along:
        return _told(request, kba, kept)
    return _answer(request, kba, kept, is_removed=bool(removed))


@require_POST
def count_line(request: ActorRequest, kba_id: int) -> HttpResponse:
    """Tell what the KBA comes to with a row as it is being typed; store nothing."""
    request.actor.require(Permission.KBA_WRITE)
    kba = selectors.kba_of(request.actor, kba_id=kba_id)
    grid = grid_of(request.actor, kba)
    stem, found = "", None
    for prefix in prefixes_in(request.POST)[:1]:
        row = grid.typed(prefix, request.POST)
        text = row.form.draft()
        if text is None:
            continue
        entry = LineEntry(text, row.line.pk if row.line else None)
        try:
            stem, found = services.try_line(
                actor=request.actor, kba_id=kba_id, entry=entry
            )
        except DomainError:
            found = None
    if found is None:
        found = selectors.calculation_of(request.actor, kba)
    amounts = _amounts(found)
    return JsonResponse({"amounts": amounts.get(stem), "totals": totals_of(found)})


@require_safe
def find_prices(request: ActorRequest, kba_id: int) -> HttpResponse:
    """Offer the prices of the list that match what is being typed."""
    request.actor.require(Permission.KBA_WRITE)
    kba = selectors.kba_of(request.actor, kba_id=kba_id)
    found = selectors.search_prices(
        request.actor,
        kba,
        words=request.GET.get("q", "")[:100],
        most=_MOST_FOUND,
    )
    prices = [
        {
            "row": listed.row,
            "amount": listed.price.amount,
            "name": choosing.name_of(listed.row),
            "about": choosing.about_price(listed),
            "law": bills.LAWS[Law(listed.row.law)],
        }
        for listed in found
    ]
    return render(request, "kba/found_prices.html", {"prices": prices})


@require_POST
def restore_line(request: ActorRequest, kba_id: int) -> HttpResponse:
    """Put a removed row back."""
    request.actor.require(Permission.KBA_WRITE)
    kba = selectors.kba_to_change(request.actor, kba_id=kba_id)
    named = request.POST.get("line", "")
    line_id = int(named) if named.isdecimal() else 0
    if line_id not in {line.pk for line in selectors.removed_lines_of(kba)}:
        messages.error(request, _("Deze regel is er al, of is er nooit geweest."))
        return redirect("edit-lines", kba_id=kba.pk)
    try:
        line = services.restore_line(
            actor=request.actor, line_id=line_id, now=timezone.now()
        )
    except DomainError as error:
        messages.error(request, labels.words_of(error))
        return redirect("edit-lines", kba_id=kba.pk)
    if request.POST.get("act") == _SAVE_ALONG:
        found = selectors.calculation_of(request.actor, kba)
        return JsonResponse({"version": line.version, "totals": totals_of(found)})
    messages.success(request, _("%(row)s staat er weer.") % {"row": line.description})
    return redirect("edit-lines", kba_id=kba.pk)


def totals_of(found: selectors.Calculation) -> dict[str, str]:
    """Return the sums of the first year, as they are shown."""
    year = shown.year_sum(found.rows)
    sums = {
        "without": year.without,
        "with_plan": year.with_plan,
        "not_counted": year.not_counted,
        "saving": year.saving,
        "effort": year.effort,
        "net": year.net,
        "municipality": found.result.contract[0].saving,
    }
    return {name: formats.amount(amount) for name, amount in sums.items()}


def _amounts(found: selectors.Calculation) -> dict[str, dict[str, str]]:
    return {
        row.stem: {
            "without": formats.amount(row.year(1).gross_without),
            "with_plan": formats.amount(row.year(1).gross_with),
            "about": shown.about_line(row),
        }
        for row in found.rows
    }


def _remove(request: ActorRequest, rows: Sequence[GridRow]) -> None:
    """Take out the rows that were asked for, in whatever version they are."""
    for row in rows:
        if row.line is not None:
            services.remove_line(
                actor=request.actor,
                line_id=row.line.pk,
                version=row.line.version,
                now=timezone.now(),
            )


def _store(request: ActorRequest, kba_id: int, rows: Sequence[GridRow]) -> None:
    """Store the rows that were typed in and are right so far."""
    ready = [row for row in rows if row.is_to_store]
    outcomes = services.enter_lines(
        actor=request.actor,
        kba_id=kba_id,
        entries=[row.entry() for row in ready],
        now=timezone.now(),
    )
    for row, outcome in zip(ready, outcomes, strict=True):
        row.ends(outcome)


def _answer(
    request: ActorRequest,
    kba: selectors.KbaHandle,
    rows: Sequence[GridRow],
    *,
    is_removed: bool,
) -> HttpResponse:
    """Go on with the stored rows, or show what was refused where it was typed."""
    saved = sum(row.state == "saved" for row in rows)
    if saved:
        told = ngettext(
            "%(count)d regel is bewaard.", "%(count)d regels zijn bewaard.", saved
        )
        messages.success(request, told % {"count": saved})
    if is_removed:
        messages.success(request, _("De regel is verwijderd. Onderaan staat hij nog."))
    if all(row.state in {"saved", "same", "blank"} for row in rows):
        return redirect("edit-lines", kba_id=kba.pk)
    grid = grid_of(request.actor, kba)
    return _show(request, grid, _again(grid, rows), status=_status(rows))


def _status(rows: Sequence[GridRow]) -> int:
    is_conflict = any(row.state == "conflict" for row in rows)
    is_refused = any(row.state == "refused" for row in rows)
    return 409 if is_conflict and not is_refused else 422


def _again(grid: Grid, rows: Sequence[GridRow]) -> list[GridRow]:
    """Return the stored rows as they are now, and the others as they were typed."""
    typed = {row.line.pk: row for row in rows if row.line and _is_open(row)}
    kept = [
        _newer(typed[pk], line) if pk in typed else grid.stored(line)
        for pk, line in grid.lines.items()
    ]
    return kept + [row for row in rows if row.line is None and _is_open(row)]


def _is_open(row: GridRow) -> bool:
    return row.state in {"refused", "conflict"}


def _newer(row: GridRow, line: selectors.LineHandle) -> GridRow:
    """Let a row that met another be stored over it, now that both are seen."""
    if row.state == "conflict":
        row.line = line
        typed = QueryDict(mutable=True)
        typed.update(row.form.data)
        typed[f"{row.prefix}-version"] = str(line.version)
        row.form.data = typed
    return row


def _told(
    request: ActorRequest, kba: selectors.KbaHandle, rows: Sequence[GridRow]
) -> HttpResponse:
    """Tell the page what became of each row, and what the KBA comes to now."""
    found = selectors.calculation_of(request.actor, kba)
    grid = grid_of(request.actor, kba)
    amounts = _amounts(found)
    return JsonResponse(
        {
            "rows": {row.prefix: _told_of(row, grid, amounts) for row in rows},
            "totals": totals_of(found),
            "at": timezone.localtime().strftime("%H:%M"),
        }
    )


def _told_of(
    row: GridRow, grid: Grid, amounts: dict[str, dict[str, str]]
) -> dict[str, Any]:
    told: dict[str, Any] = {"state": row.state}
    line = grid.lines.get(row.line.pk) if row.line else None
    if line is not None:
        told |= {"line": line.pk, "version": line.version}
        told["amounts"] = amounts.get(selectors.stem_of(line))
        told["remarks"] = line.to_confirm
    if _is_open(row):
        told["errors"] = {
            name: [str(each) for each in found]
            for name, found in row.form.errors.items()
        }
    if row.state == "conflict" and line is not None:
        theirs = grid.stored(line).form
        told["theirs"] = {name: _shown(theirs[name]) for name in theirs.fields}
    return told


def _shown(field: Any) -> str:
    value = field.value()
    return "" if value is None else str(value)


def _closed(
    request: ActorRequest,
    grid: Grid,
    rows: Sequence[GridRow],
    error: KbaClosedError,
    *,
    is_along: bool,
) -> HttpResponse:
    """Say that the rows no longer change; what was typed stays on the page."""
    why = labels.words_of(error)
    if is_along:
        return JsonResponse({"why": why}, status=409)
    for row in rows:
        if row.is_to_store or row.state == "saved":
            row.form.add_error(None, why)
            row.state = "refused"
    return _show(request, grid, _again(grid, rows), status=422, why=why)


def _show(
    request: ActorRequest,
    grid: Grid,
    rows: Sequence[GridRow],
    *,
    status: int = 200,
    why: str = "",
) -> HttpResponse:
    kba, actor = grid.kba, request.actor
    found = selectors.calculation_of(actor, kba)
    adoption = plans.adoption_of(actor, case_id=kba.case_id)
    amounts = _amounts(found)
    papers = selectors.evidence_of_rows(actor, kba)
    context = {
        **page.about(actor, kba),
        "state": page.state_of(selectors.standing_of(kba)),
        "rows": [
            {
                "grid": row,
                "form": row.form,
                "line": row.line,
                "amounts": amounts.get(selectors.stem_of(row.line))
                if row.line
                else None,
                "papers": len(papers.get(row.line.pk, ())) if row.line else 0,
            }
            for row in (*rows, *_blanks(grid, rows))
        ],
        "forms": [row.form for row in rows],
        "pattern": {"grid": grid.blank("n0"), "form": grid.blank("n0").form},
        "totals": totals_of(found),
        "prices": selectors.prices(actor, kba.catalogue),
        "removed": selectors.removed_lines_of(kba)[:_BLANK_ROWS],
        "is_closed": adoption is not None,
        "why": why,
    }
    return render(request, "kba/edit_lines.html", context, status=status)


def _blanks(grid: Grid, rows: Sequence[GridRow]) -> list[GridRow]:
    """Return empty rows under the others, with numbers that are still free."""
    taken = {row.prefix for row in rows}
    numbers = (f"n{number}" for number in range(1, len(taken) + _BLANK_ROWS + 1))
    free = [prefix for prefix in numbers if prefix not in taken]
    return [grid.blank(prefix) for prefix in free[:_BLANK_ROWS]]
