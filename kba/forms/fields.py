"""Form fields for exact numbers and percentages, strict about what is ambiguous."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sohos.pages import formats

_NUMBER = re.compile(r"(\d{1,18})(?:([.,])(\d{1,4}))?", re.ASCII)
_QUOTIENT = re.compile(r"(\d{1,6})/(\d{1,6})", re.ASCII)
_BETWEEN = re.compile(r"[\s;]+")
_THREE = 3


class NumberField(forms.Field):
    """A number as people write it (`2,5`); gives an exact `Fraction`."""

    default_error_messages = {
        "required": _("Vul een getal in, bijvoorbeeld 2,5."),
        "invalid": _("Vul een getal in zonder punten, bijvoorbeeld 1250 of 2,5."),
        "maximum": _("Vul een getal in van hoogstens %(limit)s."),
    }

    def __init__(self, *, maximum: int | None = None, **kwargs: Any) -> None:
        self.maximum = maximum
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask for a keyboard with a comma."""
        return {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: object) -> object:
        """Show a number in the notation in which it may be typed."""
        if isinstance(value, Fraction | Decimal | int):
            return as_typed(Fraction(value))
        return value

    def to_python(self, value: object) -> Fraction | None:
        """Read the text, or refuse it."""
        if value in self.empty_values:
            return None
        if isinstance(value, Fraction):
            return value
        found = _NUMBER.fullmatch(re.sub(r"[\s\u00a0]", "", str(value)))
        if found is None or _is_ambiguous(found):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        whole, _mark, part = found.groups()
        return Fraction(f"{whole}.{part or 0}")

    def validate(self, value: Fraction | None) -> None:
        """Refuse a number above the limit."""
        super().validate(value)
        if value is not None and self.maximum is not None and value > self.maximum:
            raise ValidationError(
                self.error_messages["maximum"],
                code="maximum",
                params={"limit": self.maximum},
            )

    def has_changed(self, initial: object, data: object) -> bool:
        """Compare numbers, not notations."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class PercentField(NumberField):
    """A percentage from 0 to 100; gives a share between 0 and 1."""

    default_error_messages = {
        "required": _("Vul een percentage in van 0 tot en met 100."),
        "invalid": _("Vul een percentage in van 0 tot en met 100."),
        "maximum": _("Vul een percentage in van 0 tot en met 100."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(maximum=1, **kwargs)

    def prepare_value(self, value: object) -> object:
        """Show a share as a percentage."""
        if isinstance(value, Fraction | Decimal | int):
            return as_typed(Fraction(value) * 100)
        return value

    def to_python(self, value: object) -> Fraction | None:
        """Read the percentage as a share."""
        if isinstance(value, Fraction):
            return value
        found = super().to_python(value)
        return None if found is None else found / 100


class ShareField(PercentField):
    """A part of a whole, as a percentage or as a quotient such as `1/3`."""

    def prepare_value(self, value: object) -> object:
        """Show a share as a percentage, or as a quotient when that is not exact."""
        if isinstance(value, Fraction) and not _ends(value):
            return f"{value.numerator}/{value.denominator}"
        return super().prepare_value(value)

    def to_python(self, value: object) -> Fraction | None:
        """Read the part, exactly."""
        found = _QUOTIENT.fullmatch(str(value).strip())
        if found is None or not int(found[2]):
            return super().to_python(value)
        return Fraction(int(found[1]), int(found[2]))


class SharesField(forms.Field):
    """A percentage per year, in a row: `100 80 60`; gives a tuple of shares."""

    default_error_messages = {
        "invalid": _("Vul per jaar een percentage in, bijvoorbeeld 100 80 60."),
    }

    def prepare_value(self, value: object) -> object:
        """Show the shares as percentages."""
        if isinstance(value, tuple):
            return " ".join(as_typed(share * 100) for share in value)
        return value

    def to_python(self, value: object) -> tuple[Fraction, ...] | None:
        """Read the percentages as shares."""
        if value in self.empty_values:
            return None
        if isinstance(value, tuple):
            return value
        one = PercentField()
        try:
            shares = [one.clean(each) for each in _BETWEEN.split(str(value).strip())]
        except ValidationError:
            raise ValidationError(
                self.error_messages["invalid"], code="invalid"
            ) from None
        return tuple(shares)

    def has_changed(self, initial: object, data: object) -> bool:
        """Compare shares, not notations."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


def as_typed(value: Fraction) -> str:
    """Write a number as it may be typed again, without grouping."""
    digits = Decimal(value.numerator) / Decimal(value.denominator)
    text = format(digits.quantize(Decimal("0.0001")), "f").rstrip("0").rstrip(".")
    return text if formats.is_english() else text.replace(".", ",")


def _ends(share: Fraction) -> bool:
    """Tell whether a share is a percentage with at most four decimals."""
    return (share * 1_000_000).denominator == 1


def _is_ambiguous(found: re.Match[str]) -> bool:
    """Tell whether a mark may stand for thousands: 1.250 in Dutch, 1,250 in English."""
    _whole, mark, part = found.groups()
    group = "," if formats.is_english() else "."
    return mark == group and len(part) == _THREE
