"""The same visit given to `claim` again when it was sent or paid before: it is on hold."""

from pathlib import Path

import pytest

from tests.cli.calling import FILED, PRACTICE, call, visits_file
from tests.cli.remits import remittance


def sent(folder: Path, name: str = "sent.837") -> Path:
    """An 837P of the one visit, coded by us."""
    assert call("claim", visits_file(folder), "--practice", PRACTICE, "-o", folder / name, *FILED).code == 0
    return folder / name


def claimed_again(folder: Path, history: Path) -> set[str]:
    answer = call(
        "claim", visits_file(folder), "--history", history, "--practice", PRACTICE, "-o", folder / "again.837",
        *FILED, "--format", "json",
    )  # fmt: skip
    return {reason["rule"] for held in answer.json["held"] for reason in held["reasons"]}


def test_what_was_sent_is_billed_before(tmp_path: Path) -> None:
    assert "visits.billed_before" in claimed_again(tmp_path, sent(tmp_path))
    assert not (tmp_path / "again.837").exists()


def test_what_was_paid_is_billed_before(tmp_path: Path) -> None:
    paid = remittance(sent(tmp_path), tmp_path)
    paid.write_text(paid.read_text().replace("*MB*", "*12*"))  # it does not tell which payer's policy
    assert claimed_again(tmp_path, paid) == {"visits.billed_before"}


def test_what_was_voided_is_not(tmp_path: Path) -> None:
    history = sent(tmp_path)
    original = history.read_text()
    void = original.replace(":B:1*", ":B:8*")
    assert void != original
    history.write_text(original + void)
    assert claimed_again(tmp_path, history) == set()
    history.write_text(original + void + original)
    assert claimed_again(tmp_path, history) == {"visits.billed_before"}


@pytest.mark.parametrize(
    ("sent_as", "verb"), [("correction", "--replace"), ("appeal", "appeal"), ("second", "secondary")]
)
def test_what_is_no_first_claim_makes_none(tmp_path: Path, sent_as: str, verb: str) -> None:
    visits = visits_file(tmp_path)
    heading, service = visits.read_text().splitlines()
    visits.write_text(f"{heading},sent_as,decided_on\n{service},{sent_as},2026-03-03\n")
    out = tmp_path / "out.837"
    answer = call("claim", visits, "--practice", PRACTICE, "-o", out, *FILED, "--format", "json")
    assert answer.code == 1
    assert not out.exists()
    assert any(verb in reason["remedy"] for held in answer.json["held"] for reason in held["reasons"])
