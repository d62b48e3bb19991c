"""The office knows the practice's own payers, where `serve` was given their folder."""

from datetime import date
from pathlib import Path

import pytest

from cleanclaim.office.minutes import presenter as shown
from cleanclaim.office.minutes.form import Block, VisitForm
from cleanclaim.office.shared.query import payers
from cleanclaim.office.shared.standards import OWN_PAYERS, described, own_payers

ON = date(2026, 3, 2)
TEXT = """name = "Lakeside"
kind = "commercial"
extends = "commercial"
about = "Lakeside, by our contract."

[unit_method]
reviewed = 2026-03-01
"2020-01-01" = { value = "cms", cite = "payer-contract", verified = true, note = "Section 4" }
"""


@pytest.fixture
def lakeside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "payers"
    folder.mkdir()
    (folder / "lakeside.toml").write_text(TEXT, encoding="utf-8")
    monkeypatch.setenv(OWN_PAYERS, str(folder))
    return folder


def test_a_payer_of_ones_own_can_be_chosen_and_counts_as_its_file_says(lakeside: Path) -> None:
    assert own_payers() == lakeside
    assert ("lakeside", "Lakeside") in payers(ON, own_payers())
    blocks = [Block(code=code, minutes="7", who="therapist", start="", rest="{}") for code in ("97110", "97140")]
    entered = VisitForm(
        payer="lakeside",
        beside="",
        service_date=ON.isoformat(),
        discipline="PT",
        about="{}",
        choice="",
        blocks=blocks,
    )
    answer = shown.answer(entered)
    assert answer
    assert answer.payer == "Lakeside"
    assert answer.coded.units == 1  # 14 minutes together; each alone would earn none


def test_without_a_folder_only_ours_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(OWN_PAYERS, raising=False)
    assert own_payers() is None
    assert described("lakeside", ON) is None
    assert described(None, ON) is None
