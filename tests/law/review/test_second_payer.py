"""The second payer's policy is known as the first one's is: a practice's own files and the day known count too."""

from datetime import date
from pathlib import Path

import pytest

from cleanclaim.law.basis import Basis
from cleanclaim.law.review.review import review
from tests.clinic import FILED, billed, visit

OWN = """
name = "Acme Health"
kind = "commercial"
extends = "commercial"
about = "Acme Health, by our contract of 2025."

[unit_method]
reviewed = 2026-03-01
"2020-01-01" = { unknown = true, why = "We had no contract with Acme before 2025" }
"2025-01-01" = { value = "%s", cite = "payer-contract", verified = true, note = "Exhibit B, section 3" }
"""


def rules(folder: Path | None, known_on: date | None = None) -> set[str]:
    held = visit(billed("97110", 20, 2), billed("97140", 18, 1), secondary_payer="acme")
    (claim,) = review([held], Basis(payers=folder, known_on=known_on, filed_on=FILED)).claims
    return {f.rule for f in claim.findings if f.rule == "secondary.counts_otherwise" and f.outcome == "fail"}


@pytest.mark.parametrize(("method", "said"), [("cms", set()), ("cpt", {"secondary.counts_otherwise"})])
def test_a_practices_own_file_says_how_the_second_payer_counts(tmp_path: Path, method: str, said: set[str]) -> None:
    (tmp_path / "acme.toml").write_text(OWN % method)
    assert rules(tmp_path) == said


def test_a_second_payer_that_no_file_describes_is_not_guessed(tmp_path: Path) -> None:
    (tmp_path / "bluestem.toml").write_text((OWN % "cpt").replace("Acme", "Bluestem"))
    assert rules(tmp_path) == set()
    assert rules(None) == set()


CHANGED_MID_QUARTER = """
name = "Acme Health"
kind = "commercial"
extends = "commercial"
about = "Acme Health, by our contract of 2025."

[unit_method]
reviewed = 2026-03-01
"2020-01-01" = { value = "cms", cite = "payer-contract", verified = true, note = "Exhibit B, section 3" }
"2026-02-15" = { value = "cpt", cite = "payer-contract", verified = true, note = "Amendment of February" }
"""


@pytest.mark.parametrize(
    ("on", "said"), [(date(2026, 2, 14), set()), (date(2026, 2, 15), {"secondary.counts_otherwise"})]
)
def test_a_second_payer_counts_as_it_does_on_the_day_of_the_visit(tmp_path: Path, on: date, said: set[str]) -> None:
    """The tables change with the quarter, the second payer's contract in the midst of it."""
    (tmp_path / "acme.toml").write_text(CHANGED_MID_QUARTER)
    one = visit(billed("97110", 20, 2), billed("97140", 18, 1), secondary_payer="acme", service_date=on)
    (claim,) = review([one], Basis(payers=tmp_path, filed_on=FILED)).claims
    assert {f.rule for f in claim.findings if f.rule == "secondary.counts_otherwise" and f.outcome == "fail"} == said
