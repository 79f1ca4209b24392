"""Take in programmes and groups, and withdraw them; nobody else's are there."""

import json
from datetime import UTC, datetime

import pytest

from kba import selectors, services
from kba.models import ProgrammeKba
from kba.services.programmes import EXAMPLES
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy.permissions import Role
from tests.domain.kba.examples import FOLDER
from tests.domain.kba.test_group import GROUP
from tests.towns import Town

NOW = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)


def content(name: str) -> bytes:
    return (FOLDER / f"{name}.json").read_bytes()


def taken_in(town: Town, name: str = "almelo") -> ProgrammeKba:
    with town.acting(Role.CONTROLLER) as carlo:
        return services.take_in_example(actor=carlo, name=name, now=NOW)


def test_a_file_is_kept_byte_for_byte(almelo: Town, den_haag: Town) -> None:
    found = taken_in(almelo)
    assert found.content.encode() == content("almelo")
    with almelo.acting(Role.CONTROLLER) as carlo:
        assert list(selectors.programme_kbas(carlo)) == [found]
        result = selectors.programme_result(found)
        assert len(result.figures.years) == 5
    with den_haag.acting(Role.CONTROLLER) as other:
        assert not selectors.programme_kbas(other)
        with pytest.raises(NotFoundError):
            selectors.programme_kba_of(other, programme_kba_id=found.pk)


def test_every_example_is_taken_in(almelo: Town) -> None:
    for name in EXAMPLES:
        assert taken_in(almelo, name).content.encode() == content(name)


def test_what_is_refused(almelo: Town) -> None:
    taken_in(almelo)
    about_a_case = json.loads(content("almelo"))
    about_a_case["subject"]["kind"] = "casus"
    empty = json.loads(content("den-haag-lpbl")) | {"lines": []}
    with almelo.acting(Role.CONTROLLER) as carlo:
        with pytest.raises(services.AlreadyTakenInError):
            services.take_in_programme(
                actor=carlo, content=content("almelo").decode(), now=NOW
            )
        with pytest.raises(services.SubjectIsACaseError):
            services.take_in_programme(
                actor=carlo, content=json.dumps(about_a_case), now=NOW
            )
        with pytest.raises(services.NothingToShowError):
            services.take_in_programme(actor=carlo, content=json.dumps(empty), now=NOW)
        with pytest.raises(services.NoSuchExampleError):
            services.take_in_example(actor=carlo, name="../secrets", now=NOW)
        assert selectors.programme_kbas(carlo).count() == 1


def test_what_is_withdrawn_may_come_back(almelo: Town) -> None:
    found = taken_in(almelo)
    with almelo.acting(Role.CONTROLLER) as carlo:
        services.withdraw_programme(actor=carlo, programme_kba_id=found.pk, now=NOW)
        with pytest.raises(NotFoundError):
            services.withdraw_programme(actor=carlo, programme_kba_id=found.pk, now=NOW)
    assert taken_in(almelo).pk != found.pk


def test_a_group_is_written_as_a_file(almelo: Town) -> None:
    with almelo.acting(Role.CONTROLLER) as carlo:
        found = services.write_group_case(actor=carlo, group=GROUP, now=NOW)
        assert (found.kind, found.title) == ("groep", "Vinger aan de pols")
        assert selectors.volunteer_hour(carlo).price is None
        services.load_catalogue(now=NOW)
        hour = selectors.volunteer_hour(carlo)
        assert hour.price is not None
        assert hour.price.amount.cents == 1880
        assert [each.name for each in hour.series] == ["CPI"]


def test_who_sees_no_figures_takes_nothing_in(almelo: Town) -> None:
    with almelo.acting(Role.CASEMANAGER) as noor:
        with pytest.raises(NotAllowedError):
            services.take_in_example(actor=noor, name="almelo", now=NOW)
        with pytest.raises(NotAllowedError):
            selectors.programme_kbas(noor)
