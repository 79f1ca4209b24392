"""Everything on one machine, in the foreground: what ./run starts once it is set up."""

import argparse
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from sohos.embedded import application, keys, place, postgres, redis
from sohos.embedded.application import StartError
from sohos.embedded.children import Children
from sohos.embedded.errors import EmbeddedError

WATCH_SECONDS = 0.25


class StoppedError(BaseException):
    """Somebody pressed Ctrl-C, or asked for the end in another way."""


def main(arguments: Sequence[str]) -> int:
    """Run until Ctrl-C, and return the exit code."""
    state = place.state_folder()
    try:
        if arguments[:1] == ["manage"]:
            _manage(state, arguments[1:])
        options = _parse(arguments)
        with _end_as_exception(), _alone(state, options.port):
            _serve(state, port=options.port, households=options.households)
    except StoppedError:
        return 0
    except EmbeddedError as error:
        _say(str(error))
        return 1
    return 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./run",
        description="Start SOHOS with everything that it needs; Ctrl-C stops it.",
        epilog="./run manage COMMAND ... runs manage.py beside a running SOHOS."
        " SOHOS_STATE=FOLDER ./run keeps another set of data, in that folder.",
    )
    parser.add_argument("--port", type=_port, default=8000, help="default: 8000")
    parser.add_argument(
        "--households",
        type=int,
        metavar="N",
        help="size of the demo; it never shrinks",
    )
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 1 << 16:
        raise argparse.ArgumentTypeError(f"{text} is not a port (1 to 65535)")
    return int(text)


def _manage(state: Path, arguments: Sequence[str]) -> NoReturn:
    try:
        with place.lock(state / "lock"):
            raise StartError("SOHOS is not running: start ./run in another window")
    except BlockingIOError:
        application.become_manage(state / "environment.json", arguments)


def _serve(state: Path, *, port: int, households: int | None) -> None:
    """Start the servers, then the application, and watch both."""
    with (
        Children("servers", folder=state) as servers,
        Children("application", folder=state) as processes,
    ):
        _require_free(port)
        drawn = _keys(state)
        cluster = _start_servers(state, servers, drawn)
        own = application.environment(cluster, drawn)
        application.remember(state / "environment.json", own)
        variables = {**application.surroundings(), **own}
        _prepare(state, cluster, drawn, variables=variables, households=households)
        _say("Starting the web server, the worker and beat ...")
        application.start(processes, variables, state=state, port=port)
        application.show_accounts(variables)
        _say(f"\nOpen {_address(port)} in a browser. Ctrl-C stops SOHOS.")
        _say(f"Its data and logs are in {state}")
        while True:
            servers.check()
            processes.check()
            time.sleep(WATCH_SECONDS)


def _start_servers(
    state: Path, servers: Children, drawn: keys.Keys
) -> postgres.Cluster:
    cluster = postgres.Cluster(state / "postgres", place.socket_folder(state))
    _say("Starting PostgreSQL and Redis ...")
    postgres.initialise(cluster, superuser_password=drawn.superuser_password)
    postgres.start(cluster, servers)
    redis.start(cluster.sockets, servers)
    passwords = {
        "sohos_migrate": drawn.migrate_password,
        "sohos_app": drawn.app_password,
    }
    postgres.prepare_database(
        cluster, superuser_password=drawn.superuser_password, passwords=passwords
    )
    return cluster


def _prepare(
    state: Path,
    cluster: postgres.Cluster,
    drawn: keys.Keys,
    *,
    variables: dict[str, str],
    households: int | None,
) -> None:
    _say("Bringing the tables up to date ...")
    owner = cluster.url("sohos_migrate", password=drawn.migrate_password)
    log = state / "logs" / "migrate.log"
    application.migrate({**variables, "DATABASE_URL": owner}, log=log)
    _say("Preparing the demo ...")
    application.make_demo(variables, households=households)


def _keys(state: Path) -> keys.Keys:
    path = state / "keys.json"
    if (state / "postgres" / "finished").exists() and not path.exists():
        raise StartError(
            f"{path} is gone, and the data in {state} cannot be read without it."
            " Put it back, or remove that folder to begin anew."
        )
    return keys.kept_in(path)


@contextmanager
def _alone(state: Path, port: int) -> Iterator[None]:
    """Hold the lock of this checkout, or say who does."""
    path = state / "lock"
    try:
        with place.lock(path) as held:
            held.truncate()
            held.write(f"{os.getpid()} {port}")
            held.flush()
            yield
    except BlockingIOError:
        pid, _, other_port = path.read_text().partition(" ")
        raise StartError(
            f"SOHOS is already running (process {pid}): {_address(other_port)}"
        ) from None


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise StartError(
                f"Port {port} cannot be used: {error.strerror}."
                " Choose another one, for example: ./run --port 8080"
            ) from None


@contextmanager
def _end_as_exception() -> Iterator[None]:
    """Turn the first wish to end into an exception, and ignore the next ones."""
    signals = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signals.append(signal.SIGHUP)

    def end(_number: int, _frame: object) -> NoReturn:
        for number in signals:
            signal.signal(number, signal.SIG_IGN)
        os.write(1, b"\nStopping ...\n")  # the signal may come while print is at work
        raise StoppedError

    for number in signals:
        signal.signal(number, end)
    yield


def _address(port: int | str) -> str:
    return f"http://localhost:{port}/"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
