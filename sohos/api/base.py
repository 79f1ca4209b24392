"""What every operation of the API has in common."""

from typing import Any, ClassVar

from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import ParseError
from rest_framework.mixins import ListModelMixin
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from sohos.api.authentication import TokenAuthentication
from sohos.api.idempotency import Repeatable
from sohos.api.pagination import KeysetPagination
from sohos.api.throttling import PerMinute
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

_READING = {"GET", "HEAD"}


class MayCall(BasePermission):
    """Lets in who works in a municipality and has the permission of the view."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Tell whether the caller gets any further; the service asks again."""
        actor: Actor | None = getattr(request, "actor", None)
        if actor is None:
            return False
        asked: tuple[Permission, ...] = view.permissions_for(request.method or "")
        return not asked or any(map(actor.can, asked))


class CarefulParser(JSONParser):
    """Reads JSON that is not nested deeper than anybody can mean."""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Any = None
    ) -> Any:
        """Read the body."""
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError from error


class ActorView(Repeatable):
    """An operation for an actor; `permission` is what it asks for, None for nothing.

    `write_permission` is what changing asks for, when that is something else; of
    several one is enough.
    """

    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    authentication_classes = [TokenAuthentication, SessionAuthentication]
    permission_classes = [MayCall]
    throttle_classes = [PerMinute]
    parser_classes = [CarefulParser]
    renderer_classes = [JSONRenderer]
    permission: ClassVar[Permission | None]
    write_permission: ClassVar[Permission | tuple[Permission, ...] | None] = None

    @classmethod
    def permissions_for(cls, method: str) -> tuple[Permission, ...]:
        """Return the permissions of which a method asks one; empty for nothing."""
        writing = None if method in _READING else cls.write_permission
        asked = writing or cls.permission
        if asked is None:
            return ()
        return asked if isinstance(asked, tuple) else (asked,)

    @property
    def actor(self) -> Actor:
        """Who calls."""
        actor: Actor = self.request._request.actor  # type: ignore[attr-defined]
        return actor

    def told(self, kind: type[BaseSerializer[Any]]) -> dict[str, Any]:
        """Read the body in the shape of a serializer; refuse what does not fit."""
        serializer = kind(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        said: dict[str, Any] = serializer.validated_data
        return said

    def find(self) -> None:
        """Refuse what a change is about when it is not there for the caller.

        It happens before the body is read, so that what belongs to another
        municipality answers 404 to everything that is sent.
        """

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let nobody further who may not call, nor to what is not theirs."""
        super().initial(request, *args, **kwargs)
        handler = getattr(self, (request.method or "").lower(), None)
        if request.method not in _READING and handler is not None:
            self.find()

    def check_permissions(self, request: Request) -> None:
        """Count the request first: refused ones count too."""
        super().check_throttles(request)
        super().check_permissions(request)

    def check_throttles(self, request: Request) -> None:
        """Leave it: the request was counted before its permission was looked at."""


class ActorListView(ListModelMixin, ActorView):
    """A list for an actor, page by page in the order of `ordering`."""

    pagination_class = KeysetPagination
    ordering: ClassVar[tuple[str, ...]] = ("-id",)
    filter_backends = ()

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return a page."""
        return self.list(request, *args, **kwargs)
