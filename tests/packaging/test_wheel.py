"""The built wheel in a clean environment: the core alone runs the demo, and says which extra another command needs.

Run by `make test-long`: it builds, makes an environment and installs, which asks the package index for two packages.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with nothing in it but the wheel and what the core needs."""
    folder = tmp_path_factory.mktemp("clean")
    source = folder / "source"
    done = subprocess.run(["git", "clone", "-q", str(REPO), str(source)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    done = subprocess.run([*build, str(source)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("cleanclaim-*.whl")
    environment = folder / "env"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    install = [str(environment / "bin" / "pip"), "install", "-q", str(wheel)]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return environment


def run(clean: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CLEANCLAIM"))}
    command = [str(clean / "bin" / "cleanclaim"), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=env, check=False)


def test_the_core_is_light(clean: Path) -> None:
    listed = subprocess.run(
        [str(clean / "bin" / "pip"), "list", "--format=freeze"], capture_output=True, text=True, check=True
    )
    names = {line.partition("==")[0].lower() for line in listed.stdout.splitlines()}
    assert names - {"pip", "setuptools"} == {"cleanclaim", "click", "msgspec"}


def test_the_demo_runs_and_leaves_its_claims(clean: Path, tmp_path: Path) -> None:
    done = run(clean, tmp_path, "demo", "-o", "out")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "claims.837").read_text(encoding="ascii").startswith("ISA*")


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (("serve",), "office"),
        (("superbill", "visits.csv", "--practice", "practice.toml", "-o", "bills.pdf"), "forms"),
        (("code", "visits.parquet"), "files"),
    ],
)
def test_a_command_says_which_extra_it_needs(
    clean: Path, tmp_path: Path, arguments: tuple[str, ...], extra: str
) -> None:
    (tmp_path / "visits.parquet").write_bytes(b"PAR1")
    done = run(clean, tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[1] == f"Install cleanclaim[{extra}]."
