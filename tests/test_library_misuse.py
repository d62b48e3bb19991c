"""What is handed to the library by mistake is refused in words, and an open file is as good as its name."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cleanclaim
from tests.cli.calling import CLINIC_DAY, csv_of, row

VERBS: dict[str, Callable[[Any], object]] = {
    "code": cleanclaim.code,
    "review": cleanclaim.review,
    "price": cleanclaim.price,
    "fix": cleanclaim.fix,
    "explain": cleanclaim.explain,
    "claim": cleanclaim.claim,
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("name", ["week.csv", Path("week.csv")])
def test_the_name_of_a_file_is_not_taken_for_its_visits(verb: str, name: str | Path) -> None:
    with pytest.raises(cleanclaim.UserError, match="is the name of a file, not its visits") as refused:
        VERBS[verb](name)
    assert 'cleanclaim.read_case("week.csv")' in str(refused.value)


def test_one_visit_wants_a_list() -> None:
    visit = cleanclaim.read_visits(CLINIC_DAY / "visits.csv")[0]
    with pytest.raises(cleanclaim.UserError, match=r"Hand in a list of visits: \[visit\]"):
        cleanclaim.code(visit)  # type: ignore[arg-type]


def test_the_folder_of_payers_may_be_a_text(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('name = "Mine"\nkind = "commercial"\nextends = "commercial"\nabout = "Ours."\n')
    visits = cleanclaim.read_visits(CLINIC_DAY / "visits.csv")
    named, path = (cleanclaim.code(visits, cleanclaim.Basis(payers=folder)) for folder in (str(tmp_path), tmp_path))
    assert named == path


def test_visits_are_read_from_an_open_file_which_stays_open() -> None:
    opened = io.BytesIO(csv_of(row()).encode())
    assert [visit.visit_id for visit in cleanclaim.read_visits(opened)] == ["1"]
    assert not opened.closed
    with (CLINIC_DAY / "visits.csv").open("rb") as file:
        assert cleanclaim.read_visits(file) == cleanclaim.read_visits(CLINIC_DAY / "visits.csv")
        assert not file.closed


def test_x12_is_read_from_an_open_file_too() -> None:
    with pytest.raises(cleanclaim.UserError, match="the open file: is no X12 file"):
        list(cleanclaim.read(io.BytesIO(b"nothing")))
    visits = cleanclaim.read_case(
        CLINIC_DAY / "visits.csv", history=CLINIC_DAY / "history.json", practice=CLINIC_DAY / "practice.toml"
    )
    text = cleanclaim.claim(visits).text
    assert text
    items = list(cleanclaim.read(io.BytesIO(text.encode())))
    assert sum(isinstance(one, cleanclaim.Located) for one in items) > 5
    assert list(cleanclaim.validate(io.BytesIO(text.encode()))) == []


@pytest.mark.parametrize("read", [cleanclaim.read_visits, lambda file: list(cleanclaim.read(file))])
def test_a_file_opened_as_text_is_refused_in_words(read: Callable[[Any], object]) -> None:
    with pytest.raises(cleanclaim.UserError, match=r'StringIO: is neither .*\nOpen it as "rb"\.'):
        read(io.StringIO("x"))


def test_help_and_dir_show_the_verbs(capsys: pytest.CaptureFixture[str]) -> None:
    verbs = {"code", "review", "price", "claim", "match", "read", "validate", "explain", "fix", "what_if", "read_case"}
    assert verbs <= set(dir(cleanclaim))
    help(cleanclaim)
    shown = capsys.readouterr().out
    assert {verb for verb in verbs if verb in shown} == verbs
