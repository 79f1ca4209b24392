from dataclasses import replace
from datetime import date

import pytest

from cases import selectors, services
from cases.domain.arrival import ArrivalState, NewApplication
from cases.domain.registration import (
    ConsentMissingError,
    ReasonMissingError,
    Source,
)
from cases.domain.screening import Criteria
from cases.models import Application
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy import context
from sohos.tenancy.permissions import Role
from tests.services.cases.households import (
    MEREL,
    NOW,
    REGISTERED,
    open_programme,
    register,
)
from tests.towns import Town

ASKS = NewApplication(
    Source.SELF, "Mila", "Merel", date(1986, 4, 2), phone="0612345678", request="Help."
)


def receive(town: Town, new: NewApplication = ASKS) -> Application:
    with context.tenant(town.id):
        return services.receive_application(new=new, now=NOW)


def test_who_asks_for_help_waits_in_the_inbox(almelo: Town, den_haag: Town) -> None:
    row = receive(almelo)
    assert receive(almelo) == row
    other = receive(almelo, replace(ASKS, request="Nog iets."))
    assert other != row
    assert len(row.reference) == 9
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        assert list(selectors.applications(tessa)) == [row, other]
        assert list(selectors.applications(tessa, source=Source.REFERRAL)) == []
        assert selectors.waiting_by_source(tessa) == {"self": 2}
    with almelo.acting(Role.CASEMANAGER) as noor, pytest.raises(NotAllowedError):
        selectors.applications(noor)
    with den_haag.acting(Role.TEAM_LEAD) as stranger:
        assert not selectors.applications(stranger).exists()
        with pytest.raises(NotFoundError):
            selectors.application_of(stranger, application_id=row.pk)


def test_a_household_that_is_known_is_pointed_out(almelo: Town, den_haag: Town) -> None:
    case = register(almelo, role=Role.TEAM_LEAD)
    row = receive(almelo)
    nameless = receive(almelo, replace(ASKS, born_on=None, phone="06"))
    stranger = receive(almelo, replace(ASKS, first_name="Victor", born_on=None))
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        assert selectors.cases_like(tessa, row) == [case]
        assert selectors.cases_like(tessa, nameless) == [case]
        assert selectors.cases_like(tessa, stranger) == []


def test_an_application_becomes_a_case_once(almelo: Town, den_haag: Town) -> None:
    programme_id = open_programme(almelo)
    row = receive(almelo)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        act = {
            "actor": tessa,
            "application_id": row.pk,
            "programme_id": programme_id,
            "new": MEREL,
            "casemanager_id": almelo.actor(Role.CASEMANAGER).user_id,
            "now": NOW,
        }
        case = services.take_application(**act)  # type: ignore[arg-type]
        found = selectors.application_of(tessa, application_id=row.pk)
        assert (found.state, found.case) == (ArrivalState.TAKEN, case)
        with pytest.raises(services.ApplicationHandledError):
            services.take_application(**act)  # type: ignore[arg-type]
        with pytest.raises(services.ApplicationHandledError):
            services.close_application(
                actor=tessa, application_id=row.pk, reason="Toch niet.", now=NOW
            )


def test_an_application_is_closed_with_a_reason(almelo: Town, den_haag: Town) -> None:
    row = receive(almelo)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        with pytest.raises(ReasonMissingError):
            services.close_application(
                actor=tessa, application_id=row.pk, reason=" ", now=NOW
            )
        services.close_application(
            actor=tessa, application_id=row.pk, reason="Al bekend.", now=NOW
        )
        closed = selectors.applications(tessa, state=ArrivalState.CLOSED)
        assert [found.closed_because for found in closed] == ["Al bekend."]
    with almelo.acting(Role.CASEMANAGER) as noor, pytest.raises(NotAllowedError):
        services.close_application(
            actor=noor, application_id=row.pk, reason="Zo.", now=NOW
        )


def test_nobody_is_referred_without_knowing(almelo: Town, den_haag: Town) -> None:
    with pytest.raises(ConsentMissingError):
        register(almelo, replace(MEREL, has_consent=False))
    assert register(almelo).has_consent


def test_criteria_change_from_a_day_on(almelo: Town, den_haag: Town) -> None:
    programme_id = open_programme(almelo)
    strict = Criteria(5, 3, 2, Euro(50_000_00))
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        act = {"actor": farid, "programme_id": programme_id, "now": NOW}
        version = services.set_criteria(
            criteria=strict,
            from_on=date(2019, 2, 1),
            reason="Te veel aanmeldingen.",
            **act,  # type: ignore[arg-type]
        )
        with pytest.raises(ReasonMissingError):
            services.set_criteria(
                criteria=strict,
                from_on=date(2019, 2, 1),
                reason=" ",
                **act,  # type: ignore[arg-type]
            )
        with pytest.raises(services.CriteriaBeforeProgrammeError):
            services.set_criteria(
                criteria=strict,
                from_on=date(2018, 12, 31),
                reason="Zo.",
                **act,  # type: ignore[arg-type]
            )
        programme = selectors.programme_of(farid, programme_id=programme_id)
        asked = selectors.criteria_of
        assert asked(programme, on=date(2019, 1, 31)) == Criteria()
        assert asked(programme, on=date(2019, 2, 1)) == strict
        services.set_criteria(
            criteria=replace(strict, min_provisions=4, high_cost_from=None),
            from_on=date(2019, 2, 1),
            reason="Vergissing hersteld.",
            **act,  # type: ignore[arg-type]
        )
        assert asked(programme, on=date(2019, 2, 1)).min_provisions == 4
        assert version in selectors.criteria_versions(programme)
    before, after = register(almelo), None
    with pytest.raises(ReasonMissingError):
        after = register(almelo, replace(MEREL, registered_on=date(2019, 2, 1)))
    assert after is None
    with almelo.acting(Role.CASEMANAGER):
        assert before.registered_on == REGISTERED
        assert selectors.screening_of(before).meets
    with (
        den_haag.acting(Role.FUNCTIONAL_ADMIN) as stranger,
        pytest.raises(NotFoundError),
    ):
        services.set_criteria(
            actor=stranger,
            programme_id=programme_id,
            criteria=strict,
            from_on=date(2019, 2, 1),
            reason="Zo.",
            now=NOW,
        )
    with almelo.acting(Role.TEAM_LEAD) as tessa, pytest.raises(NotAllowedError):
        services.set_criteria(
            actor=tessa,
            programme_id=programme_id,
            criteria=strict,
            from_on=date(2019, 2, 1),
            reason="Zo.",
            now=NOW,
        )


def test_the_screening_shows_what_was_unknown(almelo: Town, den_haag: Town) -> None:
    row = receive(almelo, replace(ASKS, yearly_cost=Euro(10_000_00), helpers=5))
    with almelo.acting(Role.TEAM_LEAD):
        said = selectors.situation_of(row)
        assert (said.helpers, said.yearly_cost) == (5, Euro(10_000_00))
