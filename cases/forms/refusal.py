"""Puts an error of the rules where somebody can mend it."""

from django import forms

from cases.forms import labels
from sohos.core.errors import DomainError


def refuse(form: forms.Form, error: DomainError) -> None:
    """Put an error of the rules on the form, at its field where there is one."""
    field, text = labels.explain(error)
    form.add_error(field if field in form.fields else None, str(text))
