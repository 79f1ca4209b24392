"""Where the embedded servers keep their files."""

import os
import stat
import tempfile
from pathlib import Path

import pytest

from sohos.embedded import place


def test_the_socket_folder_is_private(folder: Path) -> None:
    sockets = place.socket_folder(folder)
    assert sockets == folder / "sockets"
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert place.socket_folder(folder) == sockets


@pytest.mark.parametrize("name", ["a folder", "kamer-" * 20, "één"])
def test_a_name_that_sockets_cannot_have_gives_another_folder(
    folder: Path, name: str
) -> None:
    (folder / "sloot").mkdir()
    sockets = place.socket_folder(folder / name)
    try:
        assert sockets.parent == Path(tempfile.gettempdir())
        assert sockets == place.socket_folder(folder / name)
        assert sockets != place.socket_folder(folder / "sloot")
    finally:
        sockets.rmdir()


def test_a_folder_that_others_may_enter_is_refused(folder: Path) -> None:
    sockets = place.socket_folder(folder)
    sockets.chmod(0o755)
    with pytest.raises(place.FolderNotPrivateError, match="sockets"):
        place.socket_folder(folder)


def test_a_link_to_a_folder_is_refused(folder: Path) -> None:
    (folder / "elsewhere").mkdir(mode=0o700)
    (folder / "sockets").symlink_to(folder / "elsewhere")
    with pytest.raises(place.FolderNotPrivateError):
        place.socket_folder(folder)


def test_a_thrown_away_folder_is_gone() -> None:
    with place.throw_away_folder() as made:
        (made / "file").touch()
    assert not made.exists()


def test_the_folder_of_a_killed_run_is_removed_by_a_later_one(folder: Path) -> None:
    killed = folder.with_name(f"{folder.name}-killed")
    killed.mkdir()
    (killed / "lock").touch()
    os.utime(killed, (0, 0))
    with place.throw_away_folder():
        assert not killed.exists()


def test_the_folder_of_a_long_run_is_left_alone() -> None:
    with place.throw_away_folder() as long_run:
        os.utime(long_run, (0, 0))
        with place.throw_away_folder():
            assert long_run.exists()


def test_a_lock_is_held_by_one(folder: Path) -> None:
    with place.lock(folder / "door"):  # noqa: SIM117
        with pytest.raises(BlockingIOError), place.lock(folder / "door"):
            pass
    with place.lock(folder / "door"):
        pass
