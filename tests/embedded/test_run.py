"""./run from its start to its end, as somebody at a keyboard meets it."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from sohos.embedded import place
from tests.embedded.processes import still_running


@pytest.fixture
def state(folder: Path) -> Path:
    return folder / "state"


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def started(state: Path, port: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Collect what a test starts, and end it whatever happens."""
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        process.kill()
        process.communicate()


def run(state: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sohos.embedded.run", *arguments],
        cwd=place.ROOT,
        env={**os.environ, "SOHOS_STATE": str(state)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def outcome(state: Path, *arguments: str) -> tuple[int, str]:
    with run(state, *arguments) as process:
        output: str = process.communicate(timeout=60)[0]
    return process.returncode, output


def wait_until_open(process: subprocess.Popen[str]) -> str:
    output: str = ""
    assert process.stdout is not None
    for line in process.stdout:
        output += line
        if line.startswith("Open "):
            return output
    raise AssertionError(output)


def descendants(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def test_start_page_kill_9_start_again_and_ctrl_c(
    state: Path, port: int, started: list[subprocess.Popen[str]]
) -> None:
    first = run(state, "--port", str(port), "--households", "2")
    started.append(first)
    wait_until_open(first)
    address = f"http://127.0.0.1:{port}/"
    with urllib.request.urlopen(address, timeout=30) as page:
        assert page.status == 200

    code, output = outcome(state, "--port", "1")
    assert code == 1
    assert output == (
        f"SOHOS is already running (process {first.pid}): http://localhost:{port}/\n"
    )
    code, output = outcome(state, "manage", "audit", "verify")
    assert code == 0, output

    left = descendants(first)
    assert len(left) > 6
    first.kill()
    assert still_running(left, seconds=20) == []

    second = run(state, "--port", str(port))
    started.append(second)
    wait_until_open(second)
    left = descendants(second)
    second.send_signal(signal.SIGINT)
    output, _ = second.communicate(timeout=60)
    assert second.returncode == 0, output
    assert still_running(left, seconds=5) == []


def test_a_port_in_use_is_told_before_anything_starts(state: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, output = outcome(state, "--port", str(port))
    assert code == 1
    assert re.fullmatch(rf"Port {port} cannot be used: .* ./run --port 8080\n", output)
    assert not (state / "postgres").exists()


@pytest.mark.parametrize("port", ["0", "65536", "web"])
def test_a_port_that_is_none_is_refused(state: Path, port: str) -> None:
    code, output = outcome(state, "--port", port)
    assert code == 2
    assert f"{port} is not a port" in output


def test_manage_needs_a_running_sohos(state: Path) -> None:
    code, output = outcome(state, "manage", "check")
    assert code == 1
    assert output == "SOHOS is not running: start ./run in another window\n"


def test_data_without_their_keys_are_not_touched(state: Path, port: int) -> None:
    (state / "postgres").mkdir(parents=True)
    (state / "postgres" / "finished").touch()
    code, output = outcome(state, "--port", str(port))
    assert code == 1
    assert "keys.json is gone" in output
    assert (state / "postgres" / "finished").exists()
