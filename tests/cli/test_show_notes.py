"""Notes of a review: counted where they are not shown, and shown on request."""

import json
import re
from pathlib import Path

from tests.cli.calling import CLINIC_DAY, FILED, call

DAY = ("review", str(CLINIC_DAY / "visits.csv"), "--history", str(CLINIC_DAY / "history.json"))


def test_every_note_is_counted_or_shown() -> None:
    claims = json.loads(call(*DAY, *FILED, "--format", "json").out)["claims"]
    notes = [
        found["rule"]
        for claim in claims
        for found in claim["findings"]
        if found["severity"] == "info" and found["outcome"] != "bypassed"
    ]
    plain, full = call(*DAY, *FILED).out, call(*DAY, *FILED, "--show-notes").out
    assert re.search(r"(\d+) notes? of what", plain)[1] == str(len(notes))  # type: ignore[index]
    assert "--show-notes" not in full
    for rule in set(notes):
        assert full.count(rule) == plain.count(rule) + notes.count(rule)


def test_the_last_visit_of_an_authorization_is_said(tmp_path: Path) -> None:
    visit = {
        "visit_id": "1",
        "patient_id": "P1",
        "payer": "medicare_advantage",
        "service_date": "2026-03-02",
        "discipline": "PT",
        "provider_npi": "1234567893",
        "place_of_service": "11",
        "history": {
            "authorizations": [
                {
                    "number": "A1",
                    "payer": "medicare_advantage",
                    "begins": "2026-01-05",
                    "visits": 12,
                    "used": 11,
                    "counted_on": "2026-03-01",
                }
            ],
            "visits": [],
        },
        "services": [{"code": "97110", "minutes": 15, "performed_by": "PT", "charge": "50.00", "diagnoses": "M54.50"}],
    }
    file = tmp_path / "visits.json"
    file.write_text(json.dumps([visit]), encoding="utf-8")
    assert "authorizations." not in call("review", str(file), *FILED).out.split("notes of")[0]
    assert "authorizations." in call("review", str(file), *FILED, "--show-notes").out


def test_what_is_let_pass_is_counted_beside_the_totals(tmp_path: Path) -> None:
    claims = json.loads(call(*DAY, *FILED, "--format", "json").out)["claims"]
    stopped = [found for claim in claims for found in claim["findings"] if found["rule"] == "minutes.overbilled"]
    overrides = tmp_path / "overrides.toml"
    overrides.write_text(
        '[[override]]\nrule = "minutes.overbilled"\nreason = "shown"\nauthor = "B. Example"\nexpires = 2099-01-01\n'
    )
    plain, let_pass = call(*DAY, *FILED).out, call(*DAY, *FILED, "--overrides", str(overrides)).out
    assert "let pass" not in plain
    found = re.search(r"(\d+) findings? let pass by overrides", let_pass)
    assert found
    assert 0 < int(found[1]) <= len(stopped)
