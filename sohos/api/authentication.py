"""Who calls: a program with a token, or a person with a session."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from sohos.tenancy.models import User


class TokenAuthentication(BaseAuthentication):
    """Reads what `TokenMiddleware` found in the header `Authorization`."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        """Return the account behind the token; a bad token is never a session."""
        refusal = getattr(request, "refusal", None)
        if refusal is not None:
            raise AuthenticationFailed(code=refusal)
        bearer = getattr(request, "bearer", None)
        return None if bearer is None else (bearer.user, None)

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge that goes with 401."""
        return 'Bearer realm="SOHOS"'


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes the header to readers of the schema."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the scheme of OpenAPI."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token that a user made in SOHOS: `sohos_0141_...`.",
        }
