"""The secrets of one machine."""

import base64
import stat
from dataclasses import astuple
from pathlib import Path

from sohos.embedded import keys


def test_keys_are_drawn_once_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    assert keys.kept_in(path) == keys.kept_in(path)


def test_two_machines_share_no_key(tmp_path: Path) -> None:
    noor = keys.kept_in(tmp_path / "noor.json")
    bram = keys.kept_in(tmp_path / "bram.json")
    assert not set(astuple(noor)) & set(astuple(bram))


def test_nobody_else_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keys.kept_in(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_draw_that_was_cut_off_is_done_again(tmp_path: Path) -> None:
    (tmp_path / "keys.new").write_text('{"superuser_pass')
    keys.kept_in(tmp_path / "keys.json")
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


def test_the_encryption_key_is_32_bytes_in_url_safe_base64() -> None:
    assert len(base64.urlsafe_b64decode(keys.draw().encryption_key)) == 32
