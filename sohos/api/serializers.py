"""How the API writes who calls."""

from rest_framework import serializers

from sohos.tenancy.permissions import Permission, Role


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
    roles = serializers.ListField(
        child=serializers.ChoiceField([role.value for role in Role])
    )
    permissions = serializers.ListField(
        child=serializers.ChoiceField([permission.value for permission in Permission])
    )
    token = TokenSerializer(allow_null=True)
