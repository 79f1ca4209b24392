"""The report of a quarter: the same bytes every time, and an investor's own edition."""

import hashlib
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pikepdf
import pytest
import time_machine
from django.urls import reverse

from bonds import selectors, services, tasks
from bonds.selectors import QuarterData
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.documents import pdf
from sohos.jobs.models import Job
from sohos.tenancy import context
from sohos.tenancy.permissions import Role
from tests.architecture.answers import opened
from tests.domain.bonds.money import eur
from tests.services.bonds.money import DUE, Funded

QUARTER = date(2026, 12, 31)
SECOND = date(2027, 3, 31)
LATER = datetime(2027, 5, 2, 9, tzinfo=UTC)
WHERE = {"year": 2026, "quarter": 4}
needs_pango = pytest.mark.skipif(not pdf.is_available(), reason="no Pango here")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


def data(bond: Funded, role: Role = Role.CONTROLLER, name: str = "") -> QuarterData:
    with bond.town.acting(role, name) as actor:
        found, investor = selectors.reportable_bond(actor, bond_id=bond.bond_id)
        return selectors.quarter_data(
            actor, found, through_on=QUARTER, investor=investor
        )


def rendered(bond: Funded, role: Role, name: str = "", language: str = "nl") -> bytes:
    with bond.town.acting(role, name) as actor:
        report = services.ask_quarter_report(
            actor=actor,
            bond_id=bond.bond_id,
            through_on=QUARTER,
            language=language,
            now=LATER,
        )
        told = tasks.render_quarter(
            actor=actor, now=LATER, progress=no_progress, report_id=report.pk
        )
    answer = bond.town.browser(role, name).get(str(told["address"]))
    assert answer.headers["Content-Type"] == "application/pdf"
    return answer.content


def no_progress(done: int, total: int) -> None:
    assert done <= total


def bridge(found: QuarterData) -> dict[str, Any]:
    return {row.name: (row.opening, row.movement, row.closing) for row in found.bridge}


def test_opening_and_movement_make_the_closing(bond: Funded) -> None:
    bond.paid_case()
    found = data(bond)
    assert bridge(found)["repaid"] == (eur("4800"), eur("0"), eur("4800"))
    assert all(row.opening + row.movement == row.closing for row in found.accounts)
    assert found.booked == ()
    assert len(found.head) == 64
    own = data(bond, Role.INVESTOR, "Fonds A")
    assert bridge(own)["repaid"][2] == eur("2400")
    assert bridge(own)["interest_received"][2] == eur("92.66")
    assert not own.accounts
    assert not own.booked


def test_the_hash_is_of_the_data_that_go_with_it(bond: Funded) -> None:
    bond.paid_case()
    found = data(bond)
    assert found.sha256 == hashlib.sha256(found.content).hexdigest()
    said = json.loads(found.content)
    assert said["bridge"][0]["closing"] == 180_000_000
    assert said["through_on"] == "2026-12-31"
    assert data(bond).content == found.content


def test_what_is_booked_later_changes_the_next_report_only(bond: Funded) -> None:
    case = bond.due_case()
    before = data(bond)
    with bond.town.acting(Role.TREASURY) as theo:
        services.confirm_payment(
            actor=theo,
            case_id=case.pk,
            amount=eur("4985.33"),
            paid_on=DUE,
            bank_line=bond.line(),
            now=LATER,
        )
    assert data(bond).content == before.content
    with bond.town.acting(Role.CONTROLLER) as carlo:
        following = selectors.quarter_data(
            carlo, bond.bond, through_on=date(2027, 6, 30), investor=None
        )
    restated = {row.name: row.difference for row in following.restated}
    assert restated["repaid"] == eur("4800")
    assert restated["due"] == -eur("4800")


def test_only_a_quarter_that_is_over_for_two_weeks_is_reported(bond: Funded) -> None:
    bond.paid_case()
    with bond.town.acting(Role.CONTROLLER) as carlo:
        ends = selectors.quarters_to_report(bond.bond, today=LATER.date())
        assert ends[0] == SECOND
        assert ends[-1] == date(2019, 3, 31)
        early = selectors.quarters_to_report(bond.bond, today=date(2027, 1, 14))
        assert early[0] == date(2026, 9, 30)
        with pytest.raises(services.QuarterNotOverError):
            services.ask_quarter_report(
                actor=carlo,
                bond_id=bond.bond_id,
                through_on=date(2027, 6, 30),
                language="nl",
                now=LATER,
            )


def test_nobody_else_asks_for_a_report(bond: Funded) -> None:
    with (
        bond.town.acting(Role.CASEMANAGER) as noor,
        pytest.raises(NotAllowedError),
    ):
        selectors.reportable_bonds(noor)
    with bond.town.acting(Role.INVESTOR, "Fonds Zonder") as stranger:
        assert selectors.reportable_bonds(stranger) == []
        with pytest.raises(NotFoundError):
            selectors.reportable_bond(stranger, bond_id=bond.bond_id)
    with bond.town.acting(Role.CONTROLLER) as carlo:
        order = services.ask_quarter_report(
            actor=carlo,
            bond_id=bond.bond_id,
            through_on=QUARTER,
            language="nl",
            now=LATER,
        )
    with bond.town.acting(Role.TREASURY) as theo, pytest.raises(NotFoundError):
        selectors.report_to_render(theo, report_id=order.pk)


@needs_pango
def test_the_same_quarter_gives_the_same_bytes_with_its_data_inside(
    bond: Funded,
) -> None:
    bond.paid_case()
    first = rendered(bond, Role.CONTROLLER)
    assert first == rendered(bond, Role.CONTROLLER)
    assert first == rendered(bond, Role.TREASURY)
    with pikepdf.open(io.BytesIO(first)) as found:
        assert "<pdfuaid:part>1</pdfuaid:part>" in (
            found.Root.Metadata.read_bytes().decode()
        )
        (inside,) = found.attachments.values()
        assert inside.get_file().read_bytes() == data(bond).content


@needs_pango
def test_the_edition_of_an_investor_holds_the_own_money_only(bond: Funded) -> None:
    case = bond.paid_case()
    own = opened(rendered(bond, Role.INVESTOR, "Fonds C"))
    assert "30,89" in own
    assert "92,66" not in own
    assert case.code not in own
    assert "185,33" not in own
    english = opened(rendered(bond, Role.INVESTOR, "Fonds C", language="en"))
    assert "30.89" in english


def test_a_report_is_ordered_and_followed(bond: Funded) -> None:
    bond.paid_case()
    carlo = bond.town.browser(Role.CONTROLLER)
    known = {"bond_id": bond.bond_id, **WHERE}
    progress = reverse("quarter-progress", kwargs=known)
    file = reverse("quarter-report", kwargs=known)
    listed = carlo.get(reverse("quarter-reports")).content.decode()
    assert file in listed
    assert carlo.get(file)["Location"] == progress
    assert "nog geen rapport" in carlo.get(progress).content.decode()
    order = reverse("render-quarter", kwargs=known)
    assert carlo.post(order)["Location"] == progress
    assert carlo.get(progress, headers={"HX-Request": "true"}).status_code == 200
    with context.tenant(bond.town.id):
        Job.objects.filter(name="bonds.render_quarter").update(state=Job.State.DONE)
    assert carlo.get(progress, headers={"HX-Request": "true"}).status_code == 286
    wrong = reverse(
        "quarter-progress", kwargs={"bond_id": bond.bond_id, "year": 2027, "quarter": 3}
    )
    assert carlo.get(wrong).status_code == 404


def test_without_pango_the_page_says_why(
    bond: Funded, monkeypatch: pytest.MonkeyPatch
) -> None:
    bond.paid_case()
    monkeypatch.setattr(pdf, "is_available", lambda: False)
    carlo = bond.town.browser(Role.CONTROLLER)
    known = {"bond_id": bond.bond_id, **WHERE}
    carlo.post(reverse("render-quarter", kwargs=known))
    page = carlo.get(reverse("quarter-progress", kwargs=known)).content.decode()
    assert "ontbreekt Pango" in page
    assert "ontbreekt Pango" in carlo.get(reverse("quarter-reports")).content.decode()
