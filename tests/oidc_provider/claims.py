"""What the provider says of a person: whatever the test wrote in `claims.json`."""

import json
import os
from pathlib import Path
from typing import Any

from oauth2_provider.oauth2_validators import OAuth2Validator


def claims_of(username: str) -> dict[str, Any]:
    """Return the claims of one person, read anew at every request."""
    path = Path(os.environ["OIDC_PROVIDER_FOLDER"]) / "claims.json"
    text = path.read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)[username]
    return found


class ClaimsValidator(OAuth2Validator):  # type: ignore[misc]
    """Puts the claims of the test in the ID token and in the user's details."""

    oidc_claim_scope = None

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        """Return everything but what is meant for the user's details only."""
        claims = claims_of(request.user.get_username())
        return {key: value for key, value in claims.items() if key != "userinfo"}

    def get_id_token_dictionary(
        self, token: Any, token_handler: Any, request: Any
    ) -> tuple[dict[str, Any], Any]:
        """Let the claims of the test win from those of the library too."""
        built, expires_at = super().get_id_token_dictionary(
            token, token_handler, request
        )
        return built | self.get_additional_claims(request), expires_at

    def get_userinfo_claims(self, request: Any) -> dict[str, Any]:
        """Return the same, changed where the test wants a provider that lies."""
        shown: dict[str, Any] = super().get_userinfo_claims(request)
        shown.update(claims_of(request.user.get_username()).get("userinfo", {}))
        return shown
