"""Pages of price lists: send one in, see what it changes, adopt it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kba import selectors, services
from kba.domain.price_changes import Mark, Price, PriceChange
from kba.domain.price_list import ListState, Problem
from kba.forms import labels
from kba.forms.prices import (
    FIELDS,
    MARKS,
    PARTS,
    STATES,
    STATUSES,
    TROUBLES,
    ColumnsForm,
    SendListForm,
)
from kba.views.catalogue import name_of
from sohos.core.errors import DomainError
from sohos.core.euro import Euro
from sohos.documents import limits, tables
from sohos.pages import bills, formats
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

_PAGE = 60
_SHOWN_PROBLEMS = 100
_SAME = "same"


@require_http_methods(["GET", "HEAD", "POST"])
def price_lists(request: ActorRequest) -> HttpResponse:
    """Show the lists that were sent in, and take in another."""
    lists = selectors.price_lists(request.actor)
    if request.method == "POST":
        request.actor.require(Permission.CATALOGUE_MANAGE)
    form = SendListForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    is_reference = request.POST.get("act") == "reference"
    if form.is_bound and (is_reference or form.is_valid()):
        try:
            row = _sent(request, form, is_reference=is_reference)
        except DomainError as error:
            form.refuse(error.code)
        else:
            return redirect("price-list", price_list_id=row.pk)
    context = {
        "form": form,
        "lists": [(row, STATES[ListState(row.state)]) for row in lists],
        "may_manage": request.actor.can(Permission.CATALOGUE_MANAGE),
        "has_reference": services.has_new_reference_prices(request.actor),
        "in_force": selectors.catalogue_in_force(request.actor),
    }
    status = 422 if form.is_bound else 200
    return render(request, "kba/price_lists.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def price_list(request: ActorRequest, price_list_id: int) -> HttpResponse:
    """Choose the columns of a list, see what it changes, adopt it or throw it away."""
    row = selectors.price_list_of(request.actor, price_list_id=price_list_id)
    act = request.POST.get("act", "")
    form = ColumnsForm(
        request.POST if act == "columns" else None,
        columns=row.columns,
        initial={**row.mapping, "keeps_others": "yes" if row.keeps_others else "no"},
    )
    if act:
        try:
            done = _do(request, row, act, form)
        except DomainError as error:
            messages.error(request, labels.words_of(error))
            done = True
        if done:
            return redirect("price-list", price_list_id=price_list_id)
    return _show(request, row, form, status=422 if act else 200)


@require_safe
def price_list_errors(
    request: ActorRequest, price_list_id: int
) -> StreamingHttpResponse:
    """Give what is wrong with a list as a file, for whoever made it."""
    row = selectors.price_list_of(request.actor, price_list_id=price_list_id)
    columns = (_("Rij"), _("Kolom"), _("Wat er staat"), _("Wat je kunt doen"))
    problems = selectors.reading_of(request.actor, row).problems
    lines = tables.csv_text(columns, _errors(problems))
    response = StreamingHttpResponse(
        (line.encode() for line in list(lines)), content_type="text/csv; charset=utf-8"
    )
    name = _("fouten-in-prijslijst-%(number)d.csv") % {"number": row.pk}
    response["Content-Disposition"] = content_disposition_header(True, name)  # noqa: FBT003
    return response


def _errors(
    problems: Sequence[tuple[int, Problem]],
) -> Iterator[tuple[int, str, str, str]]:
    for number, one in problems:
        yield number, _column(one), one.text, str(TROUBLES[one.trouble])


def _column(problem: Problem) -> str:
    """Name a column as the file does, or the field that has none."""
    known = {part.value: str(words) for part, words in FIELDS.items()}
    return known.get(problem.column, problem.column)


def _sent(
    request: ActorRequest, form: SendListForm, *, is_reference: bool
) -> selectors.PriceListHandle:
    now = timezone.now()
    if is_reference:
        return services.send_reference_prices(actor=request.actor, now=now)
    file = form.cleaned_data["file"]
    limits.require_size(file.size)
    return services.send_price_list(
        actor=request.actor, name=file.name, content=file.read(), now=now
    )


def _do(
    request: ActorRequest, row: selectors.PriceListHandle, act: str, form: ColumnsForm
) -> bool:
    actor, now = request.actor, timezone.now()
    if act == "adopt":
        version = request.POST.get("version", "")
        catalogue = services.adopt_price_list(
            actor=actor,
            price_list_id=row.pk,
            version=int(version) if version.isdecimal() else 0,
            now=now,
        )
        told = _("Versie %(number)d van de prijslijst geldt vanaf nu.")
        messages.success(request, told % {"number": catalogue.version})
    elif act == "drop":
        services.drop_price_list(actor=actor, price_list_id=row.pk, now=now)
        messages.success(request, _("De lijst is weggegooid."))
    elif form.is_valid():
        services.choose_price_columns(
            actor=actor,
            price_list_id=row.pk,
            mapping=form.mapping(),
            keeps_others=form.cleaned_data["keeps_others"],
            now=now,
        )
    else:
        return False
    return True


def _show(
    request: ActorRequest,
    row: selectors.PriceListHandle,
    form: ColumnsForm,
    *,
    status: int,
) -> HttpResponse:
    actor, state = request.actor, ListState(row.state)
    is_open = state is ListState.NEW
    reading = selectors.reading_of(actor, row) if is_open else None
    if row.catalogue is not None:
        changes = selectors.changes_of_version(actor, row.catalogue)
    else:
        changes = reading.changes if reading else ()
    is_own = row.sent_by_id == actor.user_id
    context = {
        "row": row,
        "form": form,
        "state": STATES[state],
        "is_open": is_open,
        "reading": reading,
        "lacks": [FIELDS[part] for part in reading.lacks] if reading else [],
        "problems": _problems(reading.problems) if reading else [],
        "may_manage": is_open and actor.can(Permission.CATALOGUE_MANAGE),
        "may_adopt": is_open
        and not is_own
        and bool(changes)
        and actor.can(Permission.CATALOGUE_ADOPT),
        **_difference(request, changes),
    }
    return render(request, "kba/price_list.html", context, status=status)


def _problems(
    problems: Sequence[tuple[int, Problem]],
) -> list[tuple[int, str, str, str]]:
    return list(_errors(problems[:_SHOWN_PROBLEMS]))


def _difference(
    request: ActorRequest, changes: Sequence[PriceChange]
) -> dict[str, Any]:
    """Return the changes that were asked for, and how many there are of each kind."""
    counts = Counter(mark for change in changes for mark in change.marks)
    same = sum(1 for change in changes if not change.marks)
    wanted = request.GET.get("show", "")
    found = [change for change in changes if _is_wanted(change, wanted)]
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    uses = selectors.uses_of_prices(request.actor)
    return {
        "wanted": wanted,
        "filters": [
            ("", _("Alles wat verandert"), len(changes) - same),
            *((mark.value, MARKS[mark], counts[mark]) for mark in Mark),
            (_SAME, _("Blijft hetzelfde"), same),
        ],
        "changes_page": page,
        "changes": [_change(change, uses) for change in page.object_list],
        "has_changes": bool(changes),
    }


def _is_wanted(change: PriceChange, wanted: str) -> bool:
    if wanted == _SAME:
        return not change.marks
    return wanted in change.marks if wanted else bool(change.marks)


def _change(change: PriceChange, uses: dict[str, int]) -> dict[str, Any]:
    price = change.price
    return {
        "code": price.code,
        "name": name_of(price),
        "unit": price.unit,
        "law": bills.LAWS[price.law],
        "before": change.before,
        "after": change.after,
        "share": change.share,
        "grew": _grown(change),
        "marks": [MARKS[mark] for mark in Mark if mark in change.marks],
        "details": list(_details(change)),
        "uses": uses.get(price.code, 0),
    }


def _grown(change: PriceChange) -> Euro | None:
    if change.before is None or change.after is None:
        return None
    return change.after.amount - change.before.amount


def _details(change: PriceChange) -> Iterator[tuple[str, str, str]]:
    """Give what else differs: the part, what it was, what it becomes.

    Unit and year stand beside the amounts; an address that changed with its source
    and a price that still begins with its year say nothing more.
    """
    before, after = change.before, change.after
    if before is None or after is None:
        return
    untold = {"unit", "year"}
    if before.source != after.source:
        untold.add("source_title")
    if all(each.valid_from == date(each.year, 1, 1) for each in (before, after)):
        untold.add("valid_from")
    for name in change.fields:
        if name in PARTS.keys() - untold:
            yield str(PARTS[name]), _words(before, name), _words(after, name)


def _words(price: Price, name: str) -> str:
    value = getattr(price, name)
    match name:
        case "grade":
            text = str(labels.GRADES[value])
        case "status":
            text = str(STATUSES[value])
        case "law":
            text = str(bills.LAWS[value])
        case "payers":
            text = ", ".join(
                f"{bills.PAYERS[payer]} {formats.percentage(share)}"
                for payer, share in value
            )
        case "valid_from" | "valid_to":
            text = formats.day(value) if value else ""
        case "low" | "high":
            text = "" if value is None else formats.signed_amount(value)
        case _:
            text = str(value)
    return text or "-"
