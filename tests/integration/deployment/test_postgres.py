"""PostgreSQL as the deployment sets it up: a database a service, and no way into another's."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import compose
from tests.support.deployed import make_databases, need_programs
from tests.support.deployment import SERVICES
from tests.support.postgres import own_server
from tests.support.running import ROOT

OPTIONS = compose.read({})["services"]["postgres"]["command"][1:]


class Server:
    def __init__(self, admin: str, secrets: Path) -> None:
        self.admin = admin
        self.secrets = secrets

    def ask(self, role: str, database: str, query: str, password: str | None = None) -> str:
        """What psql answers, or its complaint."""
        url = self.admin.replace("postgres@", f"{role}@").removesuffix("/postgres")
        secret = password or (self.secrets / f"database-{role[8:]}").read_text()
        done = subprocess.run(
            ["psql", "--no-psqlrc", "--no-password", "-Atc", query, f"{url}/{database}"],
            env={"PATH": os.environ["PATH"], "PGPASSWORD": secret},
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        return (done.stdout or done.stderr).strip()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    need_programs(psql="postgresql-client")
    folder = tmp_path_factory.mktemp("postgres")
    secrets = folder / "secrets"
    subprocess.run([ROOT / "infra" / "secrets.sh", secrets], check=True, capture_output=True)
    with own_server(folder, *OPTIONS) as made:
        make_databases(made.url, secrets)
        yield Server(made.url, secrets)


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_owns_its_database_and_enters_no_other(server: Server, service: str) -> None:
    role = f"lingpao_{service}"
    assert server.ask(role, role, "CREATE TABLE mine (n int); SELECT current_user") == (
        f"CREATE TABLE\n{role}"
    )
    for other in {*SERVICES} - {service}:
        assert "permission denied for database" in server.ask(role, f"lingpao_{other}", "SELECT 1")
    for common in ("postgres", "template1"):
        assert "permission denied for database" in server.ask(role, common, "SELECT 1")


def test_a_wrong_password_opens_nothing(server: Server) -> None:
    told = server.ask("lingpao_intake", "lingpao_intake", "SELECT 1", password="wrong")
    assert "password authentication failed" in told


@pytest.mark.parametrize("service", SERVICES)
def test_a_role_has_no_power_beyond_its_database(server: Server, service: str) -> None:
    role = f"lingpao_{service}"
    powers = "rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls"
    query = f"SELECT {powers} FROM pg_roles WHERE rolname = current_user"
    assert server.ask(role, role, query) == "f"


def test_setting_up_again_keeps_the_data_and_takes_a_new_password(server: Server) -> None:
    role = "lingpao_scoring"
    server.ask(role, role, "CREATE TABLE kept (n int)")
    before = (server.secrets / "database-scoring").read_text()
    (server.secrets / "database-scoring").unlink()
    subprocess.run([ROOT / "infra" / "secrets.sh", server.secrets], check=True, capture_output=True)
    make_databases(server.admin, server.secrets)
    assert server.ask(role, role, "SELECT count(*) FROM kept") == "0"
    assert "password authentication failed" in server.ask(role, role, "SELECT 1", password=before)


def test_what_is_told_is_on_the_disk_and_in_one_order(server: Server) -> None:
    query = (
        "SELECT current_setting('fsync'), current_setting('full_page_writes'),"
        " current_setting('synchronous_commit'), current_setting('server_encoding'),"
        " datcollate, datctype, current_setting('max_connections')"
        " FROM pg_database WHERE datname = current_database()"
    )
    told = server.ask("lingpao_registry", "lingpao_registry", query)
    assert told == "on|on|on|UTF8|C|C|300"


def test_the_image_is_told_the_same_as_the_local_server() -> None:
    arguments = compose.read({})["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]
    local = (ROOT / "infra" / "postgres" / "run.sh").read_text("utf-8")
    assert all(one in local for one in arguments.split())


def test_the_server_runs_as_nobody_of_importance(server: Server) -> None:
    port = server.admin.rsplit(":", 1)[1].split("/")[0]
    [data] = [
        Path(word.decode())
        for command in Path("/proc").glob("[0-9]*/cmdline")
        if f"-p\0{port}\0".encode() in (line := _read(command))
        for name, word in [line.split(b"\0")[1:3]]
        if name == b"-D"
    ]
    assert data.stat().st_uid not in {0} | ({os.getuid()} if os.getuid() == 0 else set())
    assert data.stat().st_mode & 0o777 == 0o700


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
