"""Pages of the price catalogue: find a price, its history, prices of one's own."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kba import selectors, services
from kba.domain.document.writing import number_text
from kba.domain.price_changes import OWN_GRADE, Price, PriceChange
from kba.domain.price_list import Field, ListState
from kba.forms import labels
from kba.forms.prices import (
    STATUSES,
    FilterForm,
    OwnPriceForm,
    StopForm,
    initial_stop,
)
from sohos.core.bills import Law
from sohos.core.dates import local_day
from sohos.documents import tables
from sohos.pages import bills, formats
from sohos.pages.acting import DONE, attempt, tell
from sohos.tenancy.actor import Actor, ActorRequest
from sohos.tenancy.permissions import Permission

_PAGE = 60


@require_safe
def catalogue(request: ActorRequest) -> HttpResponse:
    """Show the prices of a version of the catalogue, with the municipality's own."""
    actor, today = request.actor, local_day(timezone.now())
    newest = selectors.catalogue_to_read(actor)
    form = _filter(request, newest)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    version = said.get("version") or newest.version
    shown = selectors.catalogue_to_read(actor, version=version)
    rows = _chosen(selectors.prices(actor, shown), said)
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    context = {
        "catalogue": shown,
        "is_newest": shown == newest,
        "form": form,
        "page": page,
        "prices": _beside(actor, page.object_list, shown == newest),
        "behind": selectors.drafts_behind(actor, newest),
        "waiting": _waiting(actor),
        "may_manage": actor.can(Permission.CATALOGUE_MANAGE),
        "may_adopt": actor.can(Permission.CATALOGUE_ADOPT),
        "today": today,
    }
    return render(request, "kba/catalogue.html", context)


@require_safe
def catalogue_file(request: ActorRequest, catalogue_id: int) -> StreamingHttpResponse:
    """Give a version as a file that can be sent in again, once it was changed."""
    shown = selectors.version_to_read(request.actor, catalogue_id=catalogue_id)
    rows = selectors.prices(request.actor, shown)
    lines = tables.csv_text(list(Field), map(_cells, map(selectors.as_price, rows)))
    response = StreamingHttpResponse(
        (line.encode() for line in list(lines)), content_type="text/csv; charset=utf-8"
    )
    name = _("prijslijst-versie-%(number)d.csv") % {"number": shown.version}
    response["Content-Disposition"] = content_disposition_header(True, name)  # noqa: FBT003
    return response


@require_safe
def price(request: ActorRequest, price_id: int) -> HttpResponse:
    """Show a price through the versions, and the municipality's own beside it."""
    actor = request.actor
    row = selectors.price_to_read(actor, price_id=price_id)
    history = selectors.history_of(actor, code=row.code)
    own = list(selectors.own_prices(actor).filter(code=row.code))
    today = local_day(timezone.now())
    listed = selectors.listed_prices(actor, [row], on=today)[0]
    context = {
        **_about(row),
        "listed": listed,
        "grade": labels.GRADES[row.grade],
        "own_grade": labels.GRADES[OWN_GRADE],
        "status": STATUSES[selectors.as_price(row).status],
        "history": [
            (each, labels.GRADES[each.grade], change.share)
            for each, change in zip(history, _steps(history), strict=True)
        ],
        "own": own,
        "today": today,
        "is_current": history[0].catalogue == selectors.catalogue_in_force(actor),
        "may_manage": actor.can(Permission.CATALOGUE_MANAGE),
    }
    return render(request, "kba/price.html", context)


@require_safe
def own_prices(request: ActorRequest) -> HttpResponse:
    """Show the prices of the municipality's own beside those of the list."""
    actor = request.actor
    own = list(selectors.own_prices(actor))
    in_force = selectors.catalogue_to_read(actor)
    listed = {row.code: row for row in selectors.prices(actor, in_force)}
    context = {
        "rows": [(each, listed.get(each.code)) for each in own],
        "today": local_day(timezone.now()),
        "may_manage": actor.can(Permission.CATALOGUE_MANAGE),
    }
    return render(request, "kba/own_prices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_own_price(request: ActorRequest, price_id: int) -> HttpResponse:
    """Enter a price of the municipality's own in the place of a listed one."""
    request.actor.require(Permission.CATALOGUE_MANAGE)
    row = selectors.price_to_read(request.actor, price_id=price_id)
    now = timezone.now()
    today = local_day(now)
    form = OwnPriceForm(
        request.POST if request.method == "POST" else None,
        initial={"from_on": today.replace(month=1, day=1), "year": today.year},
    )

    def act() -> str:
        services.add_own_price(
            actor=request.actor, price_id=price_id, price=form.price(), now=now
        )
        return _("De eigen prijs is bewaard.")

    status = attempt(request, form, act, labels.refuse)
    if status == DONE:
        return redirect("price", price_id=price_id)
    context = {**_about(row), "form": form}
    return render(request, "kba/add_own_price.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def stop_own_price(request: ActorRequest, own_price_id: int) -> HttpResponse:
    """Let a price of the municipality's own end, or withdraw it."""
    request.actor.require(Permission.CATALOGUE_MANAGE)
    own = selectors.own_price_of(request.actor, own_price_id=own_price_id)
    now = timezone.now()
    form = StopForm(
        request.POST if request.method == "POST" else None,
        initial=initial_stop(local_day(now)),
    )

    def act() -> str:
        services.stop_own_price(
            actor=request.actor, own_price_id=own_price_id, stop=form.stop(), now=now
        )
        return _("Bewaard. Wat al berekend was, verandert niet.")

    status = attempt(request, form, act, labels.refuse)
    if status == DONE:
        return redirect("own-prices")
    context = {"own": own, "form": form}
    return render(request, "kba/stop_own_price.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def move_to_catalogue(request: ActorRequest, kba_id: int) -> HttpResponse:
    """Show what a newer list does to a KBA, and let it move over."""
    actor = request.actor
    actor.require(Permission.KBA_WRITE)
    kba = selectors.kba_to_change(actor, kba_id=kba_id)
    if request.method == "POST":
        tell(
            request,
            lambda: services.move_to_catalogue(
                actor=actor, kba_id=kba_id, now=timezone.now()
            ),
            _("Deze berekening gebruikt nu de nieuwe prijslijst."),
            lambda error: (None, labels.words_of(error)),
        )
        return redirect("kba", kba_id=kba_id)
    newest = selectors.newer_catalogue(actor, kba)
    if newest is None:
        return redirect("kba", kba_id=kba_id)
    context = {
        "kba": kba,
        "newest": newest,
        "moves": selectors.moves_of(actor, kba, newest),
    }
    return render(request, "kba/move_to_catalogue.html", context)


def name_of(row: selectors.PriceHandle | Price) -> str:
    """Return what a price is called in the language of the page."""
    return row.label_en if formats.is_english() else row.label_nl


def _filter(request: ActorRequest, newest: selectors.CatalogueHandle) -> FilterForm:
    rows = selectors.prices(request.actor, newest).order_by("unit")
    versions = [
        (
            each.version,
            _("%(number)d, vastgesteld %(day)s")
            % {
                "number": each.version,
                "day": formats.day(local_day(each.adopted_at)),
            },
        )
        for each in selectors.catalogues(request.actor)
    ]
    return FilterForm(
        request.GET or None,
        units=rows.values_list("unit", flat=True).distinct(),
        versions=versions,
    )


def _chosen(rows: QuerySet[Any], said: dict[str, Any]) -> QuerySet[Any]:
    for word in said.get("words", "").split():
        rows = rows.filter(
            Q(label_nl__icontains=word)
            | Q(label_en__icontains=word)
            | Q(code__icontains=word)
            | Q(source__icontains=word)
        )
    chosen = {name: said[name] for name in ("law", "unit", "grade") if said.get(name)}
    return rows.filter(**chosen)


def _beside(
    actor: Actor,
    rows: Iterable[selectors.PriceHandle],
    is_newest: bool,  # noqa: FBT001
) -> list[dict[str, Any]]:
    today = local_day(timezone.now())
    if is_newest:
        listed = selectors.listed_prices(actor, rows, on=today)
    else:
        listed = [selectors.ListedPrice(row) for row in rows]
    return [
        {**_about(each.row), "own": each.own, "grade": labels.GRADES[each.price.grade]}
        for each in listed
    ]


def _about(row: selectors.PriceHandle) -> dict[str, Any]:
    return {
        "row": row,
        "name": name_of(row),
        "law": bills.LAWS[Law(row.law)],
        "payers": [
            (bills.PAYERS[payer], share)
            for payer, share in selectors.as_price(row).payers
        ],
    }


def _steps(history: list[selectors.PriceHandle]) -> Iterator[PriceChange]:
    """Give for each version what it changed; the oldest changed nothing."""
    for newer, older in pairwise(history):
        yield PriceChange(selectors.as_price(older), selectors.as_price(newer))
    yield PriceChange(None, selectors.as_price(history[-1]))


def _waiting(actor: Actor) -> list[selectors.PriceListHandle]:
    if not (
        actor.can(Permission.CATALOGUE_MANAGE) or actor.can(Permission.CATALOGUE_ADOPT)
    ):
        return []
    return list(selectors.price_lists(actor).filter(state=ListState.NEW))


def _cells(row: Price) -> tuple[tables.Value, ...]:
    return (
        row.code,
        row.label_nl,
        row.label_en,
        row.unit,
        row.amount,
        row.year,
        row.series,
        ";".join(f"{payer}:{number_text(share)}" for payer, share in row.payers),
        row.law,
        row.low,
        row.high,
        row.grade,
        row.status,
        row.source,
        row.source_title,
        row.valid_from,
        row.valid_to,
        row.note,
    )
