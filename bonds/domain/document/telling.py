"""The answer of the calculator as text for people at a terminal (rule S11.11)."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

GAP = 2


def as_text(told: dict[str, Any]) -> str:
    """Write an answer as tables; amounts in euro, returns as percentages.

    Args:
        told: from `answer`.

    Returns:
        Lines, each table under its title.
    """
    blocks = [
        [told["title"] or "Contract calculator", *_facts(told)],
        ["Per year", *_years(told)],
        ["Interest by day count, accrued and paid", *_day_counts(told)],
        ["Budget", *_budget(told["budget"])],
        ["Success", *_success(told)],
        ["Ledger", *_outcome(told["ledger"]), *_ledger(told["ledger"])],
    ]
    if "case" in told:
        blocks += [
            ["One case", *_case(told["case"])],
            ["Ledger of the one case", *_ledger(told["case"]["ledger"])],
        ]
    if "periods" in told:
        blocks.append(["Interest over a period", *_periods(told["periods"])])
    return "\n\n".join("\n".join(block) for block in blocks)


def _facts(told: dict[str, Any]) -> Iterator[str]:
    case = told["per_case"]
    yield f"{told['households']} households, day count {told['day_count']}"
    yield f"lent {_euro(told['lent'])}, returned {_euro(told['returned'])}"
    yield f"interest {_euro(told['interest'])}, {_euro(case['interest'])} per case"
    yield f"break-even success rate {_rate(told['break_even'])}"
    yield f"success rate {_rate(told['success'])}, XIRR {_xirr(told)}"


def _years(told: dict[str, Any]) -> Iterator[str]:
    names = [name for name in told["years"][0] if name != "year"]
    rows = [
        [str(year["year"]), *(_euro(year[name]) for name in names)]
        for year in told["years"]
    ]
    sums = [_euro(sum(year[name] for year in told["years"])) for name in names]
    heads = ["year", *(name.replace("_", " ") for name in names)]
    return _table([heads, *rows, ["total", *sums]])


def _day_counts(told: dict[str, Any]) -> Iterator[str]:
    years = list(told["day_counts"][0]["years"])
    rows = [["", "", *years, "total"]]
    for one in told["day_counts"]:
        for way in ("accrued", "paid"):
            values = [_euro(one["years"].get(year, {}).get(way, 0)) for year in years]
            rows.append([one["day_count"], way, *values, _euro(one["interest"])])
    yield from _table(rows)
    for one in told["day_counts"]:
        if one["cap_breached_on"]:
            yield (
                f"{one['day_count']} breaches the cap on {one['cap_breached_on']}"
                f" by {_euro(one['above_cap'])}"
            )


def _budget(told: dict[str, Any]) -> Iterator[str]:
    kind = "hard" if told["is_hard"] else "signal"
    yield f"cap {_euro(told['interest_total_cap'])} ({kind})"
    yield f"signal {_euro(told['interest_year_signal'])} a year"
    if "household_months" in told:
        months = _number(told["household_months"])
        yield f"{months} household-months at {_euro(told['month_price'])}"
    yield f"each extra month of all households {_euro(told['extra_month'])}"
    for one in told["months"]:
        above = f", {_euro(one['above_cap'])} above the cap" * bool(one["above_cap"])
        yield f"{one['months']} months: interest {_euro(one['interest'])}{above}"
    if told["signal_years"]:
        years = ", ".join(str(year) for year in told["signal_years"])
        yield f"the signal is passed in {years}"
    if told["cap_breached_on"]:
        yield f"the cap is passed on {told['cap_breached_on']}"


def _success(told: dict[str, Any]) -> Iterator[str]:
    heads = ["", "success", "returned", "interest", "saving proven", "XIRR"]
    households = told["households"]
    rows = [heads]
    rows += [["", *_returned(one, one["success"])] for one in told["success_rates"]]
    rows += [
        [
            f"{one['failures']} failures",
            *_returned(one, Fraction(households - one["failures"], households)),
        ]
        for one in told["failures"]
    ]
    rows += [
        [name.upper(), *_returned(one, one["success"])]
        for name, one in told["spread"].items()
    ]
    return _table(rows)


def _returned(one: dict[str, Any], success: str | Fraction) -> list[str]:
    amounts = [_euro(one[name]) for name in ("returned", "interest", "saving_proven")]
    return [_rate(success), *amounts, _xirr(one)]


def _outcome(told: dict[str, Any]) -> Iterator[str]:
    yield (
        f"{told['started']} households started, {told['refused']} refused,"
        f" {told['failed']} failed, {told['waiting']} wait for cover"
    )


def _ledger(told: dict[str, Any]) -> Iterator[str]:
    rows = [["day", "event", "account", "", "investor", "debit", "credit"]]
    for page in told["journal"]:
        first = [page["on"], f"{page['times']} x {page['event']}"]
        for leg in page["legs"]:
            who = leg["investor"] or ""
            rows.append([*first, leg["account"], leg["name"], who, *_sides(leg)])
            first = ["", ""]
    yield from _table(rows, left=5)
    balances = told["trial_balance"]
    yield "Trial balance"
    rows = [[one["account"], one["name"], *_sides(one)] for one in balances]
    rows.append(
        ["", "debit less credit", _euro(sum(o["amount"] for o in balances)), ""]
    )
    yield from _table(rows, left=2)


def _sides(leg: dict[str, Any]) -> list[str]:
    amount = leg["amount"]
    return [_euro(amount), ""] if amount > 0 else ["", _euro(-amount)]


def _case(told: dict[str, Any]) -> Iterator[str]:
    bases = {basis: one for basis, one in told.items() if basis != "ledger"}
    found = list(bases.values())
    rows = [["", *bases]]
    rows.append(["fractions", *("; ".join(one["fractions"]) for one in found)])
    for place, (day, _amount) in enumerate(found[0]["accruals"]):
        rows.append(
            [f"accrued to {day}", *(_euro(one["accruals"][place][1]) for one in found)]
        )
    rows.append(["interest due", *(_euro(one["interest"]) for one in found)])
    for what in ("principal", "interest"):
        for place, investor in enumerate(found[0]["investors"]):
            values = [_euro(one["investors"][place][what]) for one in found]
            rows.append([f"{what} to {investor['name']}", *values])
    rows.append(
        ["municipality pays", *(_euro(one["municipality_pays"]) for one in found)]
    )
    daily = [_euro(one["interest_if_rounded_daily"]) for one in found]
    rows += [
        ["interest if rounded daily (wrong)", *daily],
        ["XIRR", *(_xirr(one, places=4) for one in found)],
    ]
    return _table(rows)


def _periods(told: Sequence[dict[str, Any]]) -> Iterator[str]:
    bases = [name for name in told[0] if name not in ("amount", "from", "until")]
    rows = [["amount", "from", "until", "day count", "fraction", "exact", "interest"]]
    for one in told:
        for basis in bases:
            way = one[basis]
            rows.append(
                [
                    _euro(one["amount"]),
                    one["from"],
                    one["until"],
                    basis,
                    way["fraction"],
                    f"{float(Fraction(way['exact'])) / 100:.6f}",
                    _euro(way["interest"]),
                ]
            )
    return _table(rows, left=0)


def _table(rows: Iterable[Sequence[str]], *, left: int = 1) -> Iterator[str]:
    every = list(rows)
    widths = [max(len(cell) for cell in column) for column in zip(*every, strict=True)]
    for row in every:
        cells = [
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield (" " * GAP).join(cells).rstrip()


def _euro(cents: int | str) -> str:
    amount = Fraction(cents) / 100
    return f"{float(amount):,.2f}" if isinstance(cents, str) else _whole(cents)


def _whole(cents: int) -> str:
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' * (cents < 0)}{whole:,}.{rest:02d}"


def _number(exact: str) -> str:
    value = Fraction(exact)
    return f"{value.numerator:,}" if value.denominator == 1 else f"{float(value):,.2f}"


def _rate(exact: str | Fraction | None) -> str:
    return "n/a" if exact is None else f"{float(Fraction(exact)) * 100:.2f}%"


def _xirr(one: dict[str, Any], *, places: int = 1) -> str:
    found = one["xirr_estimate"]
    return "n/a" if found is None else f"{found * 100:z.{places}f}%"
