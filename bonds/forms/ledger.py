"""Forms of the ledger: which day to read, which month to close, what to put right."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonds.forms.acts import ActForm, bank_line
from sohos.core.euro import Euro, total
from sohos.pages import formats
from sohos.pages.fields import DateField, EuroField


class BalanceForm(forms.Form):
    """Up to which day the balances count, and as they were known on which day."""

    as_of = DateField(label=_("Stand op"), required=False)
    known_on = DateField(
        label=_("Zoals bekend op"),
        required=False,
        help_text=_("Latere boekingen tellen dan niet mee."),
    )


class MonthForm(forms.Form):
    """Which month to close."""

    month = forms.ChoiceField(
        label=_("Sluit tot en met"),
        error_messages={"required": _("Kies een maand.")},
    )

    def __init__(self, months: Sequence[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["month"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  as declared above
        field.choices = list(months)


class AccrueForm(forms.Form):
    """Up to which day interest is accrued."""

    on = DateField(
        label=_("Reken rente tot"),
        help_text=_("De eerste dag waarover geen rente meer telt."),
    )


class ReasonForm(ActForm):
    """Why something is put right, and when that was clear."""

    reason = forms.CharField(
        label=_("Waarom?"),
        help_text=_("In een zin, zonder namen."),
        max_length=200,
        error_messages={"required": _("Leg in een zin uit waarom.")},
    )
    on = DateField(label=_("Dag"))


class TerminateForm(ReasonForm):
    """Why and when the contract ends, and when the municipality pays."""

    due_on = DateField(
        label=_("De gemeente betaalt op"),
        help_text=_("Tot deze dag telt de rente."),
    )


class RepayClawbackForm(ActForm):
    """Which investor gave back what."""

    investor = forms.TypedChoiceField(
        label=_("Investeerder"),
        coerce=int,
        error_messages={"required": _("Kies de investeerder.")},
    )
    amount = EuroField(label=_("Bedrag"), minimum=Euro(1))
    on = DateField(label=_("Dag van ontvangst"))
    bank_line = bank_line()

    def __init__(
        self, owed: Sequence[tuple[int, str]], data: Any = None, **said: Any
    ) -> None:
        super().__init__(data, **said)
        field = self.fields["investor"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  as declared above
        field.choices = list(owed)


class TransferForm(ActForm):
    """One bank line, and which part of it pays which case."""

    amount = EuroField(label=_("Bedrag van de bankregel"), minimum=Euro(1))
    on = DateField(label=_("Dag van betaling"))
    bank_line = bank_line()

    def __init__(
        self,
        due: Sequence[tuple[int, str, Euro]],
        data: Any = None,
        *,
        today: date | None = None,
    ) -> None:
        super().__init__(data, initial={"on": today, "key": uuid.uuid4()})
        self.cases = [case_id for case_id, _code, _owed in due]
        for case_id, code, owed in due:
            self.fields[f"part_{case_id}"] = EuroField(
                label=_("Dossier %(code)s") % {"code": code},
                required=False,
                help_text=_("Open: %(owed)s") % {"owed": f"€ {formats.amount(owed)}"},
            )

    @property
    def parts(self) -> dict[int, Euro]:
        """What pays which case, by case id; empty fields left out."""
        said = {case_id: self.cleaned_data[f"part_{case_id}"] for case_id in self.cases}
        return {case_id: amount for case_id, amount in said.items() if amount}

    def clean(self) -> dict[str, Any]:
        """Ask for parts that add up to the bank line."""
        said = super().clean() or {}
        if not self.errors and total(self.parts.values()) != said["amount"]:
            self.add_error(
                "amount",
                _("De delen zijn samen niet het bedrag van de bankregel. Pas ze aan."),
            )
        return said
