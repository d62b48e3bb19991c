"""Money never appears or disappears: what is split adds up, what is written reads back."""

from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.model import money

AMOUNTS = st.integers(0, 10_000_000)


@given(AMOUNTS, st.lists(st.integers(0, 30), min_size=1, max_size=8).filter(any))
def test_shares_add_up_to_the_cent_and_none_is_a_cent_off(amount: int, parts: list[int]) -> None:
    pieces = money.share(amount, parts)
    assert sum(pieces) == amount
    for piece, part in zip(pieces, parts, strict=True):
        assert abs(piece * sum(parts) - amount * part) < sum(parts)


@given(AMOUNTS)
def test_an_amount_reads_back_as_it_was_written(amount: int) -> None:
    assert money.cents(money.dollars(amount)) == amount
    assert money.cents(money.dollars_for_people(amount)) == amount
