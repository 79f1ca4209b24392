"""The demo as a place to walk through: one complete chain of objects per municipality."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Max
from django.test import Client

from sohos.demo.people import DemoMunicipality, people_of
from sohos.tenancy import context
from sohos.tenancy.middleware import MUNICIPALITY_KEY
from sohos.tenancy.models import User
from sohos.tenancy.permissions import Role


@contextmanager
def kept_out() -> Iterator[None]:
    """Run a block and undo everything that it stored."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def browsers(town: DemoMunicipality) -> dict[Role, Client]:
    """Log in the first person of each role in a municipality."""
    found: dict[Role, Client] = {}
    for person in people_of(town.slug):
        if person.role not in found:
            client = Client()
            client.force_login(
                User.objects.get(email=person.email),
                backend="allauth.account.auth_backends.AuthenticationBackend",
            )
            session = client.session
            session[MUNICIPALITY_KEY] = town.id
            session.save()
            found[person.role] = client
    return found


def arguments(names: tuple[str, ...], town: DemoMunicipality) -> dict[str, Any]:
    """Find for each argument of an address an object of the municipality's showcase.

    The showcase is the household that has gone furthest through the chain.
    """
    with context.tenant(town.id):
        return {name: _FINDERS[name]() for name in names}


def _model(label: str) -> type[models.Model]:
    return apps.get_model(label)


def _showcase() -> int:
    stages = _model("kba.Stage").objects  # type: ignore[attr-defined]
    case_id: int | None = stages.filter(kind="gevalideerd").aggregate(
        newest=Max("kba__case_id")
    )["newest"]
    assert case_id is not None, "the demo has no case that was validated"
    return case_id


def _first(label: str, path: str) -> Callable[[], int]:
    def find() -> int:
        rows = _model(label).objects.filter(**{path: _showcase()})  # type: ignore[attr-defined]
        return int(rows.order_by("pk").values_list("pk", flat=True)[0])

    return find


def _draw() -> int:
    draws = _model("bonds.Event").objects.filter(  # type: ignore[attr-defined]
        case_id=_showcase(), kind="draw_requested"
    )
    return int(draws.order_by("pk").values_list("pk", flat=True)[0])


def _any(label: str) -> Callable[[], int]:
    def find() -> int:
        rows = _model(label).objects  # type: ignore[attr-defined]
        return int(rows.order_by("pk").values_list("pk", flat=True)[0])

    return find


def _own(label: str) -> Callable[[], int]:
    def find() -> int:
        rows = _model(label).objects.filter(is_own=True)  # type: ignore[attr-defined]
        return int(rows.order_by("pk").values_list("pk", flat=True)[0])

    return find


def _paid_listing() -> dict[str, Any]:
    rows = _model("funds.Listing").objects  # type: ignore[attr-defined]
    found: dict[str, Any] = rows.filter(status="paid").values("pk", "code")[0]
    return found


def _membership() -> dict[str, int]:
    rows = _model("tenancy.Membership").objects  # type: ignore[attr-defined]
    found: dict[str, int] = rows.order_by("pk").values("pk", "user_id")[0]
    return found


def _published_story() -> int:
    rows = _model("threads.Story").objects  # type: ignore[attr-defined]
    found: int = (
        rows.filter(state="published").order_by("pk").values_list("pk", flat=True)[0]
    )
    return found


def _town() -> str:
    rows = _model("tenancy.Municipality").objects  # type: ignore[attr-defined]
    return str(
        rows.values_list("slug", flat=True).get(pk=context.current_municipality())
    )


_FINDERS: dict[str, Callable[[], int | str]] = {
    "case_id": _showcase,
    "member_id": _first("cases.HouseholdMember", "household__cases"),
    "task_id": _first("cases.Task", "case_id"),
    "access_id": _any("cases.EmergencyAccess"),
    "document_id": _first("cases.Document", "case_id"),
    "involvement_id": _first("cases.Involvement", "case_id"),
    "provision_id": _first("cases.ProvisionInUse", "case_id"),
    "debt_id": _first("cases.Debt", "case_id"),
    "organisation_id": _any("cases.Organisation"),
    "plan_id": _first("plans.Plan", "case_id"),
    "number": lambda: 1,
    "basis_id": _own("plans.LegalBasis"),
    "kind_id": _own("plans.KnelpuntKind"),
    "domain_id": _first("plans.OpenedDomain", "plan__case_id"),
    "knelpunt_id": _first("plans.Knelpunt", "plan__case_id"),
    "doorbraak_id": _first("plans.Doorbraak", "plan__case_id"),
    "kba_id": _first("kba.Kba", "case_id"),
    "line_id": _first("kba.CostLine", "kba__case_id"),
    "stage_id": _first("kba.Stage", "kba__case_id"),
    "variant_id": _first("kba.Variant", "kba__case_id"),
    "programme_kba_id": _any("kba.ProgrammeKba"),
    "protocol_id": _any("kba.Protocol"),
    "price_id": _any("kba.PriceRow"),
    "own_price_id": _any("kba.OwnPrice"),
    "price_list_id": _any("kba.PriceList"),
    "catalogue_id": _any("kba.Catalogue"),
    "application_id": _any("cases.Application"),
    "merge_id": _any("cases.Merge"),
    "list_id": _any("cases.ScreeningList"),
    "programme_id": _any("cases.Programme"),
    "town": _town,
    "reference": lambda: "BCDF-2345",
    "bond_id": _any("bonds.Bond"),
    "draft_id": _any("bonds.ContractDraft"),
    "draw_id": _draw,
    "event_id": _draw,
    "investor_id": _any("bonds.Investor"),
    "bank_file_id": _any("bonds.BankFile"),
    "bank_line_id": _any("bonds.BankLine"),
    "user_id": lambda: _membership()["user_id"],
    "membership_id": lambda: _membership()["pk"],
    "team_id": _any("tenancy.Team"),
    "year": lambda: 2020,
    "quarter": lambda: 1,
    "job_id": _any("jobs.Job"),
    "story_id": _published_story,
    "listing_id": lambda: _paid_listing()["pk"],
    "listing_code": lambda: str(_paid_listing()["code"]),
    "offer_id": _any("funds.Offer"),
    "booking_id": _any("funds.BookEvent"),
}
