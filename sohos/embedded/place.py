"""Where the embedded servers keep their files, and as whom they run."""

import fcntl
import hashlib
import os
import pwd
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from sohos.embedded.errors import EmbeddedError

ROOT = Path(__file__).resolve().parents[2]
ABANDONED_AFTER_SECONDS = 600
LONGEST_SOCKET_FOLDER = 80


class FolderNotPrivateError(EmbeddedError):
    """A folder of the servers belongs to somebody else, or is open to others."""


class Account(NamedTuple):
    """Whom a server runs as: the arguments of Popen, None for "as ourselves"."""

    user: int | None = None
    group: int | None = None
    extra_groups: tuple[int, ...] | None = None


def is_root() -> bool:
    """Tell whether this process may do everything, and a server had better not."""
    return os.geteuid() == 0


def service_account() -> Account:
    """Return the account of the servers: PostgreSQL refuses to run as root."""
    if not is_root():
        return Account()
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid, ())


def give_to_service(folder: Path) -> None:
    """Let the account of the servers own `folder`."""
    account = service_account()
    if account.user is not None and account.group is not None:
        os.chown(folder, account.user, account.group)


def state_folder() -> Path:
    """Return the folder that keeps the data, the keys and the logs between two runs."""
    chosen = os.environ.get("SOHOS_STATE")
    if not chosen:
        return checkout_folder()
    folder = Path(chosen).absolute()
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o755 if is_root() else 0o700)
    return folder


def checkout_folder() -> Path:
    """Return the folder in which the servers of this checkout may read and write.

    An ordinary user keeps it inside the checkout. Root cannot: the servers run as
    nobody, who may not enter a folder such as /root; /var/lib is root's own and no
    cleaner of temporary files comes there.
    """
    if not is_root():
        folder = ROOT / ".state"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder
    common = Path("/var/lib/sohos")
    for folder in (common, common / _short_name(ROOT)):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
    return folder


def socket_folder(state: Path) -> Path:
    """Return the private folder of the sockets that belong to `state`.

    The name of a socket is limited to some 100 characters, and not every part that
    has to understand it copes with a space.
    """
    folder = state / "sockets"
    fits = len(str(folder)) <= LONGEST_SOCKET_FOLDER
    if not fits or not re.fullmatch(r"[A-Za-z0-9._/-]+", str(folder)):
        name = f"sohos-{os.geteuid()}-{_short_name(state)}"
        folder = Path(tempfile.gettempdir()) / name
    return private_folder(folder)


def private_folder(folder: Path) -> Path:
    """Make `folder`, or take it as it is if it belongs to the servers alone.

    Raises:
        FolderNotPrivateError: somebody else made it, or may enter it.
    """
    owner = service_account().user if is_root() else os.geteuid()
    if not folder.exists():
        folder.mkdir(mode=0o700)
        give_to_service(folder)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != owner or found.st_mode & 0o077:
        raise FolderNotPrivateError(f"{folder} is not the servers' own: remove it")
    return folder


@contextmanager
def throw_away_folder() -> Iterator[Path]:
    """Give a folder that is gone afterwards, and remove those of killed runs."""
    base = Path("/var/tmp")  # noqa: S108  # a name short enough for sockets
    prefix = f"sohos-test-{os.geteuid()}-"
    for left_over in base.glob(f"{prefix}*"):
        _remove_if_abandoned(left_over)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=base))
    if is_root():
        folder.chmod(0o755)
    try:
        with lock(folder / "lock"):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def lock(path: Path) -> Iterator[IO[str]]:
    """Hold the lock on `path`; it frees itself even after kill -9.

    Raises:
        BlockingIOError: another process holds it.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield held


def _short_name(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]


def _remove_if_abandoned(folder: Path) -> None:
    found = folder.lstat()
    is_ours = found.st_uid == os.geteuid() and not folder.is_symlink()
    if not is_ours or time.time() - found.st_mtime < ABANDONED_AFTER_SECONDS:
        return
    try:
        with lock(folder / "lock"):
            shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        return
