"""Whoever edits a rule or a payer's file gets the new answer from the next command, whatever was kept before."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import cleanclaim

VISIT = {
    "visit_id": "1",
    "patient_id": "p1",
    "payer": "medicare",
    "service_date": "2026-03-02",
    "discipline": "PT",
    "services": [{"code": "97110", "minutes": 23, "performed_by": "PT", "units": 2, "modifiers": ["GP", "GP"]}],
}


def coded(home: Path) -> dict[str, Any]:
    """What `code` says of the visit, by the program in `home`."""
    file = home / "visit.json"
    file.write_text(json.dumps([VISIT]), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(home)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "cleanclaim", "code", str(file), "--format", "json"]
    said = subprocess.run(command, env=environment, capture_output=True, check=False)
    answer: dict[str, Any] = json.loads(said.stdout)["visits"][0]
    return answer


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_edited_law_answers_at_once(tmp_path: Path) -> None:
    package = tmp_path / "cleanclaim"
    shutil.copytree(Path(cleanclaim.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    law = package / "law"
    assert "modifiers.repeated" in {finding["rule"] for finding in coded(tmp_path)["findings"]}
    (kept,) = (law / "review" / "__pycache__").glob("rules-*.kept")
    before = kept.read_bytes()
    assert "modifiers.repeated" in {finding["rule"] for finding in coded(tmp_path)["findings"]}
    assert kept.read_bytes() == before

    edit(law / "rules" / "modifiers.py", "len(set(modifiers)) < len(modifiers)", "len(set(modifiers)) < 0")
    assert "modifiers.repeated" not in {finding["rule"] for finding in coded(tmp_path)["findings"]}
    assert kept.read_bytes() != before

    assert coded(tmp_path)["unit_method"] == "cms"
    edit(law / "policies" / "payers" / "medicare.toml", 'value = "cms"', 'value = "cpt"')
    assert coded(tmp_path)["unit_method"] == "cpt"
