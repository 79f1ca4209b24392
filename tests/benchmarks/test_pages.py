"""The pages that people live in, with 10,000 cases in the largest municipality."""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from cases import selectors as cases
from kba import selectors as kba
from plans import selectors as plans
from sohos.demo import invented
from sohos.tenancy import context, selectors
from sohos.tenancy.actor import Actor
from sohos.tenancy.middleware import MUNICIPALITY_KEY
from sohos.tenancy.models import Membership
from sohos.tenancy.permissions import Role
from tests.benchmarks.conftest import HOUSEHOLDS, Tell
from tests.benchmarks.measuring import milliseconds, runs

TODAY = date(2026, 11, 20)
TIMES = 40
LARGEST = invented.municipalities(HOUSEHOLDS)[0][0].id
HAS_BOND = 518

PAGES = [
    (Role.CASEMANAGER, "my-day", ""),
    (Role.TEAM_LEAD, "my-day", ""),
    (Role.CASEMANAGER, "find-case", "?q=Vlier"),
    (Role.TEAM_LEAD, "find-case", "?q=Vlier"),
    (Role.CASEMANAGER, "case", "case_id"),
    (Role.TEAM_LEAD, "case", "case_id"),
    (Role.CASEMANAGER, "plan", "plan_id"),
    (Role.TEAM_LEAD, "plan", "plan_id"),
    (Role.CASEMANAGER, "kba", "kba_id"),
    (Role.TEAM_LEAD, "team-overview", ""),
    (Role.TEAM_LEAD, "distribute-cases", ""),
    (Role.JURIST, "reviews", ""),
    (Role.MANDATE_HOLDER, "adoptions", ""),
    (Role.ACCOUNTANT, "validations", ""),
    (Role.CONTROLLER, "dashboard", ""),
    (Role.FUNCTIONAL_ADMIN, "users", ""),
    (Role.PRIVACY_OFFICER, "audit-log", ""),
]
MONEY = [
    (Role.CONTROLLER, "dashboard"),
    (Role.CONTROLLER, "acceptances"),
    (Role.CONTROLLER, "bond"),
    (Role.SOHOS_FINANCE, "funding"),
    (Role.TREASURY, "payments"),
    (Role.INVESTOR, "position"),
]


def somebody(role: Role, municipality_id: int) -> Actor:
    with context.tenant(municipality_id):
        user_id = Membership.objects.filter(role=role).order_by("-id")[0].user_id
        return selectors.actor_for(user_id, municipality_id, today=TODAY)


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=actor.user_id))
    session = client.session
    session[MUNICIPALITY_KEY] = actor.municipality_id
    session.save()
    return client


def objects(actor: Actor, argument: str) -> list[int]:
    """Return ids of what the actor may open."""
    with context.tenant(actor.municipality_id):
        own = [case.pk for case in cases.cases_for(actor)[:TIMES]]
        if argument == "case_id":
            return own
        if argument == "plan_id":
            return [plan.pk for plan in plans.plans_for(actor)[:TIMES]]
        found = (kba.kba_of_case(actor, case_id=case_id) for case_id in own)
        return [row.pk for row in found if row is not None]


def addresses(actor: Actor, name: str, argument: str) -> list[str]:
    try:
        if not argument or argument.startswith("?"):
            return [reverse(name) + argument]
        return [reverse(name, kwargs={argument: pk}) for pk in objects(actor, argument)]
    except NoReverseMatch:
        return []


def visit(client: Client, places: list[str]) -> Callable[[int], object]:
    def open_page(number: int) -> None:
        response = client.get(places[number % len(places)])
        assert response.status_code == 200

    return open_page


def measure(actor: Actor, name: str, argument: str, tell: Tell, title: str) -> None:
    places = addresses(actor, name, argument)
    if not places:
        pytest.skip(f"{name} does not exist yet")
    found = runs(visit(browser(actor), places), times=TIMES)
    seconds, statement = found.slowest
    tell(
        f"{title:34} median {milliseconds(found.median)}"
        f"  p95 {milliseconds(found.p95)}"
        f"  own work {milliseconds(found.median_cpu)}  queries {found.queries:>5}"
        f"  {found.median / found.median_sql:4.1f} x its SQL"
        f"  slowest statement {milliseconds(seconds)}"
    )
    if seconds > 0.05:
        tell(f"    {statement[:600]}")


@pytest.mark.parametrize(("role", "name", "argument"), PAGES)
def test_page(grown: str, tell: Tell, role: Role, name: str, argument: str) -> None:
    actor = somebody(role, LARGEST)
    with context.tenant(LARGEST), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case")
        (count,) = cursor.fetchone()
    measure(actor, name, argument, tell, f"{role} {name} ({count} cases)")


@pytest.mark.parametrize(("role", "name"), MONEY)
def test_page_of_a_bond(grown: str, tell: Tell, role: Role, name: str) -> None:
    measure(somebody(role, HAS_BOND), name, "", tell, f"{role} {name} (bond)")
