"""Forms about who belongs to a household, who sees whom, and where they live."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.domain.membership import Belonging, Named
from cases.domain.registration import Relation
from cases.forms import labels
from cases.selectors import Contact
from sohos.pages.fields import DateField

_Choices = Sequence[tuple[int, str | Promise]]
_CHOOSE = ("", _("Kies"))
_NEW = "new"


class MemberForm(forms.Form):
    """Who somebody is, and from when until when they belong to a household."""

    first_name = forms.CharField(
        label=_("Voornaam"),
        max_length=120,
        error_messages={"required": _("Vul een voornaam in.")},
    )
    surname = forms.CharField(
        label=_("Achternaam"),
        help_text=_("Met alles wat ervoor staat, zoals de gezinsleden het schrijven."),
        max_length=120,
        required=False,
    )
    relation = forms.ChoiceField(
        label=_("Wie is dit?"),
        choices=[_CHOOSE, *labels.choices(labels.RELATIONS)],
        error_messages={"required": _("Kies wie dit is in het gezin.")},
    )
    born_on = DateField(label=_("Geboren op"), required=False)
    from_on = DateField(label=_("Hoort erbij sinds"))
    until_on = DateField(
        label=_("Laatste dag"),
        help_text=_("Laat leeg als deze persoon er nog bij hoort."),
        required=False,
    )

    def who(self) -> Named:
        """Return who it is."""
        said = self.cleaned_data
        return Named(said["first_name"], said["surname"], said["born_on"])

    def belonging(self) -> Belonging:
        """Return how they belong to the household."""
        said = self.cleaned_data
        return Belonging(Relation(said["relation"]), said["from_on"], said["until_on"])


class AddMemberForm(MemberForm):
    """Somebody who comes, or came, to belong to a household."""

    person = forms.ChoiceField(
        label=_("Is dit iemand die we al kennen?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies of we deze persoon al kennen.")},
    )

    def offer(self, known: _Choices) -> None:
        """Ask whether it is one of these; without any, do not ask."""
        if not known:
            del self.fields["person"]
            return
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            *known,
            (_NEW, _("Nee, dit is iemand anders")),
        ]

    def chosen(self) -> Named | int:
        """Return the person who was chosen, or who was described."""
        choice = self.cleaned_data.get("person", _NEW)
        return self.who() if choice == _NEW else int(choice)


class AddressForm(forms.Form):
    """Where a household lives, and whether that is hidden."""

    address = forms.CharField(
        label=_("Straat en huisnummer"), max_length=160, required=False
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=12, required=False)
    place = forms.CharField(label=_("Woonplaats"), max_length=80, required=False)
    phone = forms.CharField(label=_("Telefoon"), max_length=30, required=False)
    is_hidden = forms.BooleanField(
        label=_("Dit adres is geheim"),
        help_text=_(
            "Dan zien alleen de casemanager, jij en wie jullie kiezen het adres en "
            "het telefoonnummer."
        ),
        required=False,
    )

    def contact(self) -> Contact:
        """Return the address as it is now."""
        return Contact(**self.cleaned_data)


class ShowAddressForm(forms.Form):
    """A colleague who may see a hidden address."""

    user = forms.TypedChoiceField(
        label=_("Collega"),
        coerce=int,
        error_messages={"required": _("Kies een collega.")},
    )

    def __init__(self, *args: Any, colleagues: _Choices, **kwargs: Any) -> None:
        """Offer the colleagues."""
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [_CHOOSE, *colleagues]  # type: ignore[attr-defined]


class BlockPersonForm(forms.Form):
    """From whom a person is kept hidden, and why."""

    blocked = forms.ChoiceField(
        label=_("Voor wie?"), error_messages={"required": _("Kies voor wie.")}
    )
    first_name = forms.CharField(
        label=_("Voornaam"),
        help_text=_("Alleen als deze persoon niet in de lijst staat."),
        max_length=120,
        required=False,
    )
    surname = forms.CharField(label=_("Achternaam"), max_length=120, required=False)
    acted_for_by = forms.TypedMultipleChoiceField(
        label=_("Wie werkt er voor deze persoon?"),
        help_text=_("Ook zij zien dan niets. Laat leeg als je het niet weet."),
        widget=forms.CheckboxSelectMultiple,
        coerce=int,
        required=False,
    )
    reason = forms.CharField(
        label=_("Waarom?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        error_messages={"required": _("Leg in een zin uit waarom.")},
    )

    def __init__(
        self, *args: Any, known: _Choices, colleagues: _Choices, **kwargs: Any
    ) -> None:
        """Offer the people of the household and the colleagues."""
        super().__init__(*args, **kwargs)
        other = (_NEW, _("Iemand die niet in de lijst staat"))
        self.fields["blocked"].choices = [_CHOOSE, *known, other]  # type: ignore[attr-defined]
        self.fields["acted_for_by"].choices = list(colleagues)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a name when nobody was chosen."""
        said = super().clean() or {}
        if said.get("blocked") == _NEW and not said.get("first_name", "").strip():
            self.add_error("first_name", _("Vul een voornaam in."))
        return said

    def chosen(self) -> Named | int:
        """Return the person who was chosen, or who was described."""
        said = self.cleaned_data
        if said["blocked"] == _NEW:
            return Named(said["first_name"], said["surname"])
        return int(said["blocked"])
