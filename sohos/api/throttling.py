"""How often a token and a user may ask, counted in the cache of all web processes."""

import math
import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from sohos.tenancy.actor import Actor

_WINDOW = 60


class PerMinute(BaseThrottle):
    """Counts the requests of this minute, of the token and of its user everywhere."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request, and tell whether it still fits."""
        actor: Actor | None = getattr(request, "actor", None)
        counted = [_fits(*limit) for limit in _limits(actor)] if actor else []
        return all(counted)

    def wait(self) -> float:
        """Return how many seconds there are until the next minute begins."""
        return max(1, math.ceil(_WINDOW - time.time() % _WINDOW))


def _limits(actor: Actor) -> list[tuple[str, int]]:
    limits = [(f"user:{actor.user_id}", settings.API_USER_REQUESTS_PER_MINUTE)]
    if actor.token_id is not None:
        token = f"token:{actor.token_id}"
        limits.append((token, settings.API_TOKEN_REQUESTS_PER_MINUTE))
    return limits


def _fits(who: str, most: int) -> bool:
    key = f"api:{who}:{int(time.time() // _WINDOW)}"
    cache.add(key, 0, timeout=2 * _WINDOW)
    return cache.incr(key) <= most
