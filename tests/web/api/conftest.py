import uuid
from typing import Any

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _own_counters(settings: Settings) -> None:
    """Count requests apart from whatever else uses the same Redis."""
    cache: dict[str, Any] = settings.CACHES["default"]
    settings.CACHES = {"default": {**cache, "KEY_PREFIX": f"test-{uuid.uuid4().hex}"}}
