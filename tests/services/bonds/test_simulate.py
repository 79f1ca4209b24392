"""`manage.py bond simulate` prints every figure of docs/domain/settlement.md, S11."""

import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

import bonds

EXAMPLES = Path(bonds.__file__).parent / "examples"


def simulated(name: str, *options: str) -> str:
    out = io.StringIO()
    call_command(
        "bond", "simulate", str(EXAMPLES / f"{name}.json"), *options, stdout=out
    )
    return out.getvalue()


def line(text: str, *start: str) -> list[str]:
    """Return the cells of the only line that starts with these cells."""
    rows = [re.split(r" {2,}", row.strip()) for row in text.splitlines()]
    found = [row for row in rows if row[: len(start)] == list(start)]
    assert len(found) == 1, (start, found)
    return found[0][len(start) :]


@pytest.fixture(scope="module")
def january() -> str:
    return simulated("almelo")


@pytest.fixture(scope="module")
def monthly() -> str:
    return simulated("almelo-monthly")


@pytest.mark.parametrize(
    "sentence",
    [
        "375 households, day count 30E/360",
        "lent 1,800,000.00, returned 1,872,000.00",
        "interest 72,000.00, 192.00 per case",
        "break-even success rate 96.15%",
        "cap 72,000.00 (hard)",
        "signal 24,000.00 a year",
        "4,500 household-months at 16.00",
        "each extra month of all households 6,000.00",
        "15 months: interest 90,000.00, 18,000.00 above the cap",
        "ACT/365F breaches the cap on 2022-01-01 by 66.25",
    ],
)
def test_the_plan_of_almelo_is_told(january: str, sentence: str) -> None:
    assert sentence in january.splitlines()


ACCRUED_OR_PAID = [
    ("january", "30E/360", "accrued", "24,000.00 24,000.00 24,000.00 0.00 72,000.00"),
    ("january", "ACT/ACT-ISDA", "accrued", "24,000.00 24,000.00 24,000.00 0.00 72,000.00"),
    ("january", "ACT/365F", "accrued", "24,000.00 24,066.25 24,000.00 0.00 72,066.25"),
    ("monthly", "30E/360", "paid", "0.00 24,000.00 24,000.00 24,000.00 72,000.00"),
    ("monthly", "30E/360", "accrued", "12,912.00 24,000.00 24,000.00 11,088.00 72,000.00"),
    ("monthly", "ACT/ACT-ISDA", "paid", "0.00 24,024.98 23,975.02 24,000.00 72,000.00"),
]  # fmt: skip


@pytest.mark.parametrize(("intake", "basis", "way", "years"), ACCRUED_OR_PAID)
def test_interest_per_year_is_told(
    request: pytest.FixtureRequest,
    intake: str,
    basis: str,
    way: str,
    years: str,
) -> None:
    text: str = request.getfixturevalue(intake)
    told = line(text, basis, way)
    assert [*told[:4], told[-1]] == years.split()


@pytest.mark.parametrize(
    ("start", "returned", "xirr"),
    [
        ("100.00%", "1,872,000.00", "4.0%"),
        ("96.15%", "1,800,000.00", "0.0%"),
        ("90.00%", "1,684,800.00", "-6.4%"),
        ("80.00%", "1,497,600.00", "-16.8%"),
    ],
)
def test_what_investors_get_back_by_success_rate_is_told(
    january: str, start: str, returned: str, xirr: str
) -> None:
    told = line(january, start)
    assert (told[0], told[-1]) == (returned, xirr)


def test_fourteen_failures_are_bearable_and_fifteen_are_not(january: str) -> None:
    assert line(january, "14 failures")[1] == "1,802,112.00"
    assert line(january, "15 failures")[1] == "1,797,120.00"
    assert "returned 1,802,112.00" in simulated("almelo-fourteen-failures")


def test_savings_and_cash_of_each_party_are_told(january: str) -> None:
    assert line(january, "year") == [
        "interest accrued",
        "interest paid",
        "saving expected",
        "saving proven",
        "investors",
        "municipality",
        "sohos",
        "care",
    ]
    assert line(january, "2020") == [
        "24,000.00",
        "24,000.00",
        "3,000,000.00",
        "1,500,000.00",
        "24,000.00",
        "-624,000.00",
        "0.00",
        "600,000.00",
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("fractions", ("376/360; 300/360", "383/365; 305/365", "292/365 + 91/366; 214/365 + 91/366")),
        ("accrued to 2019-04-01", ("5.33", "5.59", "5.59")),
        ("accrued to 2019-07-01", ("36.00", "35.83", "35.83")),
        ("accrued to 2019-10-01", ("48.00", "48.40", "48.40")),
        ("accrued to 2020-01-01", ("48.00", "48.39", "48.39")),
        ("accrued to 2020-04-01", ("48.00", "47.87", "47.74")),
        ("interest due", ("185.33", "186.08", "185.95")),
        ("interest to A", ("92.66", "93.04", "92.98")),
        ("interest to B", ("61.78", "62.03", "61.98")),
        ("interest to C", ("30.89", "31.01", "30.99")),
        ("principal to A", ("2,400.00",) * 3),
        ("principal to B", ("1,600.00",) * 3),
        ("principal to C", ("800.00",) * 3),
        ("municipality pays", ("4,985.33", "4,986.08", "4,985.95")),
        ("XIRR", ("3.9854%", "4.0015%", "3.9987%")),
    ],
)  # fmt: skip
def test_one_case_is_told_to_the_cent(
    january: str, row: str, told: Sequence[str]
) -> None:
    part = january[january.index("One case") :]
    assert tuple(line(part, row)) == tuple(told)


def test_rounding_each_day_is_told_to_be_something_else(january: str) -> None:
    assert line(january, "interest if rounded daily (wrong)")[1] == "187.39"


def test_the_ledger_of_the_one_case_ends_in_promises_and_budget(january: str) -> None:
    part = january[january.index("Ledger of the one case") :]
    balances = part[part.index("Trial balance") : part.index("Interest over")]
    accounts = [row.split()[0] for row in balances.splitlines()[1:-2]]
    assert accounts == ["010", "011", "020", "021", "023"]
    assert line(balances, "debit less credit") == ["0.00"]


@pytest.mark.parametrize(
    ("period", "told"),
    [
        ("2019-03-15 2020-03-15", {"ACT/365F": "192.53", "ACT/ACT-ISDA": "192.42", "30E/360": "192.00"}),
        ("2020-01-01 2021-01-01", {"ACT/365F": "192.53", "ACT/ACT-ISDA": "192.00", "30E/360": "192.00"}),
        ("2019-01-01 2019-12-31", {"ACT/365F": "191.47"}),
    ],
)  # fmt: skip
def test_twelve_months_over_a_leap_day_are_told(
    january: str, period: str, told: dict[str, str]
) -> None:
    for basis, interest in told.items():
        assert line(january, "4,800.00", *period.split(), basis)[-1] == interest


def test_half_a_cent_goes_up(january: str) -> None:
    assert line(january, "3,375.00", "2019-01-01", "2019-01-04", "30E/360") == [
        "3/360",
        "1.125000",
        "1.13",
    ]


def test_the_same_is_told_as_json() -> None:
    told: dict[str, Any] = json.loads(simulated("almelo-act-365f", "--format", "json"))
    assert told["interest"] == 7_206_625
    assert told["budget"]["cap_breached_on"] == "2022-01-01"
    assert told["break_even"] is not None
    assert told["ledger"]["refused"] == 1
    assert simulated("almelo-act-365f", "--format", "json") == simulated(
        "almelo-act-365f", "--format", "json"
    )


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('{"format": "sohos-bond/1", "intake": {"households": [1], "kleur": 1}, "outcome": {}}', "intake.kleur: unknown_key"),
        ('{"format": "sohos-bond/1", "intake": {"households": [NaN]}, "outcome": {}}', "intake.households[0]: not_a_number (NaN)"),
        ('{"format": "sohos-bond/1", "intake": {"households": [-1]}, "outcome": {}}', "intake.households[0]: negative"),
        ('{"format": "sohos-bond/1", "contract": {"case_cap": 1000000000001}, "intake": {"households": [1]}, "outcome": {}}', "contract.case_cap: too_large (10^12)"),
        ('{"format": "sohos-bond/1", "contract": {"day_count": "30/360"}, "intake": {"households": [1]}, "outcome": {}}', "contract.day_count: unknown_choice (30E/360, ACT/365F, ACT/ACT-ISDA)"),
        ("{", ": not_json (line 1, column 2)"),
    ],
)  # fmt: skip
def test_a_fault_is_all_that_is_told(tmp_path: Path, content: str, fault: str) -> None:
    out, err = io.StringIO(), io.StringIO()
    (tmp_path / "contract.json").write_text(content)
    with pytest.raises(SystemExit) as left:
        call_command(
            "bond",
            "simulate",
            str(tmp_path / "contract.json"),
            stdout=out,
            stderr=err,
            no_color=True,
        )
    assert left.value.code == 2
    assert out.getvalue() == ""
    assert err.getvalue().splitlines() == [fault]


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(CommandError, match="No such file") as refused:
        call_command("bond", "simulate", "/nowhere/contract.json")
    assert refused.value.returncode == 2
