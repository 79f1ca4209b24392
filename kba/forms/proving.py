"""Form with which documents of the case are linked to a row."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.selectors import DocumentRow


class LinkEvidenceForm(forms.Form):
    """The documents of the case that do not prove the row yet."""

    documents = forms.TypedMultipleChoiceField(
        label=_("Welke documenten bewijzen dit?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Kies een document.")},
    )

    def __init__(
        self, *args: Any, documents: Iterable[DocumentRow], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documents"].choices = [  # type: ignore[attr-defined]
            (row.id, f"{row.name}: {row.purpose}") for row in documents
        ]
