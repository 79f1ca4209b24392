import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("sohos", "cases", "plans", "kba", "bonds")
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 40
NOT_A_NAME = {"utils", "util", "helpers", "managers", "signals", "misc", "common"}


def modules() -> list[Path]:
    found = [path for name in PACKAGES for path in (ROOT / name).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_module_is_small_enough_to_read(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MOST_LINES
    too_long = [
        function.name
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno + 1 > MOST_LINES_OF_A_FUNCTION
        and not _mostly_docstring(function)
    ]
    assert too_long == []
    assert path.stem not in NOT_A_NAME


def _mostly_docstring(function: ast.FunctionDef) -> bool:
    first = function.body[0]
    described = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    inside = (first.end_lineno or 0) - first.lineno + 1 if described else 0
    length = (function.end_lineno or 0) - function.lineno + 1
    return length - inside <= MOST_LINES_OF_A_FUNCTION


def test_only_the_five_packages_stand_at_the_top() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert found == {*PACKAGES, "tests"}
