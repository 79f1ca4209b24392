import pytest

from tests.services.bonds.money import Funded
from tests.towns import Town


@pytest.fixture
def bond(almelo: Town, den_haag: Town) -> Funded:
    """Almelo's bond; Den Haag has one as well, and stays out of it."""
    Funded(den_haag).sign()
    return Funded(almelo).sign()
