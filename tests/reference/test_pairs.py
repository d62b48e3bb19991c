"""Packed pairs: what goes in comes out, whatever the order, and however many kinds of edit there are."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.reference.pairs import Edit, Pairs, PairsDraft

CODES = st.sampled_from(["97110", "97112", "97530", "G0283", "0552T"])
DAYS = st.none() | st.dates(date(1996, 1, 1), date(2030, 1, 1))
ROWS = st.lists(st.tuples(CODES, CODES, st.builds(Edit, DAYS, DAYS, st.sampled_from([0, 1, 9]), st.text(max_size=5))))


def read(packed: bytes, folder: Path) -> Pairs:
    file = folder / "some.pairs"
    file.write_bytes(packed)
    return Pairs(file)


@given(rows=ROWS)
def test_what_was_put_in_is_found(rows: list[tuple[str, str, Edit]], tmp_path_factory: pytest.TempPathFactory) -> None:
    draft = PairsDraft()
    draft.add_all(rows)
    held = read(draft.packed(), tmp_path_factory.mktemp("pairs"))
    assert {(row.column1, row.column2, row.edit) for row in held} == set(rows)
    assert held.count == len(draft) == len(set(rows))
    for one, two, edit in rows:
        assert edit in held.of(one, two)
        assert one in held
    assert held.of("97110", "00000") == []


@given(rows=ROWS, order=st.randoms())
def test_the_order_does_not_change_a_byte(rows: list[tuple[str, str, Edit]], order: st.DataObject) -> None:
    one, other = PairsDraft(), PairsDraft()
    one.add_all(rows)
    shuffled = list(rows)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    other.add_all(shuffled)
    assert one.packed() == other.packed()


def test_more_kinds_of_edit_than_two_bytes_tell_apart_are_told_apart(tmp_path: Path) -> None:
    draft = PairsDraft()
    first = date(1996, 1, 1)
    edits = [Edit(first + timedelta(days=day), None, 1) for day in range(70_000)]
    draft.add_all(("97110", "97530", edit) for edit in edits)
    held = read(draft.packed(), tmp_path)
    assert set(held.of("97110", "97530")) == set(edits)


def test_more_codes_than_there_are_is_refused() -> None:
    draft = PairsDraft()
    draft.add_all(("97110", f"{number:06d}", Edit(None, None, 1)) for number in range(66_000))
    with pytest.raises(ValueError, match="more than there are"):
        draft.packed()
