"""What `deploy/` starts: the database's files by a real psql, and a compose file that names what is there."""

import os
import re
import subprocess
from pathlib import Path

import psycopg

from tests.office.postgresql import OFFICE_SQL
from tests.postgresql import BINARIES, running_postgresql

DEPLOY = OFFICE_SQL.parent
COMPOSE = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
SECRET = {role: f"secret-of-{role}" for role in ("owner", "app", "backup")}


def test_a_new_database_has_its_roles_each_with_a_password() -> None:
    with running_postgresql() as address:
        port = re.search(r":(\d+)$", address)
        assert port
        passwords = {f"OFFICE_{role.upper()}_PASSWORD": secret for role, secret in SECRET.items()}
        environment = {
            **os.environ, **passwords, "PGHOST": "127.0.0.1", "PGPORT": port[1], "PGUSER": "postgres",
            "POSTGRES_USER": "postgres", "PATH": f"{BINARIES[-1]}:{os.environ['PATH']}",
        }  # fmt: skip
        for command in (["psql", "-v", "ON_ERROR_STOP=1", "-f", str(OFFICE_SQL)], [str(DEPLOY / "passwords.sh")]):
            subprocess.run(command, env=environment, check=True, capture_output=True)
        with psycopg.connect(f"{address}/office") as superuser:
            found = superuser.execute(
                "SELECT rolname, rolpassword IS NOT NULL, rolbypassrls FROM pg_authid WHERE rolname LIKE 'office_%'"
            )
            assert sorted(found) == [
                ("office_app", True, False), ("office_backup", True, True), ("office_owner", True, False),
            ]  # fmt: skip


def test_the_compose_file_names_files_that_are_there_and_settings_that_are_read() -> None:
    mounted = [*re.findall(r"- \./([\w.]+):", COMPOSE), "Containerfile", "example.env"]
    assert sorted(mounted) == ["Caddyfile", "Containerfile", "example.env", "office.sql", "passwords.sh"]
    assert {path.name for path in DEPLOY.iterdir()} - {".env"} == {*mounted, "compose.yaml"}
    settings = Path("src/cleanclaim/office/settings.py").read_text(encoding="utf-8")
    office = set(re.findall(r"CLEANCLAIM_\w+", COMPOSE))
    assert office
    assert all(name in settings for name in office), office
    asked = set(re.findall(r"\$\{(\w+):\?\}", COMPOSE))
    assert asked == set(re.findall(r"^(\w+)=", (DEPLOY / "example.env").read_text(encoding="utf-8"), re.MULTILINE))


def test_the_image_is_made_of_what_the_repository_has() -> None:
    copied = re.findall(r"^COPY (.+) /", (DEPLOY / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE)
    sources = [name for line in copied for name in line.split()]
    assert {"requirements.txt", "src"} <= set(sources)
    assert all(Path(name).exists() for name in sources), sources
