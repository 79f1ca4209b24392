"""A PostgreSQL of our own."""

import os
import signal
from pathlib import Path

import psycopg
import pytest

from sohos.embedded import place, postgres
from sohos.embedded.children import ChildEndedError, Children

SUPERUSER = "kluis"
PASSWORDS = {"sohos_migrate": "bouwplaats", "sohos_app": "balie"}


@pytest.fixture
def cluster(folder: Path) -> postgres.Cluster:
    made = postgres.Cluster(folder / "postgres", place.socket_folder(folder))
    postgres.initialise(made, superuser_password=SUPERUSER)
    return made


def start(cluster: postgres.Cluster, children: Children) -> int:
    child = postgres.start(cluster, children, options=postgres.THROW_AWAY_OPTIONS)
    return child.process.pid


def prepare(cluster: postgres.Cluster) -> None:
    postgres.prepare_database(
        cluster, superuser_password=SUPERUSER, passwords=PASSWORDS
    )


def test_the_application_comes_in_and_can_do_nothing_special(
    cluster: postgres.Cluster, folder: Path
) -> None:
    with Children("servers", folder=folder) as children:
        start(cluster, children)
        prepare(cluster)
        prepare(cluster)
        url = cluster.url("sohos_app", password=PASSWORDS["sohos_app"])
        with psycopg.connect(url) as connection:
            special = connection.execute(
                "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb"
                " FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            assert special == (False,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("CREATE TABLE public.shed (id int)")


def test_no_role_comes_in_without_its_own_password(
    cluster: postgres.Cluster, folder: Path
) -> None:
    with Children("servers", folder=folder) as children:
        start(cluster, children)
        prepare(cluster)
        for role in ("postgres", "sohos_migrate", "sohos_platform"):
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(cluster.url(role, password=PASSWORDS["sohos_app"]))


def test_it_listens_on_no_port(cluster: postgres.Cluster, folder: Path) -> None:
    with Children("servers", folder=folder) as children:
        start(cluster, children)
        prepare(cluster)
        url = cluster.url("postgres", password=SUPERUSER)
        with psycopg.connect(url) as connection:
            shown = connection.execute("SHOW listen_addresses").fetchone()
    assert shown == ("",)


def test_letters_with_accents_sort_and_change_case_the_same_everywhere(
    cluster: postgres.Cluster, folder: Path
) -> None:
    with Children("servers", folder=folder) as children:
        start(cluster, children)
        prepare(cluster)
        url = cluster.url("postgres", password=SUPERUSER)
        with psycopg.connect(url) as connection:
            shown = connection.execute("SELECT upper('één'), 'Z' < 'a'").fetchone()
    assert shown == ("ÉÉN", True)


def test_after_kill_9_it_recovers_with_its_data(
    cluster: postgres.Cluster, folder: Path
) -> None:
    with Children("servers", folder=folder) as children:
        os.kill(start(cluster, children), signal.SIGKILL)
    with Children("servers", folder=folder) as children:
        start(cluster, children)
        prepare(cluster)


def test_an_installation_that_was_cut_off_is_done_again(folder: Path) -> None:
    half = postgres.Cluster(folder / "postgres", place.socket_folder(folder))
    place.private_folder(half.data)
    (half.data / "PG_VERSION").write_text("18\n")
    postgres.initialise(half)
    with Children("servers", folder=folder) as children:
        start(half, children)


def test_data_of_another_major_version_are_refused_and_kept(
    cluster: postgres.Cluster,
) -> None:
    (cluster.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(postgres.ClusterError, match="PostgreSQL 17 and this is 18"):
        postgres.initialise(cluster)
    assert (cluster.data / "global").exists()


def test_a_server_that_cannot_start_says_why(
    cluster: postgres.Cluster, folder: Path
) -> None:
    with (
        Children("servers", folder=folder) as children,
        pytest.raises(ChildEndedError, match="no_such_setting"),
    ):
        postgres.start(cluster, children, options=["no_such_setting=on"])
