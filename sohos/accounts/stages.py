"""The second step of logging in."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from sohos.accounts import sessions


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Asks for the second factor, unless the provider's own may count."""

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        if user is not None and sessions.counts_federated_factor(request, user):
            return False
        return bool(super()._should_handle(request))
