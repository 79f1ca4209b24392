"""Forms: say why two are one, or two after all."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MergeForm(forms.Form):
    """Why two rows are one."""

    reason = forms.CharField(
        label=_("Hoe weet je dat het dezelfde is?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        error_messages={"required": _("Leg in een zin uit waarom.")},
    )


class UndoMergeForm(forms.Form):
    """Why two rows are two after all."""

    reason = forms.CharField(
        label=_("Waarom zijn het er toch twee?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        error_messages={"required": _("Leg in een zin uit waarom.")},
    )
