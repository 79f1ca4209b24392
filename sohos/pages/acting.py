"""Do what a form asks, or say on the form why not."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from sohos.core.errors import ConflictError, DomainError

SHOWN, DONE, CONFLICT, REFUSED = 200, 302, 409, 422


def attempt(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[[], str],
    refuse: Callable[[Any, DomainError], None],
) -> int:
    """Do an act when its form was sent and is right; return the status of the answer.

    Args:
        request: gets the sentence that the act returns, as a message.
        form: bound when it was sent; keeps everything typed when the act is refused.
        act: does it and says what was done.
        refuse: puts an error of the rules on the form.

    Returns:
        DONE when it is done; SHOWN when nothing was sent; CONFLICT when somebody else
        was first; otherwise REFUSED.
    """
    if not form.is_bound:
        return SHOWN
    if not form.is_valid():
        return REFUSED
    try:
        done = act()
    except DomainError as error:
        refuse(form, error)
        return CONFLICT if isinstance(error, ConflictError) else REFUSED
    messages.success(request, done)
    return DONE


def tell(
    request: HttpRequest,
    act: Callable[[], object],
    done: str,
    explain: Callable[[DomainError], tuple[str | None, str]],
) -> None:
    """Do an act that has no form; a message says that it is done, or why not."""
    try:
        act()
    except DomainError as error:
        messages.error(request, explain(error)[1])
    else:
        messages.success(request, done)
