"""An address leaves the tables through one selector, which knows who may see it."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OWNERS = {
    "cases/selectors/people.py",
    "cases/services/households.py",
}
READS = re.compile(r"household\.(address|postcode|place|phone)\b")


def test_nothing_else_reads_where_a_household_lives() -> None:
    found = [
        str(path.relative_to(ROOT))
        for folder in ("cases", "plans", "kba", "bonds", "sohos", "templates")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".txt"}
        and "migrations" not in path.parts
        and READS.search(path.read_text())
    ]
    assert set(found) <= OWNERS
