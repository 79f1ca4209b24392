import pytest

from tests.services.funds.helped import Helped
from tests.towns import Town


@pytest.fixture
def helped(almelo: Town, den_haag: Town) -> Helped:
    """A household of Almelo; Den Haag stays out of it."""
    assert den_haag.id != almelo.id
    return Helped(almelo)
