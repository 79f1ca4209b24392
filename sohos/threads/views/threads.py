"""Pages of the rode draden: published figures, and the own cases behind them."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans.selectors import threads as plans
from plans.selectors.threads import ThreadFilter
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission
from sohos.threads import selectors
from sohos.threads.domain.facts import Kind, Leaf
from sohos.threads.domain.laws import RuleOf, rule_of
from sohos.threads.forms import labels
from sohos.threads.forms.choice import ChoiceForm, choice_from
from sohos.threads.selectors import Board
from sohos.threads.views import drawing, export

PER_PAGE = 25
UNPROCESSABLE = 422


@require_safe
def threads(request: ActorRequest) -> HttpResponse:
    """Show what returns over all plans."""
    choice = choice_from(request.GET)
    board = selectors.board_of(
        request.actor, leaf=choice.leaf, first=choice.first, last=choice.last
    )
    form = _form(request, board)
    may_open = request.actor.can(Permission.PLAN_READ)
    own = plans.own_kinds(request.actor) if may_open else []
    return render(
        request,
        "threads/threads.html",
        {
            "board": board,
            "choice": choice,
            "form": form,
            "page": drawing.page_of(board, choice),
            "leaf_name": labels.LEAVES[choice.leaf],
            "may_open": may_open,
            "own": [(row, labels.KINDS.get(row.kind, row.kind)) for row in own],
            "newest": selectors.stories_published(request.actor).first(),
        },
        status=200 if form.is_valid() else UNPROCESSABLE,
    )


@require_safe
def threads_export(request: ActorRequest) -> HttpResponse:
    """Send the same figures as a table, hidden alike."""
    choice = choice_from(request.GET)
    board = selectors.board_of(
        request.actor, leaf=choice.leaf, first=choice.first, last=choice.last
    )
    if not _form(request, board).is_valid():
        return HttpResponse(status=UNPROCESSABLE)
    name = export.file_name(request.actor.municipality.slug, choice.leaf)
    return HttpResponse(
        export.as_csv(board),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
def threads_cases(request: ActorRequest) -> HttpResponse:
    """List the knelpunten of the own cases behind a figure."""
    asked = request.GET
    chosen = ThreadFilter(
        kind=asked.get("kind", ""),
        sort=asked.get("sort", ""),
        organisation=asked.get("organisation", ""),
        life_domain=asked.get("life_domain", ""),
    )
    found = plans.knelpunten_for(request.actor, chosen)
    law = asked.get("law", "")
    if law in set(RuleOf):
        rules = found.values_list("pk", "rule")
        found = found.filter(pk__in=[pk for pk, text in rules if rule_of(text) == law])
    page = Paginator(found, PER_PAGE).get_page(asked.get("page"))
    return render(
        request,
        "threads/threads_cases.html",
        {"page": page, "chosen": _chosen_names(request, chosen, law)},
    )


def _form(request: ActorRequest, board: Board) -> ChoiceForm:
    periods = [
        (period.first, period.last, drawing.period_name(period))
        for period in board.periods
    ]
    return ChoiceForm(request.GET, periods=periods)


def _chosen_names(request: ActorRequest, chosen: ThreadFilter, law: str) -> list[str]:
    names = selectors.labels_of(request.actor)
    asked = {
        Leaf.SORT: chosen.sort,
        Leaf.ORGANISATION: chosen.organisation,
        Leaf.DOMAIN: chosen.life_domain,
        Leaf.LAW: law,
    }
    kind = [str(labels.KINDS[chosen.kind])] if chosen.kind in set(Kind) else []
    return kind + [
        labels.name_of(leaf, code, names)
        for leaf, code in asked.items()
        if code in names.get(leaf, {}) or (leaf is Leaf.LAW and code in set(RuleOf))
    ]
