"""What leaves a question open: the input that is not known, or the fact that cannot tell, and nothing else."""

import pytest

from cleanclaim.kernel import Missing, RuleSetError
from tests.kernel.bakery import Loaf, Shop, Tray, ask, book, compiled

LIGHT = "@rule(**words)\ndef light(grams: int, least: int) -> bool:\n    return grams < least\n"
KILOS = "@fact\ndef kilos(grams: int) -> int:\n    return grams // 1000\n"


def missing(text: str, tray: Tray | None = None, shop: Shop | None = None) -> dict[int, Missing | None]:
    """What is missing, by the place of the question."""
    answers, _off = ask(compiled(text), tray or Tray(), shop)
    return {answer.place: answer.missing for answer in answers}


def names(text: str, tray: Tray | None = None, shop: Shop | None = None) -> dict[int, str]:
    return {place: one.name for place, one in missing(text, tray, shop).items() if one is not None}


def test_an_unknown_input_is_said_in_its_own_words() -> None:
    assert missing(LIGHT, Tray(loaves=(Loaf(grams=None), Loaf(grams=100)))) == {
        0: Missing("The grams is not known", "Find out the grams.", "grams"),
        1: None,  # an answer
    }


def test_of_several_unknown_inputs_the_first_one_read_is_said() -> None:
    assert names(LIGHT, Tray(loaves=(Loaf(grams=None), Loaf())), Shop(least=None)) == {0: "grams", 1: "least"}


def test_what_is_not_known_is_found_through_facts() -> None:
    text = KILOS + "@rule(**words)\ndef heavy(kilos: int, heat: int) -> bool:\n    return kilos > heat\n"
    assert names(text, Tray(loaves=(Loaf(grams=None),), heat=None)) == {0: "grams"}


def test_of_all_lines_the_first_unknown_one_is_said() -> None:
    text = KILOS + "@rule(**words)\ndef heavy(kilos: Each[int]) -> bool:\n    return sum(kilos) > 1\n"
    assert names(text, Tray(loaves=(Loaf(), Loaf(grams=None)))) == {-1: "grams"}


CONDITION = """
@fact
def is_rye(kind: str, scored: bool | None = None, heat: int | None = None) -> bool | None:
    return heat and heat > 0 if kind == "rye" else False

@rule(**words, when="is_rye")
def light(grams: int) -> bool:
    return grams < 450
"""


def test_a_fact_that_cannot_tell_says_so_for_the_first_unknown_it_accepts() -> None:
    assert names(CONDITION, Tray(loaves=(Loaf(grams=None),), heat=None)) == {0: "heat"}
    assert names(CONDITION, Tray(loaves=(Loaf(scored=None),), heat=None)) == {0: "scored"}


def test_a_fact_may_say_for_which_of_them_it_cannot_tell() -> None:
    text = CONDITION.replace("@fact", "@fact(missing='heat')")
    assert names(text, Tray(loaves=(Loaf(scored=None),), heat=None)) == {0: "heat"}


PRICED = """
@fact(missing=("heat", "town", Missing("No price for the bread", "Ask the baker.", name="price")))
def price(kind: str, heat: int | None = None) -> int | None:
    return None if heat is None else {"rye": 4}.get(kind)

@rule(**words)
def dear(price: int) -> bool:
    return price > 3
"""


@pytest.mark.parametrize(("heat", "town", "name"), [(None, None, "heat"), (240, None, "town"), (240, "Lund", "price")])
def test_a_fact_may_name_what_to_look_for_in_order(heat: int | None, town: str | None, name: str) -> None:
    tray = Tray(loaves=(Loaf(kind="spelt"),), heat=heat)
    assert names(PRICED, tray, Shop(town=town)) == {0: name}


def test_a_fact_that_gives_every_loaf_its_value_looks_at_the_loaf_first_and_then_at_the_others() -> None:
    text = """
@fact(missing="grams")
def share(grams: Each[int | None]) -> Each[int | None]:
    return [None if None in grams else 1 for one in grams]

@rule(**words)
def small(share: int) -> bool:
    return share < 1
"""
    assert names(text, Tray(loaves=(Loaf(), Loaf(grams=None)))) == {0: "grams", 1: "grams"}


def test_an_unknown_resolution_is_said_where_there_is_a_fault() -> None:
    text = "@rule(**words, unless='scored')\ndef light(grams: int, heat: int) -> bool:\n    return grams < heat * 2"
    assert names(text, Tray(loaves=(Loaf(grams=400, scored=None),))) == {0: "scored"}


def refusal(text: str) -> str:
    with pytest.raises(RuleSetError) as caught:
        book(text)
    return str(caught.value)


DEAR = "@rule(**words)\ndef dear(price: int) -> bool:\n    return price > 3\n"


def test_a_fact_that_may_not_know_and_does_not_say_why_is_refused() -> None:
    assert refusal("@fact\ndef price(kind: str) -> int | None:\n    return None\n" + DEAR) == (
        "'price' may answer None and does not say what is missing then. "
        "Write @fact(missing=Missing(title, remedy)), or name what is."
    )


def test_a_typo_in_what_is_missing_is_refused() -> None:
    assert refusal("@fact(missing='heet')\ndef price(kind: str) -> int | None:\n    return None\n" + DEAR) == (
        "'price' says that 'heet' is missing, neither a field nor a fact. Did you mean 'heat'?"
    )


def test_what_is_never_unknown_cannot_be_missing() -> None:
    told = refusal("@fact(missing='kind')\ndef price(kind: str) -> int | None:\n    return None\n" + DEAR)
    assert told.startswith("'kind' is never None and does not say what is missing then.")


def test_what_is_missing_may_not_go_round() -> None:
    text = (
        "@fact(missing='cost')\ndef price(kind: str) -> int | None:\n    return None\n"
        "@fact(missing='price')\ndef cost(kind: str) -> int | None:\n    return None\n"
    )
    assert refusal(text + DEAR) == "What is missing goes round in a circle: price → cost → price."


def test_a_fact_that_leaves_no_question_open_need_not_say_why_it_may_not_know() -> None:
    accepted = DEAR.replace("price: int", "price: int | None = None").replace("price > 3", "bool(price)")
    assert book("@fact\ndef price(kind: str) -> int | None:\n    return None\n" + accepted).rules
