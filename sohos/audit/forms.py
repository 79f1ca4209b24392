"""The filter of the log."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sohos.tenancy.models import User

_DAYS = ["%d-%m-%Y", "%Y-%m-%d"]
_WRONG_DAY = _("Vul een datum in die bestaat, bijvoorbeeld 15-03-2019.")


class LogFilterForm(forms.Form):
    """What somebody looks for in the log; everything is optional."""

    subject = forms.CharField(
        label=_("Waarover, zoals case:12"), max_length=160, required=False
    )
    action = forms.CharField(
        label=_("Handeling begint met"), max_length=80, required=False
    )
    from_on = forms.DateField(
        label=_("Vanaf"),
        required=False,
        input_formats=_DAYS,
        error_messages={"invalid": _WRONG_DAY},
    )
    until_on = forms.DateField(
        label=_("Tot en met"),
        required=False,
        input_formats=_DAYS,
        error_messages={"invalid": _WRONG_DAY},
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Iedereen")), *((user.pk, user.name) for user in people)]
        self.fields["user_id"] = forms.TypedChoiceField(
            label=_("Wie"),
            required=False,
            coerce=int,
            empty_value=None,
            choices=choices,
        )
        self.order_fields(["user_id", "subject", "action", "from_on", "until_on"])
