"""Duplicates: who stands here twice, what merging would change, and the way back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from cases import selectors, services
from cases.domain.merging import Move, Subject
from cases.forms import labels
from cases.forms.merging import MergeForm, UndoMergeForm
from cases.forms.refusal import refuse
from sohos.core.errors import DomainError, NotFoundError
from sohos.pages.acting import DONE, attempt
from sohos.tenancy.actor import Actor, ActorRequest
from sohos.tenancy.permissions import Permission

_MOVES = {
    ("Person", "surname"): gettext_lazy("Achternaam wordt ingevuld"),
    ("Person", "born_on"): gettext_lazy("Geboortedag wordt ingevuld"),
    ("Household", "address"): gettext_lazy("Straat en huisnummer worden ingevuld"),
    ("Household", "postcode"): gettext_lazy("Postcode wordt ingevuld"),
    ("Household", "place"): gettext_lazy("Woonplaats wordt ingevuld"),
    ("Household", "phone"): gettext_lazy("Telefoon wordt ingevuld"),
    ("Household", "address_is_hidden"): gettext_lazy("Het adres wordt geheim"),
    ("HouseholdMember", "from_on"): gettext_lazy("Hoort er eerder bij"),
    ("HouseholdMember", "person_id"): gettext_lazy("Plek in een huishouden gaat mee"),
    ("HouseholdMember", "household_id"): gettext_lazy("Persoon gaat mee"),
    ("Case", "household_id"): gettext_lazy("Dossier gaat mee"),
    ("Representation", "person_id"): gettext_lazy("Wie voor deze persoon werkt"),
    ("Block", "protected_id"): gettext_lazy("Afscherming gaat mee"),
    ("Block", "blocked_id"): gettext_lazy("Afscherming gaat mee"),
    ("AddressGrant", "household_id"): gettext_lazy("Wie het geheime adres mag zien"),
    ("ProvisionInUse", "person_id"): gettext_lazy("Voorziening gaat mee"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """One of two, as the page shows it."""

    id: int
    name: str
    facts: Sequence[str]
    born_on: date | None = None


@require_safe
def duplicates(request: ActorRequest) -> HttpResponse:
    """Show who may stand here twice, and what was merged before."""
    actor = request.actor
    context = {
        "persons": selectors.persons_twice(actor),
        "households": selectors.households_twice(actor),
        "merges": selectors.merges(actor)[: selectors.MOST_PAIRS],
    }
    return render(request, "cases/duplicates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: ActorRequest) -> HttpResponse:
    """Show what a merge would change, and do it when that is confirmed."""
    request.actor.require(Permission.CASE_ASSIGN)
    asked = _asked(request.GET)
    if asked is None:
        return redirect("duplicates")
    subject, kept_id, gone_id = asked
    sides = _sides(request.actor, subject, [kept_id, gone_id])
    form = MergeForm(request.POST if request.method == "POST" else None)
    moves: list[Move] = []
    why: Promise | str | None = None
    try:
        moves = services.plan_merge(
            request.actor, subject=subject, kept_id=kept_id, gone_id=gone_id
        )
        if form.is_bound and form.is_valid():
            services.merge(
                actor=request.actor,
                subject=subject,
                kept_id=kept_id,
                gone_id=gone_id,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
            messages.success(request, _("Samengevoegd. Je kunt dit ongedaan maken."))
            return redirect("duplicates")
    except DomainError as error:
        why = labels.explain(error)[1]
    context = {
        "form": form,
        "kept": sides[0],
        "gone": sides[1],
        "subject": subject,
        "moves": _counted(moves),
        "why": why,
        "births_differ": len({one.born_on for one in sides} - {None}) > 1,
    }
    status = 422 if form.is_bound else 200
    return render(request, "cases/merge.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def undo_merge(request: ActorRequest, merge_id: int) -> HttpResponse:
    """Put everything back as it was before a merge."""
    row = selectors.merge_of(request.actor, merge_id=merge_id)
    form = UndoMergeForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        services.undo_merge(
            actor=request.actor,
            merge_id=merge_id,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
        return _("Alles staat weer zoals het was.")

    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect("duplicates")
    context = {
        "form": form,
        "row": row,
        "is_undone": hasattr(row, "undo"),
        "moves": _counted([Move(**one) for one in row.moves]),
    }
    return render(request, "cases/undo_merge.html", context, status=status)


def _asked(query: QueryDict) -> tuple[Subject, int, int] | None:
    subject = next((one for one in Subject if one.value == query.get("subject")), None)
    kept, gone = query.get("kept", ""), query.get("gone", "")
    if subject is None or not (kept.isdecimal() and gone.isdecimal()):
        return None
    return subject, int(kept), int(gone)


def _sides(actor: Actor, subject: Subject, ids: list[int]) -> list[Side]:
    if subject is Subject.PERSON:
        people = selectors.persons_for(actor).in_bulk(ids)
        homes = selectors.households_of_persons(actor, ids)
        found = {
            pk: Side(
                pk, labels.described(row, row.born_on), homes.get(pk, []), row.born_on
            )
            for pk, row in people.items()
        }
    else:
        codes = selectors.cases_by_household(actor, ids)
        found = {
            pk: Side(pk, row.name, codes.get(pk, []))
            for pk, row in selectors.households_by_id(actor, ids).items()
        }
    if any(pk not in found for pk in ids):
        raise NotFoundError
    return [found[pk] for pk in ids]


def _counted(moves: Sequence[Move]) -> list[tuple[Promise, int]]:
    counts = Counter((one.table, one.field) for one in moves)
    return [(_MOVES[what], times) for what, times in counts.items()]
