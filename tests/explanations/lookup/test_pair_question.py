"""Questions about two codes as one types them."""

from datetime import date

import pytest

from cleanclaim.explanations.lookup.pair_question import read_pair_question

ON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "payer", "on", "unused"),
    [
        ("97530 with 97140, Aetna, today", "aetna", ON, ()),
        ("97530 97140", "medicare", ON, ()),
        ("can I bill 97530 and 97140 for workers comp?", "workers_comp", ON, ()),
        ("97530 97140 3/2/2025", "medicare", date(2025, 3, 2), ()),
        ("97530 vs 97140 2025-03-02 aetna", "aetna", date(2025, 3, 2), ()),
        ("97530 with 97140 Nobody Health", "medicare", ON, ("nobody", "health")),
    ],
)
def test_a_question_names_its_codes_payer_and_day(text: str, payer: str, on: date, unused: tuple[str, ...]) -> None:
    found = read_pair_question(text, ON)
    assert found is not None
    assert {found.first, found.second} == {"97530", "97140"}
    assert (found.payer, found.on, found.unused) == (payer, on, unused)


@pytest.mark.parametrize("text", ["97530", "97530 97530", "97530 97140 97110", "manual therapy", "97530 99999", ""])
def test_anything_else_is_no_such_question(text: str) -> None:
    assert read_pair_question(text, ON) is None
