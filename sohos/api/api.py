"""Operations about the caller."""

from rest_framework.request import Request
from rest_framework.response import Response

from sohos.api import selectors
from sohos.api.base import ActorView
from sohos.api.serializers import MeSerializer


class Me(ActorView):
    """The caller."""

    permission = None
    serializer_class = MeSerializer

    def get(self, request: Request) -> Response:
        """Tell who calls, in which municipality, and what the caller may do.

        With a session instead of a token, `token` is null.
        """
        actor, token_id = self.actor, self.actor.token_id
        return Response(
            self.get_serializer(
                {
                    "actor": actor,
                    "roles": sorted(actor.roles),
                    "permissions": sorted(actor.permissions),
                    "token": token_id and selectors.token_of(actor, token_id=token_id),
                }
            ).data
        )
