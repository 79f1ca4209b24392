"""OpenID Connect with a municipality's provider, stricter than the library's default."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2Client
from allauth.socialaccount.providers.openid_connect.provider import (
    OpenIDConnectProvider,
)
from allauth.socialaccount.providers.openid_connect.views import (
    OpenIDConnectOAuth2Adapter,
)
from django.http import HttpRequest

from sohos.accounts import selectors
from sohos.core.errors import NotFoundError
from sohos.tenancy import context

_ENDPOINTS = (
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
)
_MULTIPLE_FACTORS = "mfa"


def app_of(slug: str) -> SocialApp | None:
    """Return a municipality's provider in the library's terms; never stored."""
    try:
        municipality = selectors.municipality_by_slug(slug)
    except NotFoundError:
        return None
    with context.tenant(municipality.pk):
        row = selectors.identity_provider(municipality.pk)
        secret = selectors.client_secret_of(row) if row else ""
    if row is None:
        return None
    return SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=slug,
        name=municipality.name,
        client_id=row.client_id,
        secret=secret,
        settings={
            "server_url": row.issuer,
            "municipality": municipality.pk,
            "requires_second_factor": row.requires_second_factor,
            "accepted_acr": row.accepted_acr,
        },
    )


def shows_second_factor(app: SocialApp, claims: dict[str, Any]) -> bool:
    """Tell whether the provider saw a second factor and the municipality trusts that.

    Args:
        app: the municipality's provider.
        claims: of the ID token, signature checked.
    """
    if app.settings["requires_second_factor"]:
        return False
    methods = claims.get("amr")
    several = isinstance(methods, list) and _MULTIPLE_FACTORS in methods
    accepted = app.settings["accepted_acr"]
    return several or bool(accepted and claims.get("acr") == accepted)


class ProviderClient(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Talks to the provider; believes only what is signed by the configured issuer."""

    _verifier = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself, if it is who it should be."""
        config: dict[str, Any] = super().openid_config
        expected = self.get_provider().app.settings["server_url"]
        if str(config.get("issuer", "")).rstrip("/") != expected.rstrip("/"):
            raise OAuth2Error("issuer is not the configured one")
        scheme = urlsplit(expected).scheme
        for name in _ENDPOINTS:
            if urlsplit(str(config.get(name, ""))).scheme not in {"https", scheme}:
                raise OAuth2Error(f"{name} is missing or not safe")
        return config

    def get_access_token_data(
        self,
        request: HttpRequest,
        app: SocialApp,
        client: OAuth2Client,
        pkce_code_verifier: str | None = None,
    ) -> dict[str, Any]:
        """Change the code for tokens, remembering with which verifier."""
        self._verifier = pkce_code_verifier or ""
        data: dict[str, Any] = super().get_access_token_data(
            request, app, client, pkce_code_verifier
        )
        return data

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Check the ID token in full and combine it with the user's details."""
        claims = self._claims(app, str(kwargs["response"].get("id_token", "")))
        userinfo = self._fetch_user_info(token.token)
        if userinfo.get("sub") != claims.get("sub"):
            raise OAuth2Error("userinfo is about somebody else")
        data = {"id_token": claims, "userinfo": userinfo}
        return self.get_provider().sociallogin_from_response(request, data)

    def _claims(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
                verify_signature=True,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("ID token cannot be checked") from error
        if claims.get("nonce") != nonce_of(self._verifier):
            raise OAuth2Error("ID token belongs to another login")
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("ID token is for somebody else")
        return claims


class MunicipalProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """The library's provider with our client, a nonce, and no wishes from the URL."""

    oauth2_adapter_class = ProviderClient

    def get_pkce_params(self) -> dict[str, str]:
        """Add a nonce that only this browser's verifier can reproduce."""
        params: dict[str, str] = super().get_pkce_params()
        return params | {"nonce": nonce_of(params["code_verifier"])}


def nonce_of(verifier: str) -> str:
    """Return the nonce that goes with a PKCE verifier."""
    return hashlib.sha256(f"nonce:{verifier}".encode()).hexdigest()
