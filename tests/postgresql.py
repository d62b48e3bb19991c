"""A PostgreSQL of the tests' own: made in a folder, started on a free port, stopped at the end."""

import os
import pwd
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))

CARELESS = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"  # nothing there outlives the machine


@contextmanager
def running_postgresql() -> Iterator[str]:
    """The address of a running server, as its superuser. Skips, with the reason, where there is none to start."""
    if not BINARIES:
        pytest.skip("no PostgreSQL: `apt-get install postgresql`, or run `make test` as root, which does it")
    with TemporaryDirectory(prefix="postgresql-") as name:
        folder = Path(name)
        user: dict[str, object] = {}
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
            user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": [], "cwd": folder}
        data, port = folder / "data", free_port()

        def run(*command: object) -> None:
            subprocess.run([str(one) for one in command], check=True, stdout=subprocess.DEVNULL, **user)  # type: ignore[call-overload]

        binaries = BINARIES[-1]
        run(binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} {CARELESS}"
        run(binaries / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start")
        try:
            yield f"postgres://postgres@127.0.0.1:{port}"
        finally:
            run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
