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
    assert rules(tmp_path) == set()
    assert rules(None) == set()
