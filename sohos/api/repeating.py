"""Acts: answer a change that was sent twice as it was answered the first time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from sohos.api.models import ApiAnswer
from sohos.core.errors import DomainError
from sohos.tenancy.actor import Actor
from sohos.tenancy.encryption import decrypt, encrypt

KEPT = timedelta(days=1)
_PURPOSE = "api-answer"


class KeyReusedError(DomainError):
    """The key came before with another request."""

    code = "key_reused"


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and the text of a body."""

    status: int
    body: str


def earlier_answer(
    *, actor: Actor, key: str, request_sha256: str, now: datetime
) -> Answer | None:
    """Return what the same request was answered before, and let nobody in between.

    Until the transaction ends, a second request with the key waits. What is older
    than a day is forgotten, of everybody.

    Args:
        actor: whose key it is; others have their own.
        key: as the program chose it.
        request_sha256: of method, address and body.
        now: aware.

    Raises:
        KeyReusedError: the key belongs to another request.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"api:{_place(actor)}:{key}"],
        )
    kept = ApiAnswer.objects.filter(municipality_id=actor.municipality_id)
    kept.filter(at__lt=now - KEPT).delete()
    found = kept.filter(user_id=actor.user_id, key=key).first()
    if found is None:
        return None
    if found.request_sha256 != request_sha256:
        raise KeyReusedError
    body = decrypt(found.body, purpose=_PURPOSE, place=_place(actor))
    return Answer(found.status, body)


def keep_answer(
    *, actor: Actor, key: str, request_sha256: str, answer: Answer, now: datetime
) -> None:
    """Keep what a request was answered, in the transaction of what it changed.

    Args:
        actor: whose key it is.
        key: as the program chose it.
        request_sha256: of method, address and body.
        answer: of a request that was carried out; a refusal is never kept, so that
            it can be sent again.
        now: aware.
    """
    ApiAnswer.objects.create(
        user_id=actor.user_id,
        key=key,
        request_sha256=request_sha256,
        status=answer.status,
        body=encrypt(answer.body, purpose=_PURPOSE, place=_place(actor)),
        at=now,
    )


def _place(actor: Actor) -> str:
    return f"municipality:{actor.municipality_id}:user:{actor.user_id}"
