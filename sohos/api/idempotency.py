"""The header `Idempotency-Key`: what is sent twice happens once."""

import hashlib
import json
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from sohos.api.problems import WrongParameterError
from sohos.api.repeating import Answer, earlier_answer, keep_answer
from sohos.tenancy.actor import Actor

HEADER = "Idempotency-Key"
LONGEST_KEY = 64


class AnsweredBeforeError(Exception):
    """The same request was carried out before."""

    def __init__(self, answer: Answer) -> None:
        """Keep the answer of that time."""
        super().__init__()
        self.answer = answer


class Repeatable(GenericAPIView[Any]):
    """Carries out a POST with a key once, and answers it alike ever after."""

    _repeat: tuple[str, str] | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Look whether the request was carried out before."""
        super().initial(request, *args, **kwargs)
        key = request.headers.get(HEADER)
        if request.method != "POST" or key is None:
            return
        if not (key.isascii() and key.isprintable() and 0 < len(key) <= LONGEST_KEY):
            detail = _("Geef een sleutel van 1 tot en met %(most)s leesbare tekens.")
            raise WrongParameterError(HEADER, detail % {"most": LONGEST_KEY})
        self._repeat = key, _fingerprint(request)
        found = earlier_answer(
            actor=_actor(request),
            key=key,
            request_sha256=self._repeat[1],
            now=timezone.now(),  # noqa: TID251
        )
        if found is not None:
            raise AnsweredBeforeError(found)

    def handle_exception(self, exc: Exception) -> Response:
        """Answer as before; leave other errors to the problems."""
        if isinstance(exc, AnsweredBeforeError):
            self._repeat = None
            headers = {"Idempotency-Replayed": "true"}
            body = json.loads(exc.answer.body)
            return Response(body, status=exc.answer.status, headers=headers)
        return super().handle_exception(exc)

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """Keep the answer of what was carried out."""
        final = super().finalize_response(request, response, *args, **kwargs)
        if self._repeat is not None and final.status_code < 300:  # noqa: PLR2004
            key, request_sha256 = self._repeat
            keep_answer(
                actor=_actor(request),
                key=key,
                request_sha256=request_sha256,
                answer=Answer(final.status_code, final.rendered_content.decode()),
                now=timezone.now(),  # noqa: TID251
            )
        return final


def _actor(request: Request) -> Actor:
    actor: Actor = request._request.actor  # type: ignore[attr-defined]
    return actor


def _fingerprint(request: Request) -> str:
    sent = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hashlib.sha256(sent).hexdigest()
