"""Whether this process can do its work: asked by what starts and watches it."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError


@login_not_required
@require_safe
@transaction.non_atomic_requests
def health(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when database and queue answer, and otherwise 503."""
    found = {"database": _database_answers(), "queue": _queue_answers()}
    words = {name: "ok" if works else "failing" for name, works in found.items()}
    return JsonResponse(words, status=200 if all(found.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _queue_answers() -> bool:
    try:
        cache.has_key("health")
    except RedisError:
        return False
    return True
