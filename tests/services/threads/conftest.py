from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests import databases


@pytest.fixture(scope="module")
def demo(demo_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The demo: two municipalities whose households stand in every phase."""
    with (
        databases.clone("threads", demo_template) as name,
        django_db_blocker.unblock(),
        databases.in_use(name),
    ):
        yield name
