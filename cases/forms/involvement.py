"""Forms about who helps a household, and about the register of organisations."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.domain.involvement import HelperRole, Involved
from cases.domain.periods import Period
from cases.forms import care_labels, labels
from sohos.pages import formats
from sohos.pages.fields import DateField

Choices = list[Any]
_AMBIGUOUS = re.compile(r"\d{1,3}([.,]\d{3})+")


class NumberBox(forms.DecimalField):
    """A number with a comma or a point, as people type it."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        """Say what to do when it is no number."""
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("Vul een getal in, bijvoorbeeld 2,5.")
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Read a comma as a point; refuse what may be a thousand or one."""
        if isinstance(value, str) and _AMBIGUOUS.fullmatch(value.strip()):
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        text = value.replace(",", ".") if isinstance(value, str) else value
        return super().to_python(text)

    def prepare_value(self, value: Any) -> Any:
        """Show a number without zeros that say nothing, with a comma."""
        if isinstance(value, Decimal):
            return f"{value.normalize():f}".replace(".", ",")
        return value


def shown(value: Decimal | None) -> str:
    """Write a quantity without zeros that say nothing; unknown is nothing."""
    if value is None:
        return ""
    exponent = value.normalize().as_tuple().exponent
    return formats.number(value, max(0, -int(exponent)))


def organisation_choices(rows: Iterable[Any], *, empty: Promise) -> Choices:
    """Return the register as choices in groups, one per sector."""
    groups = groupby(rows, key=lambda row: row.sector)
    return [
        ("", empty),
        *(
            (sector, [(row.pk, row.label_nl) for row in found])
            for sector, found in groups
        ),
    ]


class InvolvementForm(forms.Form):
    """Who helps, from where, since when and how many hours."""

    organisation = forms.TypedChoiceField(
        label=_("Organisatie"), coerce=int, empty_value=None, required=False
    )
    organisation_name = forms.CharField(
        label=_("Staat die er niet bij? Schrijf de naam op"),
        max_length=120,
        required=False,
    )
    role = forms.ChoiceField(
        label=_("Wat doet deze hulpverlener?"),
        choices=[("", _("Kies")), *labels.choices(care_labels.HELPER_ROLES)],
        error_messages={"required": _("Kies wat deze hulpverlener doet.")},
    )
    professional = forms.CharField(label=_("Naam"), max_length=120, required=False)
    contact = forms.CharField(
        label=_("Telefoon of e-mail"), max_length=120, required=False
    )
    hours_per_week = NumberBox(
        label=_("Uren per week"), required=False, max_digits=5, decimal_places=2
    )
    from_on = DateField(label=_("Sinds"))
    until_on = DateField(label=_("Tot en met"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, organisations: Sequence[Any], **kwargs: Any) -> None:
        """Offer the register."""
        super().__init__(*args, **kwargs)
        offered = organisation_choices(organisations, empty=_("Kies"))
        self.fields["organisation"].choices = offered  # type: ignore[attr-defined]

    def says(self) -> Involved:
        """Return what was filled in; a name that was typed goes before a choice."""
        said = self.cleaned_data
        name = said["organisation_name"].strip()
        return Involved(
            role=HelperRole(said["role"]),
            period=Period(said["from_on"], said["until_on"]),
            organisation_id=None if name else said["organisation"],
            organisation_name=name,
            professional=said["professional"],
            contact=said["contact"],
            hours_per_week=said["hours_per_week"],
        )


class AddOrganisationForm(forms.Form):
    """A new organisation of the register."""

    name = forms.CharField(
        label=_("Naam van de organisatie"),
        max_length=120,
        error_messages={"required": _("Schrijf de naam van de organisatie op.")},
    )
    sector = forms.ChoiceField(label=_("Sector"), required=False)

    def __init__(self, *args: Any, sectors: Sequence[str], **kwargs: Any) -> None:
        """Offer the sectors of the register."""
        super().__init__(*args, **kwargs)
        offered = [("", _("Overig")), *((each, each) for each in sectors)]
        self.fields["sector"].choices = offered  # type: ignore[attr-defined]


class MergeOrganisationForm(forms.Form):
    """Into which organisation another goes."""

    into = forms.TypedChoiceField(
        label=_("Samenvoegen met"),
        help_text=_("Deze organisatie blijft staan."),
        coerce=int,
        error_messages={"required": _("Kies de organisatie die blijft staan.")},
    )

    def __init__(self, *args: Any, organisations: Sequence[Any], **kwargs: Any) -> None:
        """Offer the register."""
        super().__init__(*args, **kwargs)
        offered = organisation_choices(organisations, empty=_("Kies"))
        self.fields["into"].choices = offered  # type: ignore[attr-defined]


def written(row: Any) -> dict[str, Any]:
    """Return a helper as the form shows it."""
    return {
        "organisation": row.organisation_id,
        "role": row.role.value,
        "professional": row.professional,
        "contact": row.contact,
        "hours_per_week": row.hours_per_week,
        "from_on": row.period.from_on,
        "until_on": row.period.until_on,
        "version": row.version,
    }
