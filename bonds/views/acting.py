"""What the pages of all acts share: do it, or say on the form why not."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bonds import selectors
from bonds.forms import labels
from cases import selectors as cases
from sohos.core.errors import DomainError, NotFoundError
from sohos.tenancy.actor import ActorRequest


def perform(
    request: ActorRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], str],
    *,
    template: str,
    context: Mapping[str, object],
    then: tuple[str, Mapping[str, Any]],
) -> HttpResponse:
    """Show a form, or do its act, which says what was done; refusals stay on it."""
    if form.is_bound and form.is_valid():
        try:
            done = act(form.cleaned_data)
        except DomainError as error:
            field, text = labels.explain(error)
            form.add_error(field if field in form.fields else None, text)
        else:
            messages.success(request, done)
            name, arguments = then
            return redirect(reverse(name, kwargs=dict(arguments)))
    status = 422 if form.is_bound else 200
    return render(request, template, {**context, "form": form}, status=status)


def bond_for(request: ActorRequest, case_id: int) -> selectors.BondRow:
    """Return the bond of a case, or answer 404 when its programme has none."""
    try:
        return selectors.bond_of_case(request.actor, case_id=case_id)
    except selectors.NoBondError:
        raise NotFoundError from None


def code_of(request: ActorRequest, case_id: int) -> str:
    """Return the code of a case of the actor's municipality, or answer 404."""
    return cases.case_card(request.actor, case_id=case_id).code
