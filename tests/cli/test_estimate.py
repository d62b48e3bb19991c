"""`cleanclaim estimate`: what a patient who pays is told beforehand, and what an estimate lacks."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.calling import FILED, PRACTICE, Json, call, refused, row, visits_file

PLANNED = row(patient_id="P20", payer="self_pay", service_date="2026-03-16", charge="", diagnoses="M25.511")


def estimated(folder: Path, *rows: dict[str, str], more: tuple[str, ...] = ()) -> tuple[int, Json, str]:
    output = folder / "estimate.pdf"
    file = visits_file(folder, *rows)
    done = call("estimate", file, "--practice", PRACTICE, *FILED, *more, "-o", output, "--force", "--format", "json")
    text = (
        " ".join(" ".join(page.extract_text().split()) for page in PdfReader(output).pages) if output.exists() else ""
    )
    return done.code, done.json, text


def test_an_estimate_says_what_the_law_asks(tmp_path: Path) -> None:
    code, document, text = estimated(tmp_path, PLANNED, more=("--scheduled-on", "2026-03-03"))
    (one,) = document["estimates"]
    assert (code, one["patient_id"], one["due"], one["missing"]) == (0, "P20", "2026-03-04", [])
    for part in (
        "Good faith estimate of expected charges",
        "Made on Mar 3, 2026",
        "Physical therapy",
        "Example Way Therapy PLLC, NPI 1000000004, tax number 00-0000001",
        "Visit of Mar 16, 2026",
        "Pat Sample, PT, NPI 1000000012",
        "100 Example Way, Exampleton TX",
        "M25.511",
        "97110",
        f"Expected in all ${one['expected']}",
        "Nothing that we know of.",
        "This is an estimate",
        "$400.00 or more above this estimate",
        "This estimate is no contract.",
        "45 CFR 149.610",
    ):
        assert part in text, part


def test_visits_that_recur_are_counted_and_end(tmp_path: Path) -> None:
    _, once, _ = estimated(tmp_path, PLANNED)
    _, often, text = estimated(tmp_path, PLANNED, more=("--times", "12", "--until", "2026-06-30"))
    amounts = [float(one["estimates"][0]["expected"]) for one in (once, often)]
    assert amounts[1] == 12 * amounts[0]
    assert "Physical therapy, 12 times until Jun 30, 2026" in text


@pytest.mark.parametrize(
    ("more", "says"),
    [(("--times", "2"), "--until"), (("--times", "2", "--until", "2199-01-01"), "the last day of one estimate")],
)
def test_recurring_visits_need_an_end(tmp_path: Path, more: tuple[str, ...], says: str) -> None:
    file = visits_file(tmp_path, PLANNED)
    refused(call("estimate", file, "--practice", PRACTICE, *FILED, *more, "-o", tmp_path / "e.pdf"), says)


def test_what_is_lacking_is_named(tmp_path: Path) -> None:
    code, document, _ = estimated(tmp_path, PLANNED | {"diagnoses": "", "provider_npi": ""})
    (one,) = document["estimates"]
    assert code == 1
    assert one["missing"] == ["Visit 1: who treats is not known (provider_npi).", "Visit 1: no diagnosis is entered."]


def test_a_visit_without_units_or_date(tmp_path: Path) -> None:
    rows = (PLANNED | {"minutes": ""}, PLANNED | {"visit_id": "2", "service_date": ""})
    code, document, text = estimated(tmp_path, *rows)
    assert code == 1
    assert document["held"] == {"1": ["97110: enter the minutes; units are never assumed."]}
    assert "Visit, not yet scheduled" in text


def test_each_patient_gets_one_of_their_own(tmp_path: Path) -> None:
    _, document, text = estimated(
        tmp_path,
        PLANNED,
        PLANNED | {"visit_id": "2", "service_date": "2026-03-18"},
        PLANNED | {"visit_id": "3", "patient_id": "P05"},
    )
    assert [one["visits"] for one in document["estimates"]] == [["1", "2"], ["3"]]
    assert text.count("Page 1") == 2
