"""The authorities' worked examples as test parameters: facts re-expressed in small JSON files, each with its source.

Every vector has an `id`, what it `cite`s (an entry of our bibliography, with a `section` where one is known) and a
standing: `gold` (the example was read in the source, or in a page that quotes it), `partial` (part of it was),
`recalled` (known in the field, its text not read again) or `derived` (worked out by the rule that is cited).
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cleanclaim

Vector = dict[str, Any]

FOLDER = Path(cleanclaim.__file__).parent / "compliance" / "conformance" / "cases"
"""They are shipped, so that anybody's program can be asked them too (`cleanclaim conformance`)."""
STANDINGS = ("gold", "partial", "recalled", "derived")


def anything(_vector: Vector) -> bool:
    """Every vector is wanted."""
    return True


def vectors(name: str, wanted: Callable[[Vector], bool] = anything) -> list[Any]:
    """The wanted vectors of one file, each a parameter named by its id."""
    chosen = [pytest.param(vector, id=vector["id"]) for vector in read_vectors(name) if wanted(vector)]
    assert chosen, f"{name}.json has no such vector"
    return chosen


def ids(name: str, wanted: Callable[[Vector], bool] = anything) -> set[str]:
    """The ids of the wanted vectors of one file."""
    return {vector["id"] for vector in read_vectors(name) if wanted(vector)}


def read_vectors(name: str) -> list[Vector]:
    """All vectors of one file."""
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    if "releases" in content:
        return [_pair(release, row) for release in content["releases"] for row in release["pairs"]]
    found: list[Vector] = content["vectors"]
    return found


def _pair(release: Vector, row: list[Any]) -> Vector:
    """A row of code pairs as a vector of its own."""
    column1, column2, indicator, *ended = row
    return {
        "id": f"{column1}-{column2}-{release['on'][:4]}",
        "standing": release["standing"],
        "cite": release["cite"],
        "on": release["on"],
        "column1": column1,
        "column2": column2,
        "indicator": indicator,
        "ended": ended[0] if ended else None,
    }
