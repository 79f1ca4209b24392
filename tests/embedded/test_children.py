"""Child processes that never outlive the program which started them."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

from sohos.embedded import place
from sohos.embedded.children import ChildEndedError, Children
from tests.embedded.processes import still_running

PATIENT = ["sleep", "600"]
STUBBORN = "trap '' TERM; sleep 600 & echo listening > {}; wait"


def test_children_are_stopped_when_the_block_ends(folder: Path) -> None:
    with Children("group", folder=folder) as children:
        started = [
            children.start(name, PATIENT, environment=os.environ)
            for name in ("web", "worker")
        ]
        children.check()
    codes = [child.process.returncode for child in started]
    assert codes == [-signal.SIGTERM, -signal.SIGTERM]


def test_they_are_stopped_after_an_error_too(folder: Path) -> None:
    before = processes_below_us()
    children = Children("group", folder=folder)
    with pytest.raises(ZeroDivisionError), children:
        children.start("web", PATIENT, environment=os.environ).process.pid / 0
    assert processes_below_us() <= before


def test_a_child_that_does_not_listen_is_killed_with_its_children(
    folder: Path,
) -> None:
    before = processes_below_us()
    os.mkfifo(folder / "pipe")
    command = ["sh", "-c", STUBBORN.format(folder / "pipe")]
    with Children("group", folder=folder, stop_seconds=0.2) as children:
        child = children.start("worker", command, environment=os.environ)
        assert (folder / "pipe").read_text() == "listening\n"
    assert child.process.returncode == -signal.SIGKILL
    assert processes_below_us() <= before


def test_a_child_that_ends_is_noticed_with_the_end_of_its_log(folder: Path) -> None:
    with Children("group", folder=folder) as children:
        script = "echo could not bind; exit 7"
        child = children.start("web", ["sh", "-c", script], environment=os.environ)
        child.process.wait()
        with pytest.raises(ChildEndedError, match=r"web ended with code 7(?s:.*)bind"):
            children.check()


def test_a_server_does_not_run_as_root(folder: Path) -> None:
    with Children("group", folder=folder) as children:
        child = children.start(
            "postgres", PATIENT, environment=os.environ, as_service=True
        )
        assert 0 not in psutil.Process(child.process.pid).uids()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the children")
def test_kill_9_of_the_parent_ends_the_children(folder: Path) -> None:
    with parent_of_sleep(folder) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    assert still_running([child], seconds=10) == []


def test_the_left_over_of_a_killed_run_is_stopped(folder: Path) -> None:
    with subprocess.Popen(PATIENT) as left_over:
        started = psutil.Process(left_over.pid).create_time()
        (folder / "group.json").write_text(json.dumps([[left_over.pid, started]]))
        with Children("group", folder=folder):
            assert not psutil.pid_exists(left_over.pid)


def test_a_stranger_with_the_number_of_a_left_over_is_left_alone(folder: Path) -> None:
    with subprocess.Popen(PATIENT) as stranger:
        started = psutil.Process(stranger.pid).create_time()
        (folder / "group.json").write_text(json.dumps([[stranger.pid, started - 60]]))
        with Children("group", folder=folder):
            assert stranger.poll() is None
        stranger.kill()


def parent_of_sleep(folder: Path) -> subprocess.Popen[str]:
    script = f"""
        import os, time
        from pathlib import Path
        from sohos.embedded.children import Children
        with Children("group", folder=Path({str(folder)!r})) as children:
            child = children.start("s", {PATIENT!r}, environment=os.environ)
            print(child.process.pid, flush=True)
            time.sleep(600)
        """
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=place.ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def processes_below_us() -> set[psutil.Process]:
    return set(psutil.Process().children(recursive=True))
