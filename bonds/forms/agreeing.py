"""Forms of what is agreed: who lends, how much, and what the council set aside."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonds.domain.scenario import MOST_EURO
from bonds.forms.acts import ActForm
from sohos.core.euro import Euro
from sohos.pages.fields import DateField, EuroField

LOWEST_RANK = 9


class AdmitInvestorForm(forms.Form):
    """Who lends, in which rank, and with which account."""

    name = forms.CharField(
        label=_("Naam"),
        help_text=_("Zoals die op overzichten staat."),
        max_length=120,
        error_messages={"required": _("Vul de naam van de investeerder in.")},
    )
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Kort, bijvoorbeeld OF. In exports staat alleen de code."),
        max_length=20,
        error_messages={"required": _("Vul een korte code in.")},
    )
    seniority = forms.IntegerField(
        label=_("Rang"),
        help_text=_("Rang 1 wordt het eerst terugbetaald."),
        min_value=1,
        max_value=LOWEST_RANK,
        initial=1,
    )
    user_id = forms.TypedChoiceField(
        label=_("Account"),
        help_text=_("Wie de eigen positie mag zien. De beheerder maakt accounts."),
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(
        self, accounts: Iterable[tuple[int, str]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user_id"].choices = [  # type: ignore[attr-defined]
            ("", _("nog geen account")),
            *accounts,
        ]


class RecordCommitmentForm(ActForm):
    """Which investor signed for what."""

    investor = forms.TypedChoiceField(
        label=_("Investeerder"),
        coerce=int,
        error_messages={"required": _("Kies een investeerder.")},
    )
    amount = EuroField(
        label=_("Toegezegd bedrag"),
        help_text=_("Komt bij wat eerder is toegezegd."),
        minimum=Euro(1),
        maximum=MOST_EURO,
    )
    on = DateField(label=_("Dag van ondertekening"))

    def __init__(
        self, investors: Iterable[tuple[int, str]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["investor"].choices = list(investors)  # type: ignore[attr-defined]


class SetInterestBudgetForm(ActForm):
    """What the council decided to set aside for interest."""

    amount = EuroField(
        label=_("Bedrag voor rente"),
        help_text=_("Komt bij wat eerder beschikbaar is gesteld."),
        minimum=Euro(1),
        maximum=MOST_EURO,
    )
    on = DateField(label=_("Dag van het raadsbesluit"))
