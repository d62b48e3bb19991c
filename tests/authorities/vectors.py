"""The examples of the authorities, gathered in the facts folder beside the repository, as test parameters."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Vector = dict[str, Any]

FOLDER = Path(__file__).parents[2] / ".." / "shared" / "vectors"
ABSENT = "the facts folder is not beside the repository"


def anything(_vector: Vector) -> bool:
    """Every vector is wanted."""
    return True


def vectors(name: str, wanted: Callable[[Vector], bool] = anything) -> list[Any]:
    """The wanted vectors of one file, each a parameter named by its id; where the folder is absent, one that skips."""
    if not FOLDER.is_dir():
        return [pytest.param({}, id=name, marks=pytest.mark.skip(reason=ABSENT))]
    chosen = [pytest.param(vector, id=vector["id"]) for vector in _held(name) if wanted(vector)]
    assert chosen, f"{name}.json holds no such vector"
    return chosen


def ids(name: str, wanted: Callable[[Vector], bool] = anything) -> set[str]:
    """The ids of the wanted vectors of one file; skips the test where the folder is absent."""
    if not FOLDER.is_dir():
        pytest.skip(ABSENT)
    return {vector["id"] for vector in _held(name) if wanted(vector)}


def _held(name: str) -> list[Vector]:
    held: list[Vector] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return held
