"""Which claims a receiver took in: by a 277CA of the claim, by a 999 of the transaction it was in."""

import re
from datetime import date

import pytest

from cleanclaim.claims.acceptances import Acceptance, acceptances_of
from tests.claims.test_refusals import SYNTAX, answer_999
from tests.exchange.x12.files import ANSWERS_277CA, CLAIM_837P, changed, items

TAKEN = [re.sub(r"^STC\*A[378]:[0-9:]*(.*)\*U\*", r"STC*A2:20\1*WQ*", line) for line in ANSWERS_277CA]
"""The same answers, as they are where the claim is accepted."""


def accepted(*files: list[str]) -> list[Acceptance]:
    return acceptances_of([(f"{at}.x12", items(lines)) for at, lines in enumerate(files)])


def test_a_277ca_accepts_the_claim_that_it_names() -> None:
    (one,) = (each for each in accepted(CLAIM_837P, TAKEN) if each.by == "277CA")
    assert (one.claim_id, one.source.file) == ("PT1", "1.x12")
    assert one.on is not None
    assert one.receiver


def test_what_is_refused_is_not_accepted() -> None:
    assert accepted(CLAIM_837P, ANSWERS_277CA, SYNTAX) == []


def test_a_999_accepts_every_claim_of_the_transaction() -> None:
    for files in ([CLAIM_837P, answer_999(verdict="A")], [answer_999(verdict="A"), CLAIM_837P]):
        (one,) = accepted(*files)
        assert (one.claim_id, one.by, one.receiver, one.on) == ("PT1", "999", "EXAMPLECH", date(2026, 3, 3))
        assert "transaction 0001 of group 1" in one.says


@pytest.mark.parametrize("other", ["GS*HC", "ST*837"])
def test_a_999_of_another_transaction_accepts_nothing(other: str) -> None:
    line = next(one for one in CLAIM_837P if one.startswith(other))
    moved = changed(
        CLAIM_837P, other, line.replace("*0001", "*0007") if other == "ST*837" else line.replace("*1*X*", "*8*X*")
    )
    assert accepted(moved, answer_999(verdict="A")) == []


def test_a_999_that_two_transactions_could_be_meant_by_accepts_none() -> None:
    assert accepted(CLAIM_837P, CLAIM_837P, answer_999(verdict="A")) == []


def test_the_claims_own_answer_comes_before_that_of_its_batch() -> None:
    found = [one.by for one in accepted(CLAIM_837P, answer_999(verdict="A"), TAKEN)]
    assert found[0] == "277CA"
    assert "999" in found
