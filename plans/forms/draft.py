"""Fields that the rules want in the end, but that a form may send empty."""

from typing import Any

from django import forms


class DraftField(forms.CharField):
    """A text that is wanted; whoever decides says when it is missing."""

    def validate(self, value: Any) -> None:
        """Let it be empty for now."""


class DraftChoiceField(forms.TypedChoiceField):
    """A choice that is wanted; nothing is a choice as well for now."""

    def validate(self, value: Any) -> None:
        """Refuse only what is not in the list."""
        if value:
            super().validate(value)


class DraftChoicesField(forms.TypedMultipleChoiceField):
    """Choices that are wanted; none is possible for now."""

    def validate(self, value: Any) -> None:
        """Refuse only what is not in the list."""
        if value:
            super().validate(value)
