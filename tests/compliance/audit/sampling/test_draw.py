"""Samples that anybody can draw again, frames that are put in order by name, and what is refused."""

import hashlib
from collections import Counter
from pathlib import Path

import pytest
from msgspec import structs

from cleanclaim.compliance.audit.sampling.draw import allocate, draw_sample, strata_by_amount, ticket
from cleanclaim.compliance.audit.sampling.frame import AuditFrame, FrameItem, make_frame
from cleanclaim.compliance.audit.sampling.read_frame import read_frame
from cleanclaim.exchange.files.intake import SeveralFaultsError
from cleanclaim.model.errors import UserError


def frame(count: int = 200) -> AuditFrame:
    return make_frame([FrameItem(item=f"C{number:04}", paid=1000 + number) for number in range(count)])


def test_a_sample_is_the_items_with_the_smallest_tickets() -> None:
    drawn = draw_sample(frame(), "simple", 5, "2026").drawn
    by_hand = sorted(
        (hashlib.sha256(f"2026/C{number:04}".encode()).hexdigest(), f"C{number:04}") for number in range(200)
    )
    assert [(one.ticket, one.item.item) for one in drawn] == by_hand[:5]
    assert [one.order for one in drawn] == [1, 2, 3, 4, 5]


def test_the_order_of_the_file_draws_nothing_else() -> None:
    items = list(frame().items)
    again = make_frame(items[::-1])
    assert draw_sample(again, "simple", 30, "a") == draw_sample(frame(), "simple", 30, "a")
    assert draw_sample(again, "simple", 30, "b") != draw_sample(again, "simple", 30, "a")
    assert again.fingerprint == frame().fingerprint


def test_a_larger_sample_has_the_smaller_one_in_it() -> None:
    few, many = (draw_sample(frame(), "simple", size, "a").drawn for size in (10, 40))
    assert many[:10] == few


def test_every_item_is_drawn_as_often_as_any_other() -> None:
    """Of 20 items 5, over 4,000 seeds: 1,000 each, and its spread is that of chance (chi square, 19 degrees)."""
    counts = Counter(
        one.item.item for seed in range(4000) for one in draw_sample(frame(20), "simple", 5, str(seed)).drawn
    )
    square = sum((count - 1000) ** 2 / 1000 for count in counts.values())
    assert len(counts) == 20
    assert square < 43.8  # one seed in a thousand would go beyond it; the tickets are always the same


def test_strata_share_a_sample_by_their_size_and_have_two_each() -> None:
    assert allocate({"a": 1000, "b": 500, "c": 10}, 60) == {"a": 39, "b": 19, "c": 2}
    assert allocate({"a": 3, "b": 1, "c": 2}, 6) == {"a": 3, "b": 1, "c": 2}
    with pytest.raises(UserError, match="fewer than two of each of 3 strata"):
        allocate({"a": 9, "b": 9, "c": 9}, 5)
    with pytest.raises(UserError, match="of one stratum"):
        allocate({"": 9}, 5)


def test_strata_by_what_was_paid() -> None:
    found = strata_by_amount(frame(), [1050, 1100])
    assert {name: len(items) for name, items in found.strata().items()} == {
        "1: below $10.50": 50,
        "2: $10.50 to $11.00": 50,
        "3: $11.00 and more": 100,
    }
    sample = draw_sample(found, "stratified", 40, "a")
    assert [(one.items, one.drawn) for one in sample.strata] == [(50, 10), (50, 10), (100, 20)]


def test_a_targeted_sample_takes_the_highest_risk_and_carries_no_estimate() -> None:
    items = [structs.replace(one, risk=number % 7) for number, one in enumerate(frame(70).items)]
    sample = draw_sample(make_frame(items), "targeted", 10, "a")
    assert {one.item.risk for one in sample.drawn} == {6}
    assert not sample.carries_estimate
    with pytest.raises(UserError, match="has no risk"):
        draw_sample(frame(), "targeted", 10, "a")
    with pytest.raises(UserError, match="fewer than the 300"):
        draw_sample(frame(), "simple", 300, "a")


def test_what_was_not_paid_is_taken_out_by_name() -> None:
    found = make_frame(
        [
            FrameItem(item="A", paid=100),
            FrameItem(item="B", paid=0),
            FrameItem(item="C", paid=-500),
            FrameItem(item="D", paid=500, status="Voided"),
        ]
    )
    assert [one.item for one in found.items] == ["A"]
    assert [(one.item.item, one.why) for one in found.taken_out] == [
        ("B", "zero paid"),
        ("C", "below zero"),
        ("D", "voided"),
    ]


def test_a_frame_with_duplicates_says_every_row(tmp_path: Path) -> None:
    path = tmp_path / "frame.csv"
    path.write_text("Claim No,Amount Paid\nA,10.00\nB,20.00\nA,10.00\nB,25.00\n", encoding="utf-8")
    with pytest.raises(SeveralFaultsError) as wrong:
        read_frame(path)
    first, second = wrong.value.errors
    assert first.place == f"{path}, row 4"
    assert first.problem == 'item "A" stands in row 2 too, with the same amount'
    assert "with 20.00 there" in second.problem
    assert second.remedy.startswith("Leave one row of each item")


def test_a_frame_with_cells_that_cannot_be_read_says_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "frame.csv"
    path.write_text("item,paid,date,risk\nA,ten,2026-03-02,1\n,5.00,2026-03-02,1\nC,5.00,soon,x\n", encoding="utf-8")
    with pytest.raises(SeveralFaultsError) as wrong:
        read_frame(path)
    assert [one.place for one in wrong.value.errors] == [
        f"{path}, row 2, column paid",
        f"{path}, row 3, column item",
        f"{path}, row 4, column date",
        f"{path}, row 4, column risk",
    ]
    path.write_text("claim,date\nA,2026-03-02\n", encoding="utf-8")
    with pytest.raises(UserError, match="no column is paid"):
        read_frame(path)


def test_a_ticket_is_that_of_any_other_program() -> None:
    """`printf 2026/C0001 | sha256sum`."""
    assert ticket("2026", "C0001") == hashlib.sha256(b"2026/C0001").hexdigest()
    assert len(ticket("", "")) == 64
