"""Fixtures for every test: a migrated database, two municipalities, their people."""

import os
import uuid
from collections.abc import Iterator

import pytest
from django.conf import settings as site_settings
from django.utils import translation
from pytest_django import DjangoDbBlocker, Settings
from xdist.remote import Producer

from tests import databases
from tests.spreading import ByFile
from tests.towns import Town, make_town

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_configure() -> None:
    """Count and remember apart from other processes that use the same Redis."""
    site_settings.CACHES["default"]["KEY_PREFIX"] = f"test-{os.getpid()}"


def pytest_unconfigure() -> None:
    """Leave nothing behind, after the last process."""
    if databases.ADMIN_URL and databases.IS_FIRST:
        databases.forget()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """Give each process whole files."""
    return ByFile(config, log)


@pytest.fixture(autouse=True)
def _settings_of_tests(settings: Settings) -> None:
    settings.DEMO = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def _language_of_tests() -> Iterator[None]:
    """Let no visitor leave a language behind for the next test."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Give the session a clone of the migrated template, as the role `sohos_app`."""
    if not databases.ADMIN_URL:
        pytest.exit("TEST_DATABASE_ADMIN_URL is not set: start the tests with ./test")
    with (
        databases.clone("session") as name,
        django_db_blocker.unblock(),
        databases.in_use(name),
    ):
        yield


@pytest.fixture
def own_database(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """Give one test a database of its own, in which its work is really committed."""
    with (
        databases.clone(uuid.uuid4().hex[:8]) as name,
        django_db_blocker.unblock(),
        databases.in_use(name),
    ):
        yield name


@pytest.fixture
def almelo(request: pytest.FixtureRequest) -> Town:
    """Almelo, in the database of the test."""
    _database_of(request)
    return make_town(141, "Almelo")


@pytest.fixture
def den_haag(request: pytest.FixtureRequest) -> Town:
    """Den Haag, which must never see or touch what is Almelo's."""
    _database_of(request)
    return make_town(518, "Den Haag")


def _database_of(request: pytest.FixtureRequest) -> None:
    if "own_database" not in request.fixturenames:
        request.getfixturevalue("db")


@pytest.fixture(scope="session")
def demo_template(django_db_setup: None) -> str:
    """A database that holds the demo; tests work in clones of it."""
    return databases.demo()
