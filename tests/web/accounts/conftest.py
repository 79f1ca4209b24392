"""The door as it is in production: a second factor, and a memory of failures."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _real_door(settings: Settings, request: pytest.FixtureRequest) -> None:
    settings.DEMO = False
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": request.node.nodeid,
        }
    }
