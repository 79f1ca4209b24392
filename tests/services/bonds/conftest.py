import pytest

from tests.services.bonds.money import Funded
from tests.towns import Town


@pytest.fixture
def bond(almelo: Town, den_haag: Town) -> Funded:
    """Almelo's bond; Den Haag stays out of it."""
    assert den_haag.id != almelo.id
    return Funded(almelo).sign()
