from tests.services.bonds.conftest import bond

__all__ = ["bond"]
