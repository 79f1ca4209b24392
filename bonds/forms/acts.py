"""Forms of the acts; each carries the key that makes sending it twice harmless."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonds.forms import labels
from sohos.core.euro import ZERO, Euro
from sohos.pages.fields import DateField, EuroField


class ActForm(forms.Form):
    """One act, known by its key."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


def bank_line() -> forms.CharField:
    """Make the field for the number of a bank line."""
    return forms.CharField(
        label=_("Nummer van de bankregel"),
        help_text=_("Zoals op het afschrift, bijvoorbeeld 2020-064-0012."),
        max_length=80,
        error_messages={"required": _("Vul het nummer van de bankregel in.")},
    )


class RequestDrawForm(ActForm):
    """How much to ask for, and when."""

    amount = EuroField(label=_("Bedrag"), minimum=Euro(1))
    on = DateField(label=_("Dag van de opvraging"))


class ReceiveDrawForm(ActForm):
    """When the money came, and on which bank line."""

    on = DateField(
        label=_("Dag van ontvangst"),
        help_text=_("Vanaf deze dag telt de rente."),
    )
    bank_line = bank_line()


class VoidDrawForm(ActForm):
    """Why the money will not come."""

    on = DateField(label=_("Dag"))
    reason = forms.CharField(
        label=_("Waarom komt dit geld niet?"),
        max_length=200,
        error_messages={"required": _("Leg in een zin uit waarom.")},
    )


class RecordSpendForm(ActForm):
    """What was paid, for what, on which invoice."""

    professionals = EuroField(label=_("Professionals"), required=False)
    maatwerk = EuroField(label=_("Maatwerkbudget"), required=False)
    on = DateField(label=_("Dag van betaling"))
    invoice = forms.CharField(
        label=_("Factuurnummer"),
        help_text=_("Geen namen."),
        max_length=80,
        error_messages={"required": _("Vul het nummer van de factuur in.")},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for at least one amount."""
        said = super().clean() or {}
        for name in ("professionals", "maatwerk"):
            said[name] = said.get(name) or ZERO
        if not self.errors and not (said["professionals"] or said["maatwerk"]):
            self.add_error("professionals", _("Vul minstens één bedrag in."))
        return said


class RecordRefundForm(ActForm):
    """What went back to the investors."""

    amount = EuroField(label=_("Bedrag"), minimum=Euro(1))
    on = DateField(
        label=_("Dag van terugbetaling"),
        help_text=_("Vanaf deze dag telt de rente niet meer."),
    )
    bank_line = bank_line()


class AcceptOutcomeForm(ActForm):
    """When the outcome is accepted and when repayment is due."""

    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    on = DateField(label=_("Dag van acceptatie"))
    due_on = DateField(
        label=_("De gemeente betaalt op"),
        help_text=_("Tot deze dag telt de rente."),
    )


class FailCaseForm(ActForm):
    """Why and when financing ends without repayment."""

    outcome = forms.ChoiceField(
        label=_("Wat is er gebeurd?"),
        widget=forms.RadioSelect,
        choices=[(code.value, word) for code, word in labels.ENDINGS.items()],
        error_messages={"required": _("Kies wat er is gebeurd.")},
    )
    reason = forms.CharField(
        label=_("Waarom?"),
        help_text=_("In een zin, zonder namen."),
        max_length=200,
        error_messages={"required": _("Leg in een zin uit waarom.")},
    )
    on = DateField(label=_("Dag"))


class ConfirmPaymentForm(ActForm):
    """What was paid, when, on which bank line."""

    amount = EuroField(label=_("Betaald bedrag"), minimum=Euro(1))
    on = DateField(label=_("Dag van betaling"))
    bank_line = bank_line()
