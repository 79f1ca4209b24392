"""A screening list of a hundred thousand households: how long, and how much memory."""

import resource
import time

from cases import services
from cases.domain import screening_list
from cases.models import Application, ScreeningList
from sohos.jobs.services import run
from sohos.tenancy.permissions import Role
from tests.benchmarks.conftest import Tell
from tests.services.cases.households import NOW, open_programme
from tests.towns import Town

ROWS = 100_000
HEADER = "Nummer;Voornaam;Achternaam;Geboortedatum;Postcode;Voorzieningen"


def long_list() -> bytes:
    """A list in which nine of ten households meet the criteria."""
    lines = [HEADER]
    for number in range(ROWS):
        helps = "bijstand" if number % 10 == 0 else "bijstand, jeugdhulp, schuldhulp"
        born = f"{number % 28 + 1:02}-{number % 12 + 1:02}-{1950 + number % 50}"
        lines.append(
            f"{number};Voornaam{number};van Achter{number};{born};7600 AA;{helps}"
        )
    return "\n".join(lines).encode()


def test_a_hundred_thousand_rows(
    own_database: str, almelo: Town, den_haag: Town, tell: Tell
) -> None:
    programme_id = open_programme(almelo)
    content = long_list()
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        row = services.upload_screening_list(
            actor=tessa,
            programme_id=programme_id,
            name="lijst.csv",
            content=content,
            now=NOW,
        )
        services.ask_check(
            actor=tessa,
            list_id=row.pk,
            mapping=screening_list.guess(row.columns),
            keeps_all=False,
            now=NOW,
        )
    seconds = {"check": _work(almelo)}
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        services.ask_import(actor=tessa, list_id=row.pk, now=NOW)
    seconds["import"] = _work(almelo)
    with almelo.acting(Role.TEAM_LEAD):
        assert Application.objects.count() == ROWS * 9 // 10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tell(
        f"a list of {ROWS:,} rows ({len(content) / 1e6:.1f} MB): read and checked in"
        f" {seconds['check']:.1f} s, imported in {seconds['import']:.1f} s,"
        f" peak memory of the process {peak:.0f} MiB"
    )


def _work(town: Town) -> float:
    with town.acting(Role.TEAM_LEAD):
        job_id = ScreeningList.objects.get().job_id
    assert job_id is not None
    started = time.perf_counter()
    run(job_id, town.id, clock=lambda: NOW)
    return time.perf_counter() - started
