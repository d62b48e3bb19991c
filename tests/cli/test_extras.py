"""The extra that brings a missing module is told from the package's own requirements."""

import re
from pathlib import Path
from unittest.mock import patch

import pytest

from cleanclaim.cli.extras import find_extra
from tests.cli.calling import call, refused, visits_file

REPO = Path(__file__).parents[2]
REQUIRED = [
    "click>=8.1",
    'polars>=1.0; extra == "files"',
    'vl-convert-python>=1.9; extra == "charts"',
    'django<5.3,>=5.2; extra == "office"',
    'django-htmx>=1.21; extra == "office"',
    'pytest; extra == "dev"',
    'cleanclaim[charts,files,forms]; extra == "office"',
]


@pytest.fixture(autouse=True)
def requirements() -> object:
    with patch("cleanclaim.cli.extras.requires", return_value=REQUIRED) as patched:
        yield patched


@pytest.mark.parametrize(
    ("module", "extra"),
    [
        ("polars", "files"),
        ("polars.io", "files"),
        ("vl_convert", "charts"),
        ("django", "office"),
        ("django.conf", "office"),
        ("django_htmx", "office"),
        ("pytest", None),
        ("click", None),
        ("nowhere", None),
        ("", None),
    ],
)
def test_a_module_has_the_extra_that_brings_it(module: str, extra: str | None) -> None:
    assert find_extra(module) == extra


def test_a_command_that_lacks_a_module_says_what_to_install(tmp_path: Path) -> None:
    missing = ModuleNotFoundError("No module named 'polars'", name="polars")
    with patch("cleanclaim.cli.inputs.read_case", side_effect=missing):
        answer = call("review", visits_file(tmp_path))
    refused(answer, "needs polars, which is not installed", "Install cleanclaim[files].")


def test_a_module_that_no_extra_brings_is_a_fault_of_ours(tmp_path: Path) -> None:
    missing = ModuleNotFoundError("No module named 'nowhere'", name="nowhere")
    with patch("cleanclaim.cli.inputs.read_case", side_effect=missing):
        assert call("review", visits_file(tmp_path)).code == 70


def test_both_locks_name_the_same_versions() -> None:
    users, developers = (
        dict(re.findall(r"^([a-z0-9._-]+)==([^ ;]+)", (REPO / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert len(users) > 10
    assert {name: developers.get(name) for name in users} == users
