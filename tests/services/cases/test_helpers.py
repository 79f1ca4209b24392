from datetime import date
from decimal import Decimal

import pytest

from cases import selectors, services
from cases.domain.involvement import HelperRole, Involved
from cases.domain.periods import Period, Step
from cases.models import Case, Involvement, Organisation
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW, register
from tests.towns import TODAY, Town

MARCH = date(2026, 3, 2)
SCHOOL = Involved(
    HelperRole.SCHOOL,
    Period(MARCH),
    organisation_name="Basisschool De Esch",
    professional="Juf Marit",
    contact="marit@esch.example",
    hours_per_week=Decimal("1.5"),
)


def add(town: Town, case: Case, says: Involved = SCHOOL) -> Involvement:
    with town.acting(Role.CASEMANAGER) as noor:
        return services.add_involvement(actor=noor, case_id=case.pk, says=says, now=NOW)


def helpers(town: Town, case: Case) -> selectors.Helpers:
    with town.acting(Role.CASEMANAGER) as noor:
        seen = selectors.case_of(noor, case_id=case.pk)
        return selectors.helpers_of(noor, seen, today=TODAY)


def test_a_helper_brings_an_organisation_into_the_register_once(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    first = add(almelo, case)
    again = Involved(
        HelperRole.GUIDANCE, Period(MARCH), organisation_name="basisschool de esch"
    )
    second = add(almelo, case, again)
    assert first.organisation_id == second.organisation_id
    seen = helpers(almelo, case)
    assert seen.now == 2
    assert seen.course == (Step(MARCH, 2),)
    assert seen.hours == Decimal("1.5")
    assert (seen.warning, seen.warned_on) == (4, None)
    assert {row.professional for row in seen.rows} == {"Juf Marit", ""}


def test_the_fourth_helper_is_warned_of_from_its_first_day(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    for day in (2, 3, 4, 5):
        says = Involved(
            HelperRole.GUIDANCE,
            Period(date(2026, 3, day)),
            organisation_name=f"Stichting {day}",
        )
        add(almelo, case, says)
    assert helpers(almelo, case).warned_on == date(2026, 3, 5)


def test_a_helper_is_corrected_ended_and_taken_back(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    row = add(almelo, case)
    with almelo.acting(Role.CASEMANAGER) as noor:
        ended = Involved(
            HelperRole.SCHOOL,
            Period(MARCH, date(2026, 9, 30)),
            organisation_id=row.organisation_id,
        )
        services.change_involvement(
            actor=noor, involvement_id=row.pk, says=ended, version=1, now=NOW
        )
        with pytest.raises(services.RowChangedMeanwhileError):
            services.change_involvement(
                actor=noor, involvement_id=row.pk, says=SCHOOL, version=1, now=NOW
            )
    seen = helpers(almelo, case)
    assert seen.now == 0
    assert [step.count for step in seen.course] == [1, 0]
    with almelo.acting(Role.CASEMANAGER) as noor:
        services.remove_involvement(actor=noor, involvement_id=row.pk, now=NOW)
        with pytest.raises(NotFoundError):
            services.remove_involvement(actor=noor, involvement_id=row.pk, now=NOW)
        with pytest.raises(NotFoundError):
            selectors.helper_to_change(noor, involvement_id=row.pk)
        assert Involvement.objects.filter(pk=row.pk).exists()
    assert helpers(almelo, case).rows == ()


def test_nobody_else_writes_down_helpers(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    row = add(almelo, case)
    with (
        almelo.acting(Role.JURIST) as joost,
        pytest.raises(NotAllowedError),
    ):
        services.add_involvement(actor=joost, case_id=case.pk, says=SCHOOL, now=NOW)
    with almelo.acting(Role.CASEMANAGER, "Karel Stranger") as karel:
        with pytest.raises(NotFoundError):
            services.add_involvement(actor=karel, case_id=case.pk, says=SCHOOL, now=NOW)
        with pytest.raises(NotFoundError):
            services.remove_involvement(actor=karel, involvement_id=row.pk, now=NOW)
    with (
        den_haag.acting(Role.CASEMANAGER) as other,
        pytest.raises(NotFoundError),
    ):
        services.remove_involvement(actor=other, involvement_id=row.pk, now=NOW)
    elsewhere = Involved(HelperRole.SCHOOL, Period(MARCH), organisation_id=10**9)
    with almelo.acting(Role.CASEMANAGER) as noor, pytest.raises(NotFoundError):
        services.add_involvement(actor=noor, case_id=case.pk, says=elsewhere, now=NOW)


def organisation(town: Town, name: str, role: Role = Role.TEAM_LEAD) -> Organisation:
    with town.acting(role) as actor:
        return services.add_organisation(actor=actor, name=name, sector="", now=NOW)


def test_two_names_of_one_organisation_are_merged_and_split_again(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    row = add(almelo, case)
    esch = organisation(almelo, "Openbare school De Esch")
    third = organisation(almelo, "Scholengroep Almelo", Role.FUNCTIONAL_ADMIN)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        merge = services.merge_organisation
        merge(
            actor=tessa,
            organisation_id=row.organisation_id,
            into_id=esch.pk,
            now=NOW,
        )
        merge(actor=tessa, organisation_id=esch.pk, into_id=third.pk, now=NOW)
        assert selectors.organisation_ids(tessa) == {
            row.organisation_id: third.pk,
            esch.pk: third.pk,
        }
        found = selectors.organisation_by_name(tessa, name="basisschool de esch")
        assert found == third
        for wrong in ((esch.pk, third.pk), (third.pk, esch.pk)):
            with pytest.raises(NotFoundError):
                merge(actor=tessa, organisation_id=wrong[0], into_id=wrong[1], now=NOW)
        with pytest.raises(services.MergedIntoItselfError):
            merge(actor=tessa, organisation_id=third.pk, into_id=third.pk, now=NOW)
    assert [each.organisation for each in helpers(almelo, case).rows] == [
        "Scholengroep Almelo"
    ]
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        for each in (row.organisation_id, row.organisation_id):
            services.split_organisation(actor=tessa, organisation_id=each, now=NOW)
        with pytest.raises(NotFoundError):
            services.split_organisation(actor=tessa, organisation_id=10**9, now=NOW)
    assert [each.organisation for each in helpers(almelo, case).rows] == [
        "Basisschool De Esch"
    ]


def test_a_name_stands_in_the_register_once_and_every_letter_counts(
    almelo: Town, den_haag: Town
) -> None:
    register(almelo)
    first = organisation(almelo, "Łódź-Çelik & Ñandú")
    with pytest.raises(services.OrganisationExistsError):
        organisation(almelo, "łódź-çelik & ñandú")
    greek = organisation(almelo, "Βοήθεια")
    other = organisation(almelo, "Помощь")
    codes = {first.code, greek.code, other.code}
    assert len(codes) == 3
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        register_rows = selectors.organisation_register(tessa)
        assert greek.pk in {row.pk for row in register_rows}
        assert "overig" in selectors.sectors(tessa)
        with pytest.raises(NotFoundError):
            selectors.organisation_of(tessa, organisation_id=10**9)
    with almelo.acting(Role.CONTROLLER) as carlo:
        with pytest.raises(NotAllowedError):
            services.add_organisation(actor=carlo, name="X", sector="", now=NOW)
        with pytest.raises(NotAllowedError):
            services.split_organisation(actor=carlo, organisation_id=first.pk, now=NOW)
    with almelo.acting(Role.CASEMANAGER) as noor, pytest.raises(NotAllowedError):
        services.merge_organisation(
            actor=noor, organisation_id=first.pk, into_id=greek.pk, now=NOW
        )
