"""Production as docker-compose.yml describes it, checked without an engine."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from ruamel.yaml import YAML

from sohos.embedded import place, postgres, redis
from sohos.embedded.children import Children

ROOT = place.ROOT
COMPOSE_FILE = ROOT / "docker-compose.yml"
COMPOSE: dict[str, Any] = YAML(typ="safe").load(COMPOSE_FILE)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OUR_OWN = sorted(name for name, service in SERVICES.items() if "build" in service)
ONE_SHOT = {"migrate", "roles"}


def test_it_follows_the_compose_schema() -> None:
    command = ["-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run(
        [sys.executable, *command, COMPOSE_FILE],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_web_worker_beat_and_migration_are_one_image() -> None:
    assert OUR_OWN == ["beat", "migrate", "web", "worker"]
    assert {SERVICES[name]["image"] for name in OUR_OWN} == {"sohos"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_what_a_service_waits_for_exists_and_can_be_waited_for(name: str) -> None:
    for other, wait in SERVICES[name].get("depends_on", {}).items():
        assert other in SERVICES
        if wait["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other]
        else:
            assert wait["condition"] == "service_completed_successfully"
            assert other in ONE_SHOT


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - ONE_SHOT))
def test_a_lasting_service_starts_again_and_tells_its_health(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_can_do_little_outside_its_task(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] not in {"root", "0", "0:0"}


def test_all_that_is_declared_is_used_and_all_that_is_used_is_declared() -> None:
    used: dict[str, set[str]] = {"networks": set(), "secrets": set(), "volumes": set()}
    for service in SERVICES.values():
        used["networks"] |= set(service["networks"])
        used["secrets"] |= set(service.get("secrets", []))
        sources = {volume.partition(":")[0] for volume in service.get("volumes", [])}
        used["volumes"] |= {source for source in sources if source[0] not in "./"}
        for source in sources - used["volumes"]:
            assert (ROOT / source).exists()
    assert {kind: set(COMPOSE[kind]) for kind in used} == used


def test_only_the_web_server_can_be_reached_and_only_from_this_machine() -> None:
    published = {name: s["ports"] for name, s in SERVICES.items() if "ports" in s}
    assert published.keys() == {"web"}
    assert all(port.startswith("127.0.0.1:") for port in published["web"])
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_secrets_come_from_files_alone() -> None:
    for name in OUR_OWN:
        service = SERVICES[name]
        files = {
            variable: value
            for variable, value in service["environment"].items()
            if variable.endswith("_FILE")
        }
        assert files.keys() == {
            "DATABASE_URL_FILE",
            "SECRET_KEY_FILE",
            "SOHOS_ENCRYPTION_KEY_FILE",
            "EMAIL_URL_FILE",
        }
        assert {f"/run/secrets/{secret}" for secret in service["secrets"]} == set(
            files.values()
        )


def test_the_manual_makes_the_secrets_that_are_wanted(tmp_path: Path) -> None:
    make_secrets(tmp_path)
    made = {path.name for path in (tmp_path / "secrets").iterdir()}
    assert made == set(COMPOSE["secrets"])
    urls = [tmp_path / "secrets" / n for n in ("database_url", "migrate_database_url")]
    roles = [path.read_text().partition("//")[2].partition(":")[0] for path in urls]
    assert roles == ["sohos_app", "sohos_migrate"]


def test_the_database_is_the_embedded_one_or_the_file_says_why_not() -> None:
    embedded = COMPOSE["x-embedded"]
    for service, name in (("db", "postgres"), ("redis", "redis")):
        image, _, tag = SERVICES[service]["image"].partition(":")
        assert image == name
        if int(tag) != embedded[name]["major"]:
            assert len(embedded[name]["why"]) > 40
        else:
            assert "why" not in embedded[name]


def test_what_the_file_says_about_the_embedded_servers_is_true() -> None:
    programs = {"postgres": postgres.programs() / "postgres", "redis": redis.program()}
    for name, program in programs.items():
        shown = subprocess.run(
            [program, "--version"], capture_output=True, text=True, check=True
        ).stdout
        found = re.search(r"(?:\(PostgreSQL\) |v=)(\d+)", shown)
        assert found is not None, shown
        if name == "redis" and program != redis.WHEEL_PROGRAM and not place.is_root():
            continue
        assert int(found[1]) == COMPOSE["x-embedded"][name]["major"]


def test_the_roles_get_the_passwords_of_the_secrets() -> None:
    """Run the command of the service `roles` against a real server."""
    with (
        place.throw_away_folder() as folder,
        Children("compose", folder=folder) as servers,
    ):
        make_secrets(folder)
        sockets = place.private_folder(folder / "sockets")
        cluster = postgres.Cluster(folder / "postgres", sockets)
        superuser = (folder / "secrets" / "postgres_password").read_text()
        postgres.initialise(cluster, superuser_password=superuser)
        postgres.start(cluster, servers, options=postgres.THROW_AWAY_OPTIONS)
        create_database(cluster, superuser)
        for _ in ("first start", "second start"):
            run_roles(cluster, secrets=folder / "secrets")
        for name in ("database_url", "migrate_database_url"):
            secret = (folder / "secrets" / name).read_text()
            inside = secret.replace("@db/sohos", "@/sohos")
            with psycopg.connect(inside, host=str(sockets)) as connection:
                connection.execute("SELECT 1")
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(
                cluster.url("sohos_app", password="guessed")  # noqa: S106
            )


def create_database(cluster: postgres.Cluster, superuser_password: str) -> None:
    url = cluster.url("postgres", password=superuser_password, database="postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE sohos")


def make_secrets(folder: Path) -> None:
    """Do what docs/operations.md says about secrets, in `folder`."""
    manual = (ROOT / "docs" / "operations.md").read_text()
    section = manual.partition("### Secrets")[2]
    script = section.partition("```sh\n")[2].partition("```")[0]
    subprocess.run(["/bin/sh", "-euc", script], cwd=folder, check=True)


def run_roles(cluster: postgres.Cluster, *, secrets: Path) -> None:
    service = SERVICES["roles"]
    [script] = service["command"]
    script = script.replace("$$", "$").replace("/run/secrets/", f"{secrets}/")
    script = script.replace("/roles.sql", str(postgres.ROLES_SQL))
    path = f"{postgres.programs()}:/usr/bin:/bin"
    variables = {**service["environment"], "PATH": path, "PGHOST": str(cluster.sockets)}
    subprocess.run([*service["entrypoint"], script], env=variables, check=True)
