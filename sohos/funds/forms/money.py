"""Forms of funds and finance: offer, and book what moved over the bank."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonds.forms.acts import ActForm, bank_line
from sohos.core.euro import Euro
from sohos.pages.fields import DateField, EuroField


class OfferForm(forms.Form):
    """How much a fund gives at most, and until when."""

    amount = EuroField(
        label=_("Wat biedt uw fonds, hoogstens?"),
        help_text=_("Een deel mag ook."),
        minimum=Euro(1),
    )
    needs_network = forms.BooleanField(
        label=_("Alleen als het netwerk van het gezin ook meedoet"), required=False
    )
    until = DateField(label=_("Het aanbod geldt tot en met"))


class BankForm(ActForm):
    """Money that moved over the bank: for whom, how much, when, on which line."""

    whom = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies om wie het gaat.")},
    )
    amount = EuroField(label=_("Bedrag"), minimum=Euro(1))
    on = DateField(label=_("Dag op het afschrift"))
    bank_line = bank_line()

    def __init__(
        self,
        *args: Any,
        label: str,
        choices: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whom"].label = label
        self.fields["whom"].choices = [  # type: ignore[attr-defined]
            (str(pk), name) for pk, name in choices
        ]


class FundForm(forms.Form):
    """A fund, and who speaks for it."""

    name = forms.CharField(
        label=_("Naam van het fonds"),
        max_length=120,
        error_messages={"required": _("Vul de naam van het fonds in.")},
    )
    user = forms.ChoiceField(
        label=_("Wie spreekt voor het fonds?"),
        help_text=_("Geef deze persoon eerst de rol fonds, bij Gebruikers."),
        error_messages={"required": _("Kies wie voor het fonds spreekt.")},
    )

    def __init__(self, *args: Any, users: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(pk), name) for pk, name in users.items()]
        self.fields["user"].choices = [("", _("Kies")), *people]  # type: ignore[attr-defined]
