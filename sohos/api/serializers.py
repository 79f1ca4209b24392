"""How the API writes who calls, and the fields that all apps share."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from rest_framework import serializers

from sohos.core.euro import Euro
from sohos.tenancy.permissions import Permission, Role

LARGEST_ID = 2**63 - 1
LARGEST_CENTS = 10**15
LONGEST_TEXT = 20_000


class IdField(serializers.IntegerField):
    """The id of something."""

    def __init__(self, **kwargs: Any) -> None:
        """Take what a database can hold."""
        super().__init__(min_value=1, max_value=LARGEST_ID, **kwargs)


class CentsField(serializers.IntegerField):
    """Whole euro cents; `Euro` inside."""

    def __init__(self, *, smallest: int = -LARGEST_CENTS, **kwargs: Any) -> None:
        """Take amounts with which can be counted."""
        super().__init__(min_value=smallest, max_value=LARGEST_CENTS, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """Read cents."""
        return Euro(super().to_internal_value(data))

    def run_validators(self, value: Any) -> None:
        """Hold the cents against the limits."""
        super().run_validators(value.cents if isinstance(value, Euro) else value)

    def to_representation(self, value: Any) -> int:
        """Write cents."""
        return value.cents if isinstance(value, Euro) else int(value)


class CodeField(serializers.ChoiceField):
    """One of the codes of an enumeration; its member inside."""

    def __init__(self, codes: Iterable[StrEnum], **kwargs: Any) -> None:
        """Offer some or all of the codes."""
        self._codes = {code.value: code for code in codes}
        super().__init__([(c.value, c.name) for c in self._codes.values()], **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """Return the member."""
        return self._codes[super().to_internal_value(data)]


class WordsField(serializers.CharField):
    """What somebody wrote, as they wrote it; empty when left out."""

    def __init__(self, *, max_length: int = LONGEST_TEXT, **kwargs: Any) -> None:
        """Keep spaces and line ends."""
        options = {"allow_blank": True, "default": "", "trim_whitespace": False}
        super().__init__(max_length=max_length, **{**options, **kwargs})


class UserSerializer(serializers.Serializer[object]):
    """A user."""

    id = serializers.IntegerField(source="user_id")
    name = serializers.CharField(source="user_name")


class MunicipalitySerializer(serializers.Serializer[object]):
    """A municipality."""

    id = serializers.IntegerField(help_text="The number of the CBS code.")
    name = serializers.CharField()
    slug = serializers.SlugField()


class TokenSerializer(serializers.Serializer[object]):
    """The token with which the caller came."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    expires_at = serializers.DateTimeField()


class MeSerializer(serializers.Serializer[object]):
    """Who calls, where, and what the caller may do."""

    user = UserSerializer(source="actor")
    municipality = MunicipalitySerializer(source="actor.municipality")
    roles = serializers.ListField(child=CodeField(Role))
    permissions = serializers.ListField(child=CodeField(Permission))
    token = TokenSerializer(allow_null=True)
