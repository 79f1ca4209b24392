"""Pages of the bank: accounts, files, and what each line is about."""

from datetime import date, datetime
from typing import Any

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bonds import selectors, services
from bonds.domain import bank_csv
from bonds.domain.banking import FileState
from bonds.domain.matching import Expected, Holder, Proposal, Subject
from bonds.forms import banking as forms
from bonds.forms import labels
from bonds.selectors import LineRow
from sohos.core.dates import local_day
from sohos.core.errors import DomainError
from sohos.core.euro import Euro
from sohos.documents import limits
from sohos.pages import acting
from sohos.tenancy.actor import Actor, ActorRequest
from sohos.tenancy.permissions import Permission

ROWS = 25
FILES = 10
PREVIEW = 100
_NEEDS = {
    Subject.DRAW: Permission.BOND_FUND,
    Subject.REFUND: Permission.BOND_FUND,
    Subject.PAYMENT: Permission.BOND_PAY,
    Subject.TRANSFER: Permission.BOND_PAY,
    Subject.CLAWBACK: Permission.BOND_PAY,
}


@require_http_methods(["GET", "HEAD", "POST"])
def bank(request: ActorRequest) -> HttpResponse:
    """Show the lines that wait, and take in a statement."""
    request.actor.require_any(*selectors.BANKERS)
    now = timezone.now()
    posted = request.method == "POST"
    form = forms.StatementForm(
        request.POST if posted else None, request.FILES if posted else None
    )
    sent: list[int] = []

    def act() -> str:
        file = form.cleaned_data["file"]
        limits.require_size(file.size)
        row = services.upload_statement(
            actor=request.actor, name=file.name, content=file.read(), now=now
        )
        sent.append(row.pk)
        return _("Het bestand is gelezen. Kijk of het klopt en lees het in.")

    status = acting.attempt(request, form, act, _on("file"))
    if status == acting.DONE:
        return redirect("bank-file", bank_file_id=sent[0])
    context = {"form": form, **_waiting(request, local_day(now))}
    return render(request, "bonds/bank.html", context, status=status)


def _waiting(request: ActorRequest, today: date) -> dict[str, object]:
    actor = request.actor
    is_open = request.GET.get("show") != "done"
    rows = selectors.bank_lines(actor, is_open=is_open)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    lines = [selectors.line_row(row) for row in page.object_list]
    proposals = selectors.proposals_for(actor, lines, today=today) if is_open else {}
    return {
        "page": page,
        "lines": [(one, _best(proposals.get(one.row.pk, ()))) for one in lines],
        "is_open": is_open,
        "accounts": selectors.accounts_of(actor),
        "files": [
            (row, forms.FILE_STATES[FileState(row.state)])
            for row in selectors.files_of(actor)[:FILES]
        ],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def bank_accounts(request: ActorRequest) -> HttpResponse:
    """Show the accounts whose statements are read, and enter another."""
    request.actor.require_any(*selectors.BANKERS)
    now = timezone.now()
    bond = selectors.bonds_for(request.actor).first()
    form = forms.AccountForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        said = form.cleaned_data
        services.add_account(
            actor=request.actor,
            bond_id=bond.pk if bond else 0,
            iban=said["iban"],
            holder=said["holder"],
            name=said["name"],
            now=now,
        )
        return _("De rekening staat erbij.")

    status = acting.attempt(request, form, act, _on("iban"))
    if status == acting.DONE:
        return redirect("bank-accounts")
    accounts = [
        (row, forms.HOLDERS[Holder(row.holder)])
        for row in selectors.accounts_of(request.actor)
    ]
    context = {"form": form, "accounts": accounts, "bond": bond}
    return render(request, "bonds/bank_accounts.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def bank_file(request: ActorRequest, bank_file_id: int) -> HttpResponse:
    """Show what is in a file; import it or throw it away."""
    row = selectors.file_of(request.actor, file_id=bank_file_id)
    now = timezone.now()
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = forms.ColumnsForm(
        request.POST if act == "columns" else None,
        columns=row.columns,
        initial=row.mapping,
    )
    said: dict[str, Any] = {"actor": request.actor, "file_id": row.pk, "now": now}
    if act == "columns" and form.is_valid():
        services.choose_columns(**said, mapping=form.mapping())
        return redirect("bank-file", bank_file_id=row.pk)
    if act == "import":
        done = _("De regels staan klaar. Er is nog niets geboekt.")
        acting.tell(request, lambda: services.import_statement(**said), done, _explain)
        return redirect("bank")
    if act == "drop":
        done = _("Het bestand is weggegooid.")
        acting.tell(request, lambda: services.drop_file(**said), done, _explain)
        return redirect("bank")
    status = 422 if form.is_bound else 200
    context = {"row": row, "form": form, **_looked(request.actor, row)}
    return render(request, "bonds/bank_file.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def bank_line(request: ActorRequest, bank_line_id: int) -> HttpResponse:
    """Decide what a bank line is about."""
    line = selectors.line_of(request.actor, line_id=bank_line_id)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act == "take-back":
        return _take_back(request, line)
    now = timezone.now()
    today = local_day(now)
    proposals, others = _offers(request.actor, line, today)
    match_form = _match_form(request, line, proposals, others)
    aside_form = forms.AsideForm(
        request.POST if act == "aside" else None, prefix="aside"
    )

    status = max(
        _match(request, line, match_form, now),
        _set_aside(request, line, aside_form, now),
        key=lambda one: one != acting.SHOWN,
    )
    if status == acting.DONE:
        return redirect("bank")
    context = {
        "line": line,
        "match_form": match_form,
        "aside_form": aside_form,
        "proposals": [_shown(request.actor, one) for one in proposals],
        "others": others,
        "decisions": selectors.decisions_of(request.actor, line.row),
        "undone": selectors.reversed_by(line.row)[:3] if line.row.is_reversal else (),
    }
    return render(request, "bonds/bank_line.html", context, status=status)


def _match(
    request: ActorRequest, line: LineRow, form: forms.MatchForm, now: datetime
) -> int:
    def act() -> str:
        services.match_line(
            actor=request.actor,
            line_id=line.row.pk,
            match=form.match(),
            now=now,
            key=form.cleaned_data["key"],
        )
        return _("De bankregel is geboekt.")

    return acting.attempt(request, form, act, _refuse)


def _set_aside(
    request: ActorRequest, line: LineRow, form: forms.AsideForm, now: datetime
) -> int:
    def act() -> str:
        services.set_aside(
            actor=request.actor,
            line_id=line.row.pk,
            reason=form.cleaned_data["reason"],
            now=now,
        )
        return _("De bankregel is terzijde gezet.")

    return acting.attempt(request, form, act, _refuse)


@require_safe
def bank_reconciliation(request: ActorRequest) -> HttpResponse:
    """Compare what the bank says with what the ledger says, on any day."""
    request.actor.require(Permission.BOND_READ)
    bond = selectors.bonds_for(request.actor).first()
    form = forms.DayForm(request.GET or None)
    on = local_day(timezone.now())
    if form.is_bound and form.is_valid():
        on = form.cleaned_data["on"] or on
    found = selectors.reconciliation(request.actor, bond, as_of=on) if bond else None
    context = {
        "form": form,
        "on": on,
        "found": found,
        "parts": forms.parts_of(found) if found else (),
        "events": [
            (one, labels.EVENTS[one.kind]) for one in (found.events if found else ())
        ],
        "is_banker": request.actor.can(Permission.BOND_FUND)
        or request.actor.can(Permission.BOND_PAY),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "bonds/bank_reconciliation.html", context, status=status)


def _take_back(request: ActorRequest, line: LineRow) -> HttpResponse:
    def act() -> None:
        services.take_back(
            actor=request.actor,
            decision_id=int(request.POST.get("decision") or 0),
            reason=_("Verkeerde regel"),
            now=timezone.now(),
        )

    done = _("De bankregel staat weer open.")
    acting.tell(request, act, done, labels.explain)
    return redirect("bank-line", bank_line_id=line.row.pk)


def _offers(
    actor: Actor, line: LineRow, today: date
) -> tuple[tuple[Proposal, ...], list[Expected]]:
    if not line.left:
        return (), []
    proposals = selectors.proposals_for(actor, [line], today=today)[line.row.pk]
    direction = 1 if line.amount.cents > 0 else -1
    everything = selectors.expected_on(actor, line.row.account, [line], today=today)
    others = [
        one for one in everything if one.direction == direction and _may(actor, one)
    ]
    return proposals, others


def _may(actor: Actor, one: Expected) -> bool:
    needed = _NEEDS.get(one.subject)
    return needed is None or actor.can(needed)


def _match_form(
    request: ActorRequest,
    line: LineRow,
    proposals: tuple[Proposal, ...],
    others: list[Expected],
) -> forms.MatchForm:
    mine = [one for one in proposals if _may(request.actor, one.expected)]
    chosen = request.GET.get("target") or (
        forms.write(mine[0].expected) if mine and mine[0].is_likely else ""
    )
    return forms.MatchForm(
        mine,
        others,
        request.POST if request.POST.get("act") == "match" else None,
        initial={"target": chosen, "amount": line.left, "on": line.row.value_on},
    )


def _best(found: tuple[Proposal, ...]) -> dict[str, object] | None:
    return _told(found[0]) if found else None


def _told(one: Proposal) -> dict[str, object]:
    return {
        "what": forms.describe(one.expected),
        "why": [forms.WHY[why] for why in one.why],
        "is_certain": one.is_certain,
        "is_likely": one.is_likely,
    }


def _shown(actor: Actor, one: Proposal) -> dict[str, object]:
    return {
        **_told(one),
        "target": forms.write(one.expected),
        "is_mine": _may(actor, one.expected),
    }


def _looked(actor: Actor, row: selectors.FileRow) -> dict[str, object]:
    if row.state != FileState.NEW:
        return {"is_new": False}
    found: dict[str, object] = {
        "is_new": True,
        "bank": bank_csv.layout_of(row.columns) if row.columns else "",
    }
    try:
        account, looks = services.look(actor, row)
    except DomainError as error:
        return {**found, "obstacle": forms.explain(error)}
    return {
        **found,
        "account": account,
        "looks": [
            (
                one,
                [(line, seen, forms.SEEN[seen]) for line, seen in one.lines[:PREVIEW]],
                None if one.gap_cents is None else Euro(one.gap_cents),
            )
            for one in looks
        ],
        "new": sum(len(one.new) for one in looks),
        "known": sum(one.known for one in looks),
        "most": PREVIEW,
    }


def _on(field: str) -> Any:
    def refuse(form: django_forms.Form, error: DomainError) -> None:
        form.add_error(field, forms.explain(error))

    return refuse


def _explain(error: DomainError) -> tuple[str | None, str]:
    return None, forms.explain(error)


def _refuse(form: django_forms.Form, error: DomainError) -> None:
    field, text = labels.explain(error)
    form.add_error(field if field in form.fields else None, text)
