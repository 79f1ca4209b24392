from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cases import selectors, services, tasks
from cases.domain import screening_list as rules
from cases.domain.screening_list import ListState, Trouble
from cases.models import Application, ScreeningList
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.documents.limits import FileRefusedError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW, open_programme
from tests.towns import Town

LIST = """Voornaam;Achternaam;Geboortedatum;Postcode;Voorzieningen
Lies;van Putter;12-05-1981;7607 AB;bijstand, jeugdhulp, schuldhulp
Jarek;Sijs;30-01-1975;7601 CD;bijstand, schuldhulp, begeleiding, opvang
Noa;Tapuit;02-09-1990;7604 EF;bijstand
Omar;el Gaai;31-02-1988;7604 GH;bijstand, jeugdhulp, schuldhulp
=cmd|' /C calc'!A1;Boef;02-09-1990;7604 EF;bijstand, jeugdhulp, schuldhulp
lies;Putter;1981-05-12;7607ab;bijstand, jeugdhulp, schuldhulp
"""


def silent(done: int, total: int) -> None:
    assert done >= 0
    assert total >= 0


@contextmanager
def lead(town: Town) -> Iterator[Actor]:
    with town.acting(Role.TEAM_LEAD) as tessa:
        yield tessa


def upload(town: Town, content: str = LIST, name: str = "lijst.csv") -> ScreeningList:
    programme_id = open_programme(town)
    with lead(town) as tessa:
        return services.upload_screening_list(
            actor=tessa,
            programme_id=programme_id,
            name=name,
            content=content.encode(),
            now=NOW,
        )


def check(town: Town, row: ScreeningList, *, keeps_all: bool = False) -> dict[str, int]:
    with lead(town) as tessa:
        services.ask_check(
            actor=tessa,
            list_id=row.pk,
            mapping=rules.guess(row.columns),
            keeps_all=keeps_all,
            now=NOW,
        )
        return dict(
            tasks.check_screening_list(
                actor=tessa, now=NOW, progress=silent, list_id=row.pk
            )  # type: ignore[arg-type]
        )


def bring_in(town: Town, row: ScreeningList) -> dict[str, int]:
    with lead(town) as tessa:
        services.ask_import(actor=tessa, list_id=row.pk, now=NOW)
        return dict(
            tasks.import_screening_list(
                actor=tessa, now=NOW, progress=silent, list_id=row.pk
            )  # type: ignore[arg-type]
        )


EXPECTED = {"rows": 6, "good": 2, "wrong": 2, "twice": 1, "known": 0, "outside": 1}


def test_nothing_is_imported_before_it_is_confirmed(
    almelo: Town, den_haag: Town
) -> None:
    row = upload(almelo)
    assert check(almelo, row) == EXPECTED
    with lead(almelo) as tessa:
        assert not Application.objects.exists()
        checked = selectors.screening_list_of(tessa, list_id=row.pk)
        assert checked.state == ListState.CHECKED
        assert [(one[0], one[1]) for one in checked.problems] == [
            (5, Trouble.DAY_UNCLEAR),
            (6, Trouble.FORMULA),
            (7, Trouble.TWICE),
        ]
    assert bring_in(almelo, row) == EXPECTED
    with lead(almelo) as tessa:
        names = [
            (a.first_name, a.surname, a.row_number)
            for a in selectors.applications(tessa)
        ]
        assert names == [("Lies", "van Putter", 2), ("Jarek", "Sijs", 3)]
        done = selectors.screening_list_of(tessa, list_id=row.pk)
        assert (done.state, done.content) == (ListState.DONE, None)


def test_a_job_that_runs_twice_imports_once(almelo: Town, den_haag: Town) -> None:
    row = upload(almelo)
    check(almelo, row)
    bring_in(almelo, row)
    with lead(almelo) as tessa:
        for work in (tasks.import_screening_list, tasks.check_screening_list):
            assert work(actor=tessa, now=NOW, progress=silent, list_id=row.pk) == {}
        assert Application.objects.count() == 2
        for act in (services.ask_import, services.drop_screening_list):
            with pytest.raises(services.ListNotReadyError):
                act(actor=tessa, list_id=row.pk, now=NOW)
        with pytest.raises(services.ListNotReadyError):
            services.ask_check(
                actor=tessa, list_id=row.pk, mapping={}, keeps_all=False, now=NOW
            )


def test_the_same_file_and_the_same_household_are_recognised(
    almelo: Town, den_haag: Town
) -> None:
    row = upload(almelo)
    with pytest.raises(services.ListKnownError):
        upload(almelo, name="kopie.csv")
    check(almelo, row)
    bring_in(almelo, row)
    later = upload(
        almelo, LIST + "Ada;Wulp;01-01-1970;7600 ZZ;bijstand, pw, schulden\n"
    )
    with lead(almelo) as tessa:
        assert selectors.remembered_mapping(tessa, later.columns) == row.mapping | (
            rules.guess(row.columns)
        )
    counts = check(almelo, later, keeps_all=True)
    assert (counts["known"], counts["good"], counts["outside"]) == (2, 2, 0)
    assert bring_in(almelo, later)["good"] == 2
    with lead(almelo):
        assert Application.objects.count() == 4


def test_a_list_is_thrown_away_with_its_content(almelo: Town, den_haag: Town) -> None:
    row = upload(almelo)
    with lead(almelo) as tessa:
        services.drop_screening_list(actor=tessa, list_id=row.pk, now=NOW)
        with pytest.raises(NotFoundError):
            selectors.screening_list_of(tessa, list_id=row.pk)
        assert ScreeningList.objects.get().content is None
    assert upload(almelo).pk != row.pk


def test_what_is_no_list_is_refused(almelo: Town, den_haag: Town) -> None:
    for name, content in (
        ("leeg.csv", ""),
        ("pagina.xlsx", "<html>"),
        ("kolommen.csv", "Naam;Naam\nA;B\n"),
        ("foto.png", "x"),
    ):
        with pytest.raises(FileRefusedError if name != "kolommen.csv" else Exception):
            upload(almelo, content, name)
    row = upload(almelo)
    with lead(almelo) as tessa, pytest.raises(services.NoNameColumnError):
        services.ask_check(
            actor=tessa,
            list_id=row.pk,
            mapping={"postcode": "Postcode", "first_name": "Bestaat niet"},
            keeps_all=False,
            now=NOW,
        )


def test_only_a_team_lead_of_the_municipality(almelo: Town, den_haag: Town) -> None:
    row = upload(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor, pytest.raises(NotAllowedError):
        services.ask_import(actor=noor, list_id=row.pk, now=NOW)
    with den_haag.acting(Role.TEAM_LEAD) as stranger:
        for act in (services.ask_import, services.drop_screening_list):
            with pytest.raises(NotFoundError):
                act(actor=stranger, list_id=row.pk, now=NOW)
    with lead(almelo) as tessa, pytest.raises(services.ListNotReadyError):
        services.ask_import(actor=tessa, list_id=row.pk, now=NOW)


def test_a_list_of_more_than_one_batch(almelo: Town, den_haag: Town) -> None:
    rows = "\n".join(f"Voornaam{n};7600 AA;bijstand, pw" for n in range(2_100))
    row = upload(almelo, f"Voornaam;Postcode;Voorzieningen\n{rows}")
    assert check(almelo, row, keeps_all=True)["good"] == 2_100
    assert bring_in(almelo, row)["good"] == 2_100
    with lead(almelo):
        assert Application.objects.count() == 2_100
