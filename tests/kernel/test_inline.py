"""A one-line function written in place answers as the function does when it is called."""

from pathlib import Path

import pytest

from tests.kernel.bakery import Loaf, Shop, Tray, ask, compiled

TRAYS = [
    Tray(loaves=()),
    Tray(),
    Tray(loaves=(Loaf(grams=400), Loaf(kind="spelt", grams=470), Loaf(kind="spelt", grams=900))),
    Tray(loaves=(Loaf(grams=None), Loaf(grams=300, scored=None)), heat=None),
    Tray(loaves=(Loaf(kind="råg", grams=449), Loaf(kind="råg", grams=451)), baker=None, minutes=None),
]
SHOPS = [Shop(), Shop(least=None), Shop(town=None, least=600)]

IN_PLACE = {
    "an expression over several lines": """
@rule(**words)
def odd(grams: int, least: int, kind: str) -> bool:
    '''More
    than one line.'''
    return (
        grams < least
        and kind != "spelt"
    ) or grams > (
        2 * least
    )
""",
    "a comprehension with a name of its own": """
@rule(**words)
def odd(grams: Each[int], kind: Each[str]) -> bool:
    return any(g < 450 and k == "spelt" for g, k in zip(grams, kind)) or {k: g for g, k in zip(grams, kind)} == {}
""",
    "a name of the module": """
LIMIT = 450
def _double(number):
    return 2 * number

@rule(**words)
def odd(grams: int) -> bool:
    return _double(grams) > 2 * LIMIT
""",
    "the same parameter many times": """
@rule(**words)
def odd(grams: int, kind: str) -> bool:
    return grams > 10 and grams - 450 < grams // 900 and kind == kind.lower() and grams * grams > grams
""",
    "letters of more than one byte": """
@rule(**words)
def odd(kind: str, grams: int) -> bool:
    return "åäö råg".endswith(kind) and "é" != kind and grams < 450
""",
    "an attribute and a keyword with the name of a parameter": """
class Flour:
    grams = 450

@rule(**words)
def odd(grams: int) -> bool:
    return Flour.grams > dict(grams=grams)["grams"]
""",
    "a conditional expression": """
@fact
def due(kind: str, least: int | None = None) -> int | None:
    return None if least is None else least + 20 if kind == "spelt" else least

@rule(**words)
def odd(grams: int, due: int) -> bool:
    return grams < due
""",
    "conditions at the head": """
@fact
def due(kind: str, least: int | None = None) -> int | None:
    if least is None:
        return None
    if kind == "spelt":
        return least + 20
    return least

@rule(**words)
def odd(grams: int, due: int) -> bool:
    if grams > 2 * due:
        return True
    return grams < due
""",
    "a comment and text over several lines": """
@rule(**words)
def odd(grams: int, kind: str) -> bool:
    return (
        grams < 450  # the least
        or kind == '''two
lines'''
    )
""",
    "a lambda with a name of its own": """
@rule(**words)
def odd(grams: Each[int]) -> bool:
    return sorted(grams, key=lambda one: -one) != sorted(grams, reverse=True) or min(grams, default=999) < 450
""",
    "a fact read by every loaf": """
@fact
def total(grams: Each[int]) -> int:
    return sum(grams)

@fact
def others(grams: Each[int], total: int) -> Each[int]:
    return [total - one for one in grams]

@rule(**words)
def odd(others: int, grams: int) -> bool:
    return others < grams
""",
}

CALLED = {
    "more than one statement": """
@rule(**words)
def odd(grams: int) -> bool:
    limit = 450
    return grams < limit
""",
    "conditions at the head and more after them": """
@rule(**words)
def odd(grams: int, kind: str) -> bool:
    if kind == "spelt":
        return grams < 480
    limit = 450
    return grams < limit
""",
    "a condition that names a value": """
@rule(**words)
def odd(grams: int) -> bool:
    if (double := 2 * grams) > 1700:
        return double > 0
    return grams < 450
""",
    "a comprehension that takes a parameter's name": """
@rule(**words)
def odd(grams: Each[int], least: int) -> bool:
    return any(grams < least for grams in grams)
""",
    "a lambda that takes a parameter's name": """
@rule(**words)
def odd(grams: Each[int], least: int) -> bool:
    return min(sorted(grams, key=lambda grams: -grams), default=999) < least
""",
    "a function within a function": """
def make(limit):
    @rule(**words)
    def odd(grams: int) -> bool:
        return grams < limit
    return odd
odd = make(450)
""",
}


def both_ways(text: str, folder: Path) -> tuple[str, str]:
    """The source of the two compiled functions, once they have given the same answers everywhere."""
    written, called = compiled(text, folder=folder), compiled(text)
    outcomes = set()
    for shop in SHOPS:
        for tray in TRAYS:
            mine, theirs = ask(written, tray, shop), ask(called, tray, shop)
            assert [answer[1:] for answer in mine[0]] == [answer[1:] for answer in theirs[0]]
            assert mine[1] == theirs[1]
            outcomes |= {answer.outcome for answer in mine[0]}
    assert "fail" in outcomes, "the trays do not put the rule to the test"
    return written.source, called.source


@pytest.mark.parametrize("text", IN_PLACE.values(), ids=IN_PLACE.keys())
def test_written_in_place_it_answers_as_when_called(text: str, tmp_path: Path) -> None:
    written, called = both_ways(text, tmp_path)
    assert "call_odd" not in written
    assert "call_odd" in called


@pytest.mark.parametrize("text", CALLED.values(), ids=CALLED.keys())
def test_what_cannot_be_written_in_place_is_called(text: str, tmp_path: Path) -> None:
    written, _called = both_ways(text, tmp_path)
    assert "call_odd" in written
