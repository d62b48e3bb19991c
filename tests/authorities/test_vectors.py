"""What the vectors themselves must keep: a source that exists, a standing, and gold only where the source was read."""

import pytest

from cleanclaim.law.policies.sources import sources
from tests.authorities.vectors import FOLDER, STANDINGS, read_vectors

FILES = sorted(path.stem for path in FOLDER.glob("*.json") if path.stem != "x12_defects")


def test_there_are_files_of_vectors() -> None:
    assert len(FILES) == 7


@pytest.mark.parametrize("name", FILES)
def test_a_vector_has_a_source_and_a_standing_and_gold_was_read(name: str) -> None:
    for vector in read_vectors(name):
        assert vector["standing"] in STANDINGS, vector["id"]
        assert vector["cite"] in sources(), vector["id"]
        assert vector["standing"] != "gold" or sources()[vector["cite"]].read, vector["id"]


@pytest.mark.parametrize("name", FILES)
def test_no_two_vectors_share_an_id(name: str) -> None:
    ids = [vector["id"] for vector in read_vectors(name)]
    assert len(ids) == len(set(ids))
