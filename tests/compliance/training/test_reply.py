"""Replies: how they may be written, and what comes of wrong ones."""

import pytest
from msgspec import structs

from cleanclaim.compliance.training.item import Choice, Format, Item, Trap
from cleanclaim.compliance.training.reply import UnreadableReplyError, mark

CHOICES = (Choice("4", "per-code-rounding"), Choice("3"), Choice("2", "full-quarters-only"))
ITEM = Item(
    id="units.total:1",
    kind="units.total",
    format="choose",
    competency="T1",
    facts=(),
    question="How many?",
    choices=CHOICES,
    answers=("b",),
    why="",
    source="cpt-time-rule",
    standing="verified",
    versions={},
)


def written(form: Format, *answers: str, traps: tuple[Trap, ...] = ()) -> Item:
    return structs.replace(ITEM, format=form, choices=(), answers=answers, traps=traps)


@pytest.mark.parametrize("text", ["b", "B", " b ", "b)", "b."])
def test_a_letter_is_read_as_people_write_it(text: str) -> None:
    assert mark(ITEM, text).right


def test_a_wrong_letter_names_its_misconception() -> None:
    found = mark(ITEM, "a")
    assert (found.right, found.misconceptions) == (False, ("per-code-rounding",))


@pytest.mark.parametrize("text", ["", "d", "ab", "3", "aa"])
def test_what_is_no_single_letter_is_no_answer(text: str) -> None:
    with pytest.raises(UnreadableReplyError, match="a to c"):
        mark(ITEM, text)


def test_of_several_all_have_to_be_named_in_any_order() -> None:
    item = structs.replace(ITEM, format="several", choices=(*CHOICES, Choice("5")), answers=("bd",))
    assert mark(item, "d, b").right
    found = mark(item, "abd")
    assert (found.right, found.misconceptions) == (False, ("per-code-rounding",))
    assert not mark(item, "b").right


def test_an_order_takes_all_letters() -> None:
    item = structs.replace(ITEM, format="order", choices=tuple(map(Choice, "xyz")), answers=("cab",))
    assert mark(item, "c a b").right
    assert not mark(item, "abc").right
    with pytest.raises(UnreadableReplyError, match="all letters"):
        mark(item, "ca")


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (written("number", "3"), "3"),
        (written("number", "3"), "03"),
        (written("number", "1250.00"), "$1,250"),
        (written("date", "2026-03-31"), "3/31/2026"),
        (written("date", "2026-03-31"), "2026-3-31"),
        (written("fix the claim", "2 1", "1 2"), "2, 1"),
        (written("fix the claim", "2 1", "1 2"), "1 2"),
    ],
)
def test_what_is_written_is_read_as_people_write_it(item: Item, text: str) -> None:
    assert mark(item, text).right


def test_a_trap_is_known_by_what_leads_to_it() -> None:
    item = written("number", "3", traps=(Trap("4", "per-code-rounding"),))
    assert mark(item, "4").misconceptions == ("per-code-rounding",)
    assert mark(item, "7").misconceptions == ()


@pytest.mark.parametrize(
    ("item", "text", "says"),
    [
        (written("number", "3"), "three", "a number"),
        (written("number", "3"), "3.5", "a number"),
        (written("date", "2026-03-31"), "2026-02-30", "a day"),
        (written("date", "2026-03-31"), "soon", "a day"),
        (written("fix the claim", "2 1"), "2", "2 numbers"),
        (written("fix the claim", "2 1"), "two 1", "2 numbers"),
    ],
)
def test_what_cannot_be_read_says_how_to_write_it(item: Item, text: str, says: str) -> None:
    with pytest.raises(UnreadableReplyError, match=says):
        mark(item, text)
