"""What the pages of all acts share: a title, a sentence, a form, and what it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sohos.funds.forms import labels
from sohos.pages.acting import DONE, attempt
from sohos.tenancy.actor import ActorRequest


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the page of an act."""

    title: str
    lede: str
    button: str


def perform(
    request: ActorRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], str],
    *,
    words: Words,
    back: tuple[str, str, Mapping[str, Any]],
    template: str = "funds/act.html",
    context: Mapping[str, object] | None = None,
) -> HttpResponse:
    """Show a form, or do its act and go back to where somebody came from.

    Args:
        request: of somebody who may do it.
        form: bound when it was sent.
        act: does it with the cleaned data and says what was done.
        words: of the page.
        back: label, name and arguments of the page to which it leads.
        template: draws the page.
        context: for the template.
    """
    status = attempt(request, form, lambda: act(form.cleaned_data), labels.refuse)
    label, name, arguments = back
    url = reverse(name, kwargs=dict(arguments))
    if status == DONE:
        return redirect(url)
    said = {"form": form, "words": words, "back": label, "back_url": url}
    return render(request, template, {**(context or {}), **said}, status=status)


def sent(request: ActorRequest) -> Any:
    """Return what was sent, or nothing when a page is only asked for."""
    return request.POST if request.method == "POST" else None
