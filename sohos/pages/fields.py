"""Form fields for amounts and dates, strict about what they cannot be sure of."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sohos.core import euro
from sohos.core.euro import AmountNotUnderstoodError, Euro
from sohos.pages import formats

_SWAP = str.maketrans(".,", ",.")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DUTCH_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")


class EuroInput(forms.TextInput):
    """A text box behind a euro sign."""

    template_name = "components/widgets/euro.html"


class DateBox(forms.TextInput):
    """A text box for a day that people know by heart or read from a letter."""


class DatePicker(forms.DateInput):
    """The browser's own calendar, for a day that is still being planned."""

    input_type = "date"


def parse_amount(text: str) -> Euro:
    """Read an amount in the notation of the page's language.

    No text means two different amounts: what both notations accept has neither
    separator.

    Raises:
        AmountNotUnderstoodError: the text is ambiguous or no amount.
    """
    return euro.parse_dutch(text.translate(_SWAP) if formats.is_english() else text)


class EuroField(forms.Field):
    """An amount as people write it; gives a `Euro`, refuses what is ambiguous."""

    widget = EuroInput
    default_error_messages = {
        "required": _("Vul een bedrag in, bijvoorbeeld 1.234,56."),
        "invalid": _("Vul een bedrag in met cijfers, bijvoorbeeld 1.234,56."),
        "negative": _("Vul een bedrag in zonder min, bijvoorbeeld 1.234,56."),
        "minimum": _("Vul een bedrag in van minstens %(limit)s."),
        "maximum": _("Vul een bedrag in van hoogstens %(limit)s."),
    }

    def __init__(
        self,
        *,
        minimum: Euro | None = euro.ZERO,
        maximum: Euro | None = None,
        **kwargs: Any,
    ) -> None:
        self.minimum, self.maximum = minimum, maximum
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask for a keyboard with a comma."""
        return {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: object) -> object:
        """Show an amount in the notation in which it may be typed."""
        return formats.amount(value) if isinstance(value, Euro) else value

    def to_python(self, value: object) -> Euro | None:
        """Read the text, or refuse it."""
        if value in self.empty_values:
            return None
        if isinstance(value, Euro):
            return value
        try:
            return parse_amount(str(value))
        except AmountNotUnderstoodError:
            raise ValidationError(
                self.error_messages["invalid"], code="invalid"
            ) from None

    def validate(self, value: Euro | None) -> None:
        """Refuse an amount outside the limits."""
        super().validate(value)
        if value is None:
            return
        if self.minimum is not None and value < self.minimum:
            code = "negative" if self.minimum == euro.ZERO else "minimum"
            self._refuse(code, self.minimum)
        if self.maximum is not None and value > self.maximum:
            self._refuse("maximum", self.maximum)

    def _refuse(self, code: str, limit: Euro) -> None:
        raise ValidationError(
            self.error_messages[code],
            code=code,
            params={"limit": formats.signed_amount(limit)},
        )

    def has_changed(self, initial: object, data: object) -> bool:
        """Compare amounts, not notations."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class DateField(forms.Field):
    """A day; a text box by default, the browser's calendar with `picker=True`.

    Both accept 15-03-2019 and what a native date input sends (2019-03-15).
    """

    default_error_messages = {
        "required": _("Vul een datum in, bijvoorbeeld 15-03-2019."),
        "invalid": _("Vul een datum in die bestaat, bijvoorbeeld 15-03-2019."),
    }
    default_hint: Promise = _("Dag, maand en jaar, bijvoorbeeld 15-03-2019")

    def __init__(self, *, picker: bool = False, **kwargs: Any) -> None:
        self.picker = picker
        kwargs.setdefault("widget", DatePicker if picker else DateBox)
        if not picker:
            kwargs.setdefault("help_text", self.default_hint)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Offer no remembered days of other people."""
        attrs = {"autocomplete": "off"}
        return attrs if self.picker else attrs | {"class": "sh-daybox"}

    def prepare_value(self, value: object) -> object:
        """Show a day as the box expects it."""
        if not isinstance(value, date):
            return value
        return value.isoformat() if self.picker else value.strftime("%d-%m-%Y")

    def to_python(self, value: object) -> date | None:
        """Read the text, or refuse it."""
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        text = str(value).strip()
        try:
            if iso := _ISO_DAY.fullmatch(text):
                return date(*(int(part) for part in iso.groups()))
            if dutch := _DUTCH_DAY.fullmatch(text):
                return date(*(int(part) for part in reversed(dutch.groups())))
        except ValueError:
            pass
        raise ValidationError(self.error_messages["invalid"], code="invalid")

    def has_changed(self, initial: object, data: object) -> bool:
        """Compare days, not notations."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True
