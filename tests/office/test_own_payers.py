"""The office knows the practice's own payers, where `serve` was given their folder."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from cleanclaim.model.errors import UserError
from cleanclaim.office.minutes import presenter
from cleanclaim.office.minutes.form import Block, VisitForm
from cleanclaim.office.shared.office_basis import build_basis, find_payer_policy, get_library_folder
from cleanclaim.office.shared.query import list_payers
from cleanclaim.reference.library import shipped

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
    monkeypatch.setattr(settings, "PAYERS", str(folder))
    return folder


def test_a_payer_of_ones_own_can_be_chosen_and_counts_as_its_file_says(lakeside: Path) -> None:
    assert build_basis().payers == str(lakeside)
    assert ("lakeside", "Lakeside") in list_payers(ON, build_basis())
    blocks = [Block(code=code, minutes="7", who="therapist", start="", rest="{}") for code in ("97110", "97140")]
    entered = VisitForm(
        payer="lakeside",
        second_payer="",
        service_date=ON.isoformat(),
        discipline="PT",
        about="{}",
        choice="",
        blocks=blocks,
    )
    answer = presenter.build_minutes_view(entered)
    assert answer
    assert answer.payer == "Lakeside"
    assert answer.coded.units == 1  # 14 minutes together; each alone would earn none


def test_without_a_folder_only_ours_are_known() -> None:
    assert build_basis().payers is None
    assert find_payer_policy("lakeside", ON) is None
    assert find_payer_policy(None, ON) is None


def test_imports_need_a_folder_and_the_rest_answers_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "LIBRARY", None)
    assert build_basis().library is shipped()
    with pytest.raises(UserError, match="no folder is named for imported releases"):
        get_library_folder()


def test_today_is_that_of_the_machine_and_of_no_fixed_time_zone() -> None:
    script = "import django, os, time; django.setup(); print(os.environ['TZ'], time.tzname[0])"
    for zone in ("Pacific/Kiritimati", "Pacific/Honolulu"):
        done = subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "TZ": zone, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.split() == [zone, {"Pacific/Kiritimati": "+14", "Pacific/Honolulu": "HST"}[zone]]
