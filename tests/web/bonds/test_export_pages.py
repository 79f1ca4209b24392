"""The page with files out of the ledger, at once or by a job."""

import json

import pytest
from django.urls import reverse

from bonds import services
from bonds.domain.exports import Export
from sohos.jobs import services as jobs
from sohos.jobs.models import Job
from sohos.tenancy.permissions import Role
from tests.services.bonds.money import Funded
from tests.services.cases.households import NOW
from tests.towns import Town
from tests.web.bonds.test_walk import read

MARKS = {
    Export.HLEDGER: b"commodity 1000.00 EUR",
    Export.XAF32: b"http://www.auditfiles.nl/XAF/3.2",
    Export.XAF40: b"XmlauditfileXAF_4.0",
    Export.CSV: b"Bankregel",
    Export.XLSX: b"PK",
}


def test_every_file_is_explained_and_given(bond: Funded) -> None:
    bond.paid_case()
    carlo, path = bond.town.browser(Role.CONTROLLER), reverse("ledger-exports")
    page = read(carlo, "ledger-exports")
    for kind, mark in MARKS.items():
        assert f'value="{kind}"' in page
        answer = carlo.post(path, {"kind": kind, "year": "2020"})
        assert mark in answer.content, kind
        assert "attachment" in answer["Content-Disposition"]
        assert answer["X-Content-Type-Options"] == "nosniff"
    indigo = carlo.get(reverse("bond-indigo", kwargs={"bond_id": bond.bond_id}))
    assert json.loads(indigo.content)["name"]["value"].startswith("Health Impact Bond")


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "pdf"},
        {"kind": "xaf40"},
        {"kind": "xaf40", "year": "1900"},
        {"kind": "csv", "through_on": "gisteren"},
    ],
)
def test_what_cannot_be_made_is_said(bond: Funded, said: dict[str, str]) -> None:
    carlo = bond.town.browser(Role.CONTROLLER)
    assert carlo.post(reverse("ledger-exports"), said).status_code == 422


def test_without_a_bond_there_is_nothing_to_take_out(almelo: Town) -> None:
    page = read(almelo.browser(Role.CONTROLLER), "ledger-exports")
    assert "nog geen grootboek" in page


def test_a_large_ledger_takes_a_job(
    bond: Funded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_AT_ONCE", 1)
    carlo, path = bond.town.browser(Role.CONTROLLER), reverse("ledger-exports")
    answer = carlo.post(path, {"kind": "csv", "year": "2020"})
    with bond.town.acting(Role.CONTROLLER) as actor:
        job = Job.objects.get(name=services.EXPORT_LEDGER)
        other = jobs.after_commit("bonds.accrue_bond", actor=actor, now=NOW)
    page = reverse("ledger-export", kwargs={"job_id": job.pk})
    assert answer["Location"] == page
    assert carlo.get(page).status_code == 200
    assert carlo.get(page, headers={"HX-Request": "true"}).status_code == 200
    jobs.run(job.pk, bond.town.id, clock=lambda: NOW)
    assert carlo.get(page, headers={"HX-Request": "true"}).status_code == 286
    assert "Download het bestand" in carlo.get(page).content.decode()
    file = carlo.get(page, {"download": "1"})
    assert file["Content-Type"].startswith("text/csv")
    strange = reverse("ledger-export", kwargs={"job_id": other.pk})
    assert carlo.get(strange).status_code == 404
    theo = bond.town.browser(Role.TREASURY)
    assert theo.get(page).status_code == 404
