import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def recomputed(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as somebody without any server or setting."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "words",
    [
        ("kba", "evaluate", "kba/examples/den-haag-lpbl.json"),
        ("kba", "simulate", "kba/examples/onzekerheid-veertien.json"),
        ("bond", "simulate", "bonds/examples/almelo.json"),
    ],
    ids=" ".join,
)
def test_anybody_can_recompute_a_file_without_settings(words: tuple[str, ...]) -> None:
    done = recomputed(*words)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_what_needs_a_server_still_asks_for_its_settings() -> None:
    done = recomputed("bond", "verify")
    assert done.returncode == 1
    assert "DATABASE_URL is not set" in done.stderr
