"""Truths about the repository itself: locks, scripts, and nobody's private address."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from sohos.embedded.place import ROOT

LOCKS = sorted((ROOT / "locks").glob("*.lock"))
SCRIPTS = ["run", "test", ".ci/run", "locks/make"]
CONFIGURATION = {".toml", ".cfg", ".ini", ".yml", ".yaml", ".lock", ".npmrc", ".env"}
CONFIGURATION_NAMES = {"Dockerfile", "run", "test", "setup.sh", "make", "pip.conf"}
NOT_OURS = {".git", ".venv", ".runtime", ".state", "node_modules", "staticfiles"}
EXAMPLE_HOST = r"(?:[a-z0-9-]+\.)*example\.(?:nl|org|com)|localhost|127\.0\.0\.1"


def pins(lock: str) -> dict[str, str]:
    found = re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "locks" / lock).read_text(), re.M)
    return dict(found)


def configuration_files() -> list[Path]:
    files = []
    for folder, below, names in os.walk(ROOT):
        below[:] = [name for name in below if name not in NOT_OURS]
        files += [Path(folder, name) for name in names]
    return [
        path
        for path in files
        if path.suffix in CONFIGURATION or path.name in CONFIGURATION_NAMES
    ]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_address_and_hashes_every_package(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    packages = re.split(r"^(?=\w)", text, flags=re.M)[1:]
    assert packages
    assert [p for p in packages if "--hash=sha256:" not in p] == []
    assert [p for p in packages if not re.match(r"[\w.-]+==", p)] == []


def test_no_lock_of_a_kind_that_holds_addresses_is_kept() -> None:
    kinds = ("uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock")
    assert [name for name in kinds if (ROOT / name).exists()] == []


def test_no_configuration_names_a_registry_or_another_private_address() -> None:
    address = re.compile(rf"\b(?:https?|file)://(?!(?:{EXAMPLE_HOST})\b)", re.I)
    found = {
        str(path.relative_to(ROOT)): address.findall(path.read_text())
        for path in configuration_files()
    }
    assert {path: addresses for path, addresses in found.items() if addresses} == {}


def test_the_test_lock_holds_the_run_lock() -> None:
    run, test = pins("run.lock"), pins("test.lock")
    assert run.items() <= test.items()


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {
        "run.lock": project["project"]["dependencies"],
        "test.lock": project["dependency-groups"]["dev"],
    }
    for lock, requirements in wanted.items():
        names = {re.split(r"[\[<>=~! ]", text)[0].lower() for text in requirements}
        assert names <= pins(lock).keys(), lock


@pytest.mark.parametrize("name", [*SCRIPTS, "setup.sh"])
def test_a_script_is_plain_sh_and_parses(name: str) -> None:
    script = ROOT / name
    assert os.access(script, os.X_OK) == (name in SCRIPTS)
    subprocess.run([shutil.which("sh") or "/bin/sh", "-n", script], check=True)


def test_ci_runs_the_tests_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert lines == ["#!/bin/sh", 'CI=true exec "$(dirname "$0")/../test"']


def test_the_image_holds_every_package_and_the_files_they_need() -> None:
    kept = {
        line.removeprefix("!").partition("/")[0]
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages | {"manage.py", "templates", "static", "locale"} <= kept
    assert [name for name in kept if not (ROOT / name).exists()] == []
