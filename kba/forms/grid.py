"""The form of a row in the grid: many on one page, each stored on its own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kba.domain.lines import GRADES
from kba.forms.lines import LineForm
from kba.forms.stored import initial_row
from kba.selectors import KbaHandle
from kba.services import RowText
from sohos.core.bills import Law, Payer, Per

# The columns; all else that can be said of a row stands under it.
COLUMNS = (
    "description",
    "quantity_without",
    "quantity_with",
    "per",
    "unit_price",
    "deadweight",
    "deadweight_reason",
)
_BLANK = ("description", "price_code", "quantity_without", "quantity_with")


class GridForm(LineForm):
    """One row of the grid; `line` names the stored row, once there is one."""

    use_required_attribute = False
    line = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deadweight"].label = _("Ook zonder plan, in procent")
        self.fields["deadweight_reason"].label = _("Waarom")
        for name in COLUMNS:
            self.fields[name].help_text = ""
            self.fields[name].widget.attrs["data-cell"] = name
        self.fields["description"].widget.attrs["autocomplete"] = "off"
        self.fields["price_code"].widget.attrs["list"] = "prices"

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing was typed in a new row."""
        return not any(self[name].value() for name in _BLANK)

    @property
    def is_unchanged(self) -> bool:
        """Tell whether a stored row was left as it was."""
        return not set(self.changed_data) - {"line", "version"}

    @property
    def has_hidden_errors(self) -> bool:
        """Tell whether something is wrong in what stands under the row."""
        return self.is_bound and bool(set(self.errors) - set(COLUMNS))

    def draft(self) -> RowText | None:
        """Return a row to compute while it is being typed, if there is enough.

        What does not touch its costs is made up; without a word on what happens
        anyway, nothing of it counts as a saving.
        """
        self.is_valid()
        said = {name: self.cleaned_data.get(name) for name in self.fields}
        if not (said["price_code"] or said["unit_price"]) or not said["first_on"]:
            return None
        for name, value in _MADE_UP.items():
            said[name] = said[name] or value
        if not said["payer"] and not said["price_code"]:
            said["payer"] = Payer.MUNICIPALITY.value
        if not said["law"] and not said["price_code"]:
            said["law"] = Law.OTHER.value
        if said["deadweight"] is None:
            said["deadweight"] = 1
        return self.text_of(said)


_MADE_UP: dict[str, Any] = {
    "description": "-",
    "unit": "-",
    "price_source": "-",
    "price_grade": max(GRADES),
    "override_reason": "-",
    "deadweight_reason": "-",
    "evidence_grade": max(GRADES),
    "per": Per.YEAR.value,
    "follows_from": "",
    "evidence_note": "",
}


def initial_grid_row(kba: KbaHandle) -> dict[str, Any]:
    """Return what a new row of the grid starts with: the softest price and effect."""
    softest = {"price_grade": max(GRADES), "evidence_grade": max(GRADES)}
    return initial_row(kba.reference_on) | softest
