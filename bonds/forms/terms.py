"""The steps in which a contract is written; an assumption stays one until confirmed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bonds.domain.contract import (
    LONGEST_TERM_MONTHS,
    ContractTerms,
    RateBand,
    TermsInvalidError,
    assumptions,
)
from bonds.domain.scenario import MOST_EURO
from bonds.forms import explaining, labels
from sohos.core.euro import AmountNotUnderstoodError, Euro
from sohos.pages import formats
from sohos.pages.fields import DateField, EuroField, parse_amount

HUNDRED = 100
MOST_BANDS = 20
CONFIRM = "confirm_"


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the wizard."""

    title: Promise
    names: tuple[str, ...]


STEPS = (
    Step(_("Looptijd"), ("starts_on", "ends_on", "long_stop_on", "rate", "case_cap")),
    Step(
        _("Rente"),
        ("day_count", "interest_start", "interest_end", "max_return"),
    ),
    Step(
        _("Rentebudget"),
        (
            "interest_year_signal",
            "interest_total_cap",
            "interest_total_is_hard",
            "cap_behaviour",
            "reservation_months",
        ),
    ),
    Step(
        _("Resultaat en verlies"),
        (
            "outcome_rule",
            "saving_threshold",
            "saving_is_after_case_cost",
            "rate_card",
            "loss_bearer",
            "first_loss",
        ),
    ),
    Step(
        _("Uitvoering"),
        (
            "payment_route",
            "funding",
            "early_termination",
            "clawback_months",
            "engagement_type",
        ),
    ),
)
_KINDS = get_type_hints(ContractTerms)
_ASSUMABLE = frozenset(assumptions(ContractTerms()))


class PercentField(forms.DecimalField):
    """A share, typed in percent; gives an exact fraction."""

    def prepare_value(self, value: object) -> object:
        """Show a fraction in percent."""
        if isinstance(value, Fraction):
            percent = value * HUNDRED
            return Decimal(percent.numerator) / Decimal(percent.denominator)
        return value

    def clean(self, value: object) -> Any:
        """Read percent as a fraction."""
        percent = super().clean(value)
        return None if percent is None else Fraction(percent) / HUNDRED


class RateCardField(forms.CharField):
    """Bands of a rate card, one per line: an amount, a colon, a percentage."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: object) -> object:
        """Show bands as lines."""
        if isinstance(value, tuple):
            return "\n".join(
                f"{formats.amount(band.from_saving)}: {float(band.share * HUNDRED):g}"
                for band in value
            )
        return value

    def clean(self, value: object) -> Any:
        """Read the lines."""
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        try:
            return tuple(_band(line) for line in lines[:MOST_BANDS])
        except (AmountNotUnderstoodError, ArithmeticError, ValueError):
            raise ValidationError(
                _("Vul per regel een bedrag en een percentage in, zoals 4.000: 25.")
            ) from None


class TermsForm(forms.Form):
    """One step of a contract, with a tick for each assumption that was checked."""

    def __init__(self, step: Step, terms: ContractTerms, *args: Any) -> None:
        super().__init__(*args)
        self.step, self.terms = step, terms
        for name in step.names:
            self.fields[name] = _field(name)
            self.initial[name] = _initial(getattr(terms, name))
            if name in _ASSUMABLE:
                self.fields[CONFIRM + name] = forms.BooleanField(
                    label=_("Nagegaan: zo staat het in de overeenkomst"),
                    required=False,
                    initial=name in terms.confirmed,
                )

    def clean(self) -> dict[str, Any]:
        """Refuse terms that have no meaning together."""
        said = super().clean() or {}
        if not self.errors:
            try:
                replace(self.terms, **self.values())
            except TermsInvalidError as error:
                name = str(error)
                place = name if name in self.fields else None
                self.add_error(place, explaining.problem_with(name))
        return said

    def values(self) -> dict[str, Any]:
        """Return the terms of this step."""
        return {name: self.cleaned_data[name] for name in self.step.names}

    def confirmed(self) -> frozenset[str]:
        """Return the terms of this step that were checked."""
        ticked = (name for name in self.step.names if name in _ASSUMABLE)
        return frozenset(name for name in ticked if self.cleaned_data[CONFIRM + name])

    def rows(self) -> list[dict[str, object]]:
        """Return the fields of each term, in order."""
        return [
            {
                "field": self[name],
                "confirm": self[CONFIRM + name] if name in _ASSUMABLE else None,
                "is_assumed": name in _ASSUMABLE and name not in self.terms.confirmed,
            }
            for name in self.step.names
        ]


class SignDraftForm(forms.Form):
    """From when, under which name, and that the signer read it."""

    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    name = forms.CharField(
        label=_("Naam van de bond"),
        max_length=120,
        error_messages={"required": _("Vul een naam in.")},
    )
    effective_on = DateField(
        label=_("Geldt vanaf"),
        help_text=_("Niet voor de dag waarop de vorige versie inging."),
    )
    is_read = forms.BooleanField(
        label=_("De partijen hebben deze tekst ondertekend"),
        error_messages={
            "required": _("Bevestig dat de partijen deze tekst hebben ondertekend.")
        },
    )


def choices_of(name: str) -> tuple[object, ...]:
    """Return what may be chosen for a term; nothing when it is typed."""
    kind = _KINDS[name]
    if kind is bool:
        return (True, False)
    is_choice = isinstance(kind, type) and issubclass(kind, StrEnum)
    return tuple(kind) if is_choice else ()


def open_assumptions(terms: ContractTerms, step: Step) -> int:
    """Return how many terms of a step are still an assumption."""
    return len(set(step.names) & set(assumptions(terms)))


def shown_terms(terms: ContractTerms) -> list[dict[str, object]]:
    """Return every term with its words, its value and whether it is assumed."""
    assumed = set(assumptions(terms))
    return [
        {
            "label": labels.TERMS[term.name],
            "value": explaining.shown(terms, term.name),
            "is_assumed": term.name in assumed,
        }
        for term in fields(terms)
        if term.name in labels.TERMS
    ]


def _field(name: str) -> forms.Field:
    kind = _KINDS[name]
    is_optional = isinstance(kind, UnionType)
    if is_optional:
        kind = next(one for one in get_args(kind) if one is not NoneType)
    told: dict[str, Any] = {
        "label": labels.TERMS[name],
        "help_text": explaining.HELP[name],
        "required": not is_optional and name != "rate_card",
    }
    if options := choices_of(name):
        by_text = {str(option): option for option in options}
        return forms.TypedChoiceField(
            choices=[(t, explaining.value_in_words(o)) for t, o in by_text.items()],
            coerce=lambda text: by_text[text],
            widget=forms.RadioSelect,
            **told,
        )
    return _TYPED.get(kind, RateCardField)(**told)


def _initial(value: object) -> object:
    return str(value) if isinstance(value, bool | StrEnum) else value


def _band(line: str) -> RateBand:
    amount, share = line.rsplit(":", 1)
    percent = Decimal(share.strip().removesuffix("%").strip().replace(",", "."))
    if not percent.is_finite():
        raise ValueError(share)
    return RateBand(parse_amount(amount), Fraction(percent) / HUNDRED)


def _months(**told: Any) -> forms.Field:
    return forms.IntegerField(min_value=0, max_value=LONGEST_TERM_MONTHS, **told)


def _percent(**told: Any) -> forms.Field:
    return PercentField(min_value=0, max_value=HUNDRED, decimal_places=4, **told)


def _amount(**told: Any) -> forms.Field:
    return EuroField(maximum=MOST_EURO, **told)


_TYPED: Mapping[Any, Callable[..., forms.Field]] = {
    date: DateField,
    int: _months,
    Fraction: _percent,
    Euro: _amount,
}
