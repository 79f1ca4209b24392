"""The contract wizard: terms step by step, what they change, and signing."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bonds import selectors, services
from bonds.domain import comparing
from bonds.domain.calculator import project
from bonds.domain.contract import ContractTerms, assumptions
from bonds.domain.scenario import Scenario
from bonds.forms import explaining, labels
from bonds.forms import terms as forms
from bonds.views.acting import perform
from cases import selectors as cases
from sohos.core.dates import local_day
from sohos.core.errors import NotFoundError
from sohos.core.euro import ZERO
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

SUCCESS = Fraction(9, 10)
PAYMENT_DAYS = 30


@require_http_methods(["GET", "HEAD", "POST"])
def draft_contract(request: ActorRequest) -> HttpResponse:
    """Choose the programme whose contract is written."""
    request.actor.require(Permission.BOND_CONTRACT)
    if request.method == "POST":
        chosen = request.POST.get("programme", "")
        ids = {str(one.pk): one.pk for one in cases.programmes(request.actor)}
        if chosen not in ids:
            raise NotFoundError
        draft = services.begin_draft(
            actor=request.actor, programme_id=ids[chosen], now=timezone.now()
        )
        return redirect("write-contract", draft_id=draft.pk)
    rows = selectors.programme_contracts(request.actor)
    return render(request, "bonds/draft_contract.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def write_contract(request: ActorRequest, draft_id: int) -> HttpResponse:
    """Write one step of a contract and see what its choices change."""
    draft = selectors.draft_of(request.actor, draft_id=draft_id)
    number = _number(request)
    step = forms.STEPS[number - 1]
    terms = selectors.draft_terms(draft)
    form = forms.TermsForm(
        step, terms, request.POST if request.method == "POST" else None
    )
    if form.is_bound and form.is_valid():
        services.write_draft(
            actor=request.actor,
            draft_id=draft_id,
            values=form.values(),
            confirmed=form.confirmed(),
            now=timezone.now(),
        )
        return redirect(_after(request, draft_id, number))
    context = {
        "form": form,
        "step": step,
        "number": number,
        "effects": list(_effects(terms, step)),
        **_wizard(draft_id, terms, current=number),
    }
    status = 422 if form.is_bound else 200
    return render(request, "bonds/write_contract.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_contract(request: ActorRequest, draft_id: int) -> HttpResponse:
    """Read the whole contract once more, and sign it."""
    now = timezone.now()
    draft = selectors.draft_of(request.actor, draft_id=draft_id)
    terms = selectors.draft_terms(draft)
    before = selectors.terms_before(request.actor, draft=draft)
    form = forms.SignDraftForm(
        request.POST if request.method == "POST" else None,
        initial={
            "sha256": services.draft_hash(draft),
            "name": draft.name,
            "effective_on": local_day(now) if before else terms.starts_on,
        },
    )

    def act(said: dict[str, Any]) -> str:
        version = services.sign_draft(
            actor=request.actor,
            draft_id=draft_id,
            sha256=said["sha256"],
            name=said["name"],
            effective_on=said["effective_on"],
            now=now,
        )
        return _("Versie %(number)s van het contract is vastgelegd.") % {
            "number": version.version
        }

    return perform(
        request,
        form,
        act,
        template="bonds/sign_contract.html",
        context=_read_whole(draft_id, terms, before),
        then=("contract", {}),
    )


@require_POST
def drop_contract(request: ActorRequest, draft_id: int) -> HttpResponse:
    """Throw a draft away."""
    request.actor.require(Permission.BOND_CONTRACT)
    services.drop_draft(actor=request.actor, draft_id=draft_id, now=timezone.now())
    messages.success(request, _("Het ontwerp is weggegooid."))
    return redirect("contract")


def _number(request: ActorRequest) -> int:
    asked = request.GET.get("step", "1")
    numbers = [str(number) for number in range(1, len(forms.STEPS) + 1)]
    return int(asked) if asked in numbers else 1


def _after(request: ActorRequest, draft_id: int, number: int) -> str:
    page = reverse("write-contract", kwargs={"draft_id": draft_id})
    if "stay" in request.POST:
        return f"{page}?step={number}"
    if number == len(forms.STEPS):
        return reverse("sign-contract", kwargs={"draft_id": draft_id})
    return f"{page}?step={number + 1}"


def _wizard(draft_id: int, terms: ContractTerms, *, current: int) -> dict[str, object]:
    steps = [
        {
            "number": number,
            "title": step.title,
            "is_current": number == current,
            "open": forms.open_assumptions(terms, step),
        }
        for number, step in enumerate(forms.STEPS, start=1)
    ]
    return {"draft_id": draft_id, "steps": steps, "is_last": current > len(steps)}


def _read_whole(
    draft_id: int, terms: ContractTerms, before: ContractTerms | None
) -> dict[str, object]:
    return {
        "summary": list(explaining.summary(terms)),
        "rows": forms.shown_terms(terms),
        "assumed": len(assumptions(terms)),
        "found": project(_scenario(terms)),
        "cap": terms.interest_total_cap,
        "is_first": before is None,
        "changes": explaining.told_changes(before, terms) if before else [],
        **_wizard(draft_id, terms, current=len(forms.STEPS) + 1),
    }


def _scenario(terms: ContractTerms) -> Scenario:
    plan = Scenario()
    return replace(
        plan,
        terms=terms,
        first_year=terms.starts_on.year,
        saving=max(plan.saving, terms.saving_threshold),
        payment_days=PAYMENT_DAYS,
    )


def _effects(terms: ContractTerms, step: forms.Step) -> Iterator[dict[str, object]]:
    scenario = _scenario(terms)
    if terms.saving_is_after_case_cost:
        scenario = replace(scenario, saving=scenario.saving + terms.case_cap)
    fewer = replace(scenario, success=SUCCESS)
    for name in step.names:
        options = forms.choices_of(name)
        pairs = zip(
            comparing.by_choice(scenario, name, options),
            comparing.by_choice(fewer, name, options),
            strict=True,
        )
        rows = [
            {
                "label": explaining.value_in_words(option),
                "is_chosen": option == getattr(terms, name),
                "interest": found.interest,
                "above": found.above_cap,
                "breached_on": found.cap_breached_on,
                "lost": max(ZERO, found_fewer.lent - found_fewer.returned),
            }
            for (option, found), (_option, found_fewer) in pairs
        ]
        if rows:
            told = {(row["interest"], row["lost"]) for row in rows}
            yield {
                "label": labels.TERMS[name],
                "rows": rows,
                "differs": len(told) > 1,
            }
