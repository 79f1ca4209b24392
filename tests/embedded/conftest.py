"""A folder that the servers may use, whoever runs the tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sohos.embedded import place


@pytest.fixture
def folder() -> Iterator[Path]:
    with place.throw_away_folder() as made:
        yield made
