"""Forms of who works on the case: propose, match, take back, look after."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonds.forms.acts import ActForm
from cases.forms.labels import choices
from sohos.core.euro import Euro
from sohos.funds.domain.following import MONTHS, Looked, Outcome
from sohos.funds.domain.listing import Consent, ConsentGiven, Proposal, Shows, Why
from sohos.funds.domain.payee import PayTo
from sohos.funds.forms import labels
from sohos.funds.selectors import DebtRow, OfferRow
from sohos.pages import formats
from sohos.pages.fields import DateField, EuroField


class ProposeForm(forms.Form):
    """What funds get to read, and who of the household agreed."""

    story = forms.CharField(
        label=_("Het verhaal, in een paar zinnen"),
        help_text=_("Zonder namen, adressen, dagen en nummers."),
        max_length=800,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Vertel in een paar zinnen wat er speelt.")},
    )
    effort = forms.CharField(
        label=_("Wat doet het gezin zelf?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Schrijf op wat het gezin zelf doet.")},
    )
    plan = forms.CharField(
        label=_("Het toekomstplan, in de woorden van het gezin"),
        max_length=800,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    shows = forms.ChoiceField(
        label=_("Wat zien fondsen van de schuld?"),
        choices=choices(labels.SHOWS),
        initial=Shows.AMOUNT.value,
        widget=forms.RadioSelect,
    )
    until = DateField(
        label=_("Fondsen kunnen reageren tot en met"),
    )
    consent_by = forms.ChoiceField(
        label=_("Wie van het gezin gaf toestemming?"),
        error_messages={"required": _("Zonder toestemming gaat niets naar een fonds.")},
    )
    consent_given = forms.ChoiceField(
        label=_("Hoe?"),
        choices=choices(labels.CONSENT),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe de toestemming is gegeven.")},
    )
    consent_on = DateField(label=_("Op welke dag?"))

    def __init__(
        self, *args: Any, adults: Mapping[int, str], has_plan: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(pk), name) for pk, name in adults.items()]
        self.fields["consent_by"].choices = [("", _("Kies")), *people]  # type: ignore[attr-defined]
        self.fields["plan"].help_text = (
            _("Er is een vastgesteld plan; dat staat er voor fondsen bij.")
            if has_plan
            else _("Er is nog geen vastgesteld plan, dus dit is nodig.")
        )

    def says(self) -> Proposal:
        """Return what was filled in."""
        said = self.cleaned_data
        return Proposal(
            consent=Consent(
                int(said["consent_by"]),
                said["consent_on"],
                ConsentGiven(said["consent_given"]),
            ),
            story=said["story"],
            effort=said["effort"],
            plan=said["plan"],
            shows=Shows(said["shows"]),
            open_until=said["until"],
        )


class ReturnForm(forms.Form):
    """What the casemanager has to change."""

    note = forms.CharField(
        label=_("Wat moet er anders?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Schrijf op wat er anders moet.")},
    )


class StopForm(ActForm):
    """Why debts are taken back, or a match does not go on."""

    why = forms.ChoiceField(
        label=_("Waarom?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies waarom.")},
    )
    note = forms.CharField(label=_("Toelichting"), max_length=300, required=False)

    def __init__(self, *args: Any, reasons: Collection[Why], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].choices = [  # type: ignore[attr-defined]
            (why.value, labels.WHY[why]) for why in Why if why in reasons
        ]


class ExtendForm(forms.Form):
    """Until when funds may answer."""

    until = DateField(label=_("Fondsen kunnen reageren tot en met"))


class NetworkForm(forms.Form):
    """What family, friends and neighbours give together."""

    amount = EuroField(
        label=_("Wat geeft het eigen netwerk, alles bij elkaar?"),
        help_text=_("Familie, vrienden, buren. Namen zijn niet nodig; 0 mag ook."),
    )


class MatchForm(ActForm):
    """Which offers are accepted, and where creditors want to be paid."""

    def __init__(
        self,
        *args: Any,
        offers: Sequence[OfferRow],
        debts: Sequence[DebtRow],
        is_needed: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.debts = debts
        self.fields["offers"] = forms.MultipleChoiceField(
            label=_("Welk aanbod neem je aan?"),
            choices=[(str(row.id), _described(row)) for row in offers],
            widget=forms.CheckboxSelectMultiple,
            initial=[str(row.id) for row in offers],
            required=is_needed,
            error_messages={"required": _("Kies welk aanbod je aanneemt.")},
        )
        for debt in debts:
            of = {"creditor": debt.creditor}
            self.fields[f"iban_{debt.id}"] = forms.CharField(
                label=_("Rekeningnummer van %(creditor)s") % of,
                max_length=42,
                error_messages={"required": _("Vul het rekeningnummer in.")},
            )
            self.fields[f"reference_{debt.id}"] = forms.CharField(
                label=_("Kenmerk bij %(creditor)s") % of,
                help_text=_("Het nummer dat op de brief van de schuldeiser staat."),
                max_length=80,
                error_messages={"required": _("Vul het kenmerk in.")},
            )

    def pay_to(self) -> list[PayTo]:
        """Return where each creditor wants to be paid."""
        said = self.cleaned_data
        return [
            PayTo(row.id, said[f"iban_{row.id}"], said[f"reference_{row.id}"])
            for row in self.debts
        ]


def _described(row: OfferRow) -> str:
    said = _("%(fund)s: hoogstens %(amount)s") % {
        "fund": row.fund,
        "amount": formats.signed_amount(row.amount),
    }
    also = _(", als het netwerk ook geeft") if row.needs_network else ""
    return f"{said}{also}"


class LessForm(ActForm):
    """Which creditor asks how much less."""

    debt = forms.ChoiceField(
        label=_("Welke schuldeiser?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies de schuldeiser.")},
    )
    amount = EuroField(label=_("Hoeveel minder?"), minimum=Euro(1))
    on = DateField(label=_("Dag van het bericht"))

    def __init__(self, *args: Any, debts: Sequence[DebtRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["debt"].choices = [  # type: ignore[attr-defined]
            (str(row.id), row.creditor) for row in debts if row.open
        ]


class FollowUpForm(forms.Form):
    """How the household is doing."""

    months = forms.ChoiceField(
        label=_("Hoeveel maanden na de betaling?"),
        choices=[(str(months), str(months)) for months in MONTHS],
    )
    outcome = forms.ChoiceField(
        label=_("Hoe gaat het?"),
        choices=choices(labels.OUTCOMES),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe het gaat.")},
    )
    on = DateField(label=_("Gezien op"))

    def says(self) -> Looked:
        """Return what was filled in."""
        said = self.cleaned_data
        return Looked(int(said["months"]), Outcome(said["outcome"]), said["on"])


def usual_last_day(today: date) -> date:
    """Return the day that is proposed as the last for funds."""
    return date.fromordinal(today.toordinal() + 42)
