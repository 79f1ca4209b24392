"""The demo grows: copied cases are as sound as those that were told."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Field
from pytest_django import DjangoDbBlocker

from kba import selectors as kba
from kba.domain import stages
from plans import selectors as plans
from plans.domain import adoption
from plans.domain.adoption import PlanStatus
from sohos.demo import building, invented
from sohos.demo.copying import INSIDE, PEOPLE, REGISTERS
from sohos.demo.pattern import TABLES
from sohos.demo.people import ALMELO, DEN_HAAG
from sohos.tenancy import context, selectors
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import Membership, Municipality
from sohos.tenancy.permissions import Role
from tests import databases

TODAY = date(2026, 11, 20)
HOUSEHOLDS = 360
# Tables below a case that growing leaves empty, and why.
LEFT_OUT = {
    "funds_listing": "three households of each municipality are offered to funds",
    "funds_listeddebt": "goes with the listing",
    "bonds_balance": "the ledger keeps it with its events",
    "bonds_event": "the ledger takes events one by one",
    "bonds_leg": "the ledger takes events one by one",
    "cases_addressgrant": "an address is hidden by somebody",
    "cases_agenotice": "a birthday is told by the clock",
    "cases_application": "a household that is copied did not ask for help",
    "cases_block": "a person is protected by somebody",
    "cases_merge": "somebody saw that two were one",
    "cases_representation": "somebody is named by somebody",
    "cases_document": "a file is added by somebody",
    "cases_emergencyaccess": "somebody broke the glass",
    "cases_searchword": "the database writes it",
    "cases_casegrouppermission": "an exception is granted by somebody",
    "cases_caseuserpermission": "an exception is granted by somebody",
    "rights_legalhold": "somebody holds a file",
    "kba_lineanswer": "nobody was asked anything in the stories",
    "kba_lineevidence": "a document is put beside a row by somebody",
    "kba_variant": "a variant is weighed by somebody",
    "kba_report": "a report is made by a job",
    "kba_review": "nobody was asked to review in the stories",
    "kba_samplerow": "a sample is drawn by somebody",
    "kba_statement": "a statement is made by somebody",
    "kba_validation": "a copy was validated without a protocol of its own",
    "plans_edition": "an edition is made by a job",
}
ELSEWHERE = {
    *("municipality_id", "programme_id", "catalogue_id", "team_id", "sample_id"),
}
THREE = (2000, ALMELO.id, DEN_HAAG.id)


@pytest.fixture(scope="module")
def grown(
    demo_template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[list[str]]:
    """The demo, grown once for all tests of this file; gives what was reported."""
    with (
        databases.clone("grown", demo_template) as name,
        django_db_blocker.unblock(),
        databases.in_use(name),
    ):
        lines: list[str] = []
        building.build(households=HOUSEHOLDS, report=lines.append)
        yield lines


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        return int(cursor.fetchone()[0])


def casemanagers() -> Iterator[Actor]:
    for user_id in Membership.objects.filter(role=Role.CASEMANAGER).values_list(
        "user_id", flat=True
    ):
        municipality_id = context.current_municipality()
        yield selectors.actor_for(user_id, municipality_id, today=TODAY)


def cases_by_municipality() -> dict[int, int]:
    found = {}
    for pk in Municipality.objects.order_by("id").values_list("id", flat=True):
        with context.tenant(pk):
            found[pk] = count("cases_case")
    return found


def test_it_has_as_many_households_as_asked(grown: list[str]) -> None:
    found = cases_by_municipality()
    assert set(found) == set(THREE)
    assert sum(found.values()) == HOUSEHOLDS
    assert found[2000] == max(found.values())
    assert grown[-1] == f"Almelo: {found[141]} of {found[141]} households"


def test_growing_again_adds_nothing(grown: list[str]) -> None:
    before = cases_by_municipality()
    lines: list[str] = []
    building.build(households=HOUSEHOLDS, report=lines.append)
    assert cases_by_municipality() == before
    assert lines == []


@pytest.mark.parametrize("municipality_id", THREE)
def test_every_frozen_stage_recomputes_to_its_bytes(
    grown: list[str], municipality_id: int
) -> None:
    with context.tenant(municipality_id), connection.cursor() as cursor:
        cursor.execute("SELECT content, sha256 FROM kba_stage")
        rows = cursor.fetchall()
        assert len(rows) > 10
        for content, sha256 in rows:
            stages.thaw(content.encode(), sha256=sha256)


@pytest.mark.parametrize("municipality_id", THREE)
def test_approvals_and_signatures_cover_what_the_plans_say(
    grown: list[str], municipality_id: int
) -> None:
    seen: Counter[str] = Counter()
    with context.tenant(municipality_id):
        for actor in casemanagers():
            for plan in plans.plans_for(actor):
                standing = plans.standing_of(actor, plan)
                seen[plan.status] += 1
                if plan.status in {PlanStatus.APPROVED, PlanStatus.ADOPTED}:
                    doorbraken = standing.content.doorbraken
                    assert all(adoption.is_approved(standing, d.id) for d in doorbraken)
                version = plans.version_of(plan)
                if version is not None and plan.status == PlanStatus.ADOPTED:
                    assert standing.sha256 in version.content
                    assert adoption.missing_to_adopt(standing) == ()
                    found = kba.kba_of_case(actor, case_id=plan.case_id)
                    assert found is not None
    assert set(seen) >= {PlanStatus.DRAFT, PlanStatus.APPROVED, PlanStatus.ADOPTED}


def test_case_numbers_go_on_where_they_stopped(grown: list[str]) -> None:
    with context.tenant(2000), connection.cursor() as cursor:
        cursor.execute(
            "SELECT left(code, 4)::int, count(*), max(substring(code from 6)::int)"
            " FROM cases_case GROUP BY 1"
        )
        counted = cursor.fetchall()
        cursor.execute("SELECT year, last FROM cases_casenumber")
        last = dict(cursor.fetchall())
    assert {year: number for year, _, number in counted} == last
    assert all(number == cases for _, cases, number in counted)


def test_shares_add_up_and_are_skewed() -> None:
    shares = invented.municipalities(100_000)
    assert len(shares) == len({town.id for town, _ in shares}) == 340
    assert len({town.name for town, _ in shares}) == 340
    sizes = [share for _, share in shares]
    assert sum(sizes) == 100_000
    assert 9_500 < sizes[0] < 10_500
    assert 60 < sizes[-1] < sizes[170] < sizes[17]
    assert shares == invented.municipalities(100_000)


def test_a_small_demo_tells_the_first_stories_of_each(own_database: str) -> None:
    lines: list[str] = []
    building.build(households=2, report=lines.append)
    assert lines == ["Almelo: households told: 1", "'s-Gravenhage: households told: 1"]
    assert cases_by_municipality() == {141: 1, 518: 1}


def test_somebody_decided_about_every_table_below_a_case() -> None:
    copied = [model for model in apps.get_models() if model._meta.db_table in TABLES]
    assert len(copied) == len(TABLES)
    below = {
        model._meta.db_table
        for model in apps.get_models()
        if any(points_at(field) in TABLES for field in model._meta.concrete_fields)
    }
    assert below - set(TABLES) == LEFT_OUT.keys()


def test_every_key_of_a_copied_row_is_pointed_somewhere() -> None:
    known = {*INSIDE, *REGISTERS, *PEOPLE, *ELSEWHERE}
    for model in apps.get_models():
        if model._meta.db_table in TABLES:
            fields = model._meta.concrete_fields
            keys = {field.attname for field in fields if points_at(field)}
            assert keys <= known, model


def points_at(field: "Field[Any, Any]") -> str:
    """Return the table to which a foreign key leads, and nothing for other fields."""
    target = field.related_model
    return "" if target is None else str(target._meta.db_table)
