"""What the compiled function answers: the five outcomes, values of one loaf and of all, and what it remembers."""

import ast
from pathlib import Path

import pytest

from cleanclaim.kernel import BYPASSED, FAIL, UNDETERMINED, Compiled, compile_rules, memory
from tests.kernel.bakery import LAYOUT, Loaf, Shop, Tray, ask, book, compiled, said

LIGHT = "@rule(**words)\ndef light(grams: int, least: int) -> bool:\n    return grams < least\n"
TWO = Tray(loaves=(Loaf(grams=500), Loaf(grams=400)))


def test_a_fault_is_told_with_its_place_and_its_values() -> None:
    made = compiled(LIGHT)
    (answer,), off = ask(made, TWO)
    assert (answer.rule.id, answer.place, answer.outcome, answer.values) == ("bread.light", 1, FAIL, (400, 450))
    assert off == 0


def test_what_passes_is_counted_and_not_listed() -> None:
    made = compiled(LIGHT + "@rule(**words)\ndef cold(heat: int) -> bool:\n    return heat < 200\n")
    answers, off = ask(made, TWO)
    assert (made.questions(0), made.per_line) == (1, 1)
    assert made.questions(2) == 3
    assert made.questions(2) - len(answers) - off == 2


def test_a_rule_about_the_whole_tray_has_no_place() -> None:
    assert said("@rule(**words)\ndef cold(heat: int) -> bool:\n    return heat < 300", TWO) == {("cold", -1): FAIL}


def test_an_unknown_input_leaves_the_question_open() -> None:
    assert said(LIGHT, Tray(loaves=(Loaf(grams=None), Loaf(grams=100)))) == {
        ("light", 0): UNDETERMINED,
        ("light", 1): FAIL,
    }
    assert said(LIGHT, TWO, Shop(least=None)) == {("light", 0): UNDETERMINED, ("light", 1): UNDETERMINED}


def test_the_unknown_runs_through_facts() -> None:
    text = (
        "@fact\ndef kilos(grams: int) -> int:\n    return grams // 1000\n"
        "@fact\ndef doubled(kilos: int) -> int:\n    return 2 * kilos\n"
        "@rule(**words)\ndef heavy(doubled: int) -> bool:\n    return doubled > 2\n"
    )
    assert said(text, Tray(loaves=(Loaf(grams=None), Loaf(grams=2500)))) == {
        ("heavy", 0): UNDETERMINED,
        ("heavy", 1): FAIL,
    }


def test_a_fact_may_itself_not_know() -> None:
    text = (
        "@fact(missing=Missing('No price', 'Ask the baker.'))\n"
        "def price(kind: str) -> int | None:\n    return {'rye': 4}.get(kind)\n"
        "@rule(**words)\ndef dear(price: int) -> bool:\n    return price > 3\n"
    )
    assert said(text, Tray(loaves=(Loaf(kind="rye"), Loaf(kind="spelt")))) == {
        ("dear", 0): FAIL,
        ("dear", 1): UNDETERMINED,
    }


def test_a_default_of_none_accepts_the_unknown() -> None:
    text = "@rule(**words)\ndef unweighed(grams: int | None = None) -> bool:\n    return grams is None"
    assert said(text, Tray(loaves=(Loaf(grams=None), Loaf()))) == {("unweighed", 0): FAIL}


GATED = """
@fact
def is_light(grams: int | None = None) -> bool | None:
    return None if grams is None else grams < 450

@rule(**words, when="is_light")
def unscored(scored: bool) -> bool:
    return not scored
"""


def test_a_question_whose_condition_is_false_does_not_apply() -> None:
    answers, off = ask(compiled(GATED), Tray(loaves=(Loaf(grams=500, scored=False), Loaf(grams=400, scored=False))))
    assert [(answer.place, answer.outcome) for answer in answers] == [(1, FAIL)]
    assert off == 1


@pytest.mark.parametrize(("scored", "outcome"), [(True, "fail"), (False, None), (None, "undetermined")])
def test_a_field_may_be_the_condition(scored: bool | None, outcome: str | None) -> None:
    text = """
@fact
def missing_grams(least: int, grams: int) -> int:
    return least - grams

@rule(**words, when="scored")
def light(missing_grams: int, heat: int) -> bool:
    return missing_grams > 0 and heat > 0
"""
    tray = Tray(loaves=[Loaf(grams=400, scored=scored)])
    assert said(text, tray) == ({("light", 0): outcome} if outcome else {})


@pytest.mark.parametrize(("scored", "outcome"), [(True, "bypassed"), (False, "fail"), (None, "undetermined")])
def test_a_field_may_resolve_the_fault(scored: bool | None, outcome: str) -> None:
    text = "@rule(**words, unless='scored')\ndef light(grams: int, heat: int) -> bool:\n    return grams < heat * 2"
    assert said(text, Tray(loaves=[Loaf(grams=400, scored=scored)])) == {("light", 0): outcome}


def test_a_question_that_does_not_apply_is_not_held_up_by_what_is_unknown() -> None:
    answers, off = ask(compiled(GATED), Tray(loaves=(Loaf(grams=500, scored=None),)))
    assert (answers, off) == ([], 1)


def test_an_unknown_condition_leaves_the_question_open() -> None:
    answers, off = ask(compiled(GATED), Tray(loaves=(Loaf(grams=None, scored=False),)))
    assert [(answer.place, answer.outcome, answer.values) for answer in answers] == [(0, UNDETERMINED, (False, None))]
    assert off == 0


RESOLVED = """
@fact
def forgiven(baker: str | None = None) -> bool | None:
    return None if baker is None else baker == "Ida"

@rule(**words, unless="forgiven")
def light(grams: int) -> bool:
    return grams < 450
"""


@pytest.mark.parametrize(("baker", "outcome"), [("Ida", BYPASSED), ("Olof", FAIL), (None, UNDETERMINED)])
def test_a_fault_is_resolved_or_stands_or_nobody_knows(baker: str | None, outcome: str) -> None:
    assert said(RESOLVED, Tray(loaves=(Loaf(grams=400), Loaf()), baker=baker)) == {("light", 0): outcome}


def test_an_unknown_resolution_does_not_matter_where_there_is_no_fault() -> None:
    assert said(RESOLVED, Tray(baker=None)) == {}


ALL_LOAVES = "@rule(**words)\ndef overloaded(grams: Each[int]) -> bool:\n    return sum(grams) > 800"


def test_each_reads_the_value_of_every_loaf() -> None:
    assert said(ALL_LOAVES, TWO) == {("overloaded", -1): FAIL}
    assert said(ALL_LOAVES, Tray(loaves=TWO.loaves[:1])) == {}
    assert said(ALL_LOAVES, Tray(loaves=())) == {}


def test_one_unknown_among_all_leaves_the_question_open() -> None:
    assert said(ALL_LOAVES, Tray(loaves=(Loaf(), Loaf(grams=None)))) == {("overloaded", -1): UNDETERMINED}


def test_each_of_what_may_be_none_accepts_some_unknown() -> None:
    text = "@rule(**words)\ndef unweighed(grams: Each[int | None]) -> bool:\n    return None in grams"
    assert said(text, Tray(loaves=(Loaf(), Loaf(grams=None)))) == {("unweighed", -1): FAIL}


RANKED = """
@fact
def lighter_before(grams: Each[int]) -> Each[bool]:
    return [any(other < one for other in grams[:place]) for place, one in enumerate(grams)]

@rule(**words)
def unsorted(lighter_before: bool) -> bool:
    return lighter_before
"""


def test_a_fact_that_returns_each_gives_every_loaf_its_own_value() -> None:
    tray = Tray(loaves=(Loaf(grams=400), Loaf(grams=500), Loaf(grams=300)))
    assert said(RANKED, tray) == {("unsorted", 1): FAIL}


def test_a_fact_that_returns_each_knows_nothing_where_one_value_is_unknown() -> None:
    assert said(RANKED, Tray(loaves=(Loaf(grams=None), Loaf()))) == {
        ("unsorted", 0): UNDETERMINED,
        ("unsorted", 1): UNDETERMINED,
    }


TWO_LOOPS = """
@fact
def doughs(grams: int, scored: bool) -> int:
    return grams + 50 * scored

@fact
def mean(doughs: Each[int]) -> int:
    return sum(doughs) // len(doughs)

@fact
def off_by(doughs: int, mean: int) -> int:
    return abs(doughs - mean)

@fact
def worst(off_by: Each[int]) -> int:
    return max(off_by)

@rule(**words)
def uneven(off_by: int, worst: int) -> bool:
    return off_by == worst and worst > 100

@rule(**words)
def sloppy(worst: int) -> bool:
    return worst > 100
"""


def test_what_needs_all_loaves_first_is_asked_of_each_in_a_second_loop() -> None:
    tray = Tray(loaves=(Loaf(grams=500), Loaf(grams=500), Loaf(grams=800)))
    made = compiled(TWO_LOOPS)
    answers, _off = ask(made, tray)
    assert {(answer.rule.name, answer.place): answer.values for answer in answers} == {
        ("uneven", 2): (200, 200),
        ("sloppy", -1): (200,),
    }
    assert made.source.count("for i, loaf in enumerate(loaves):") == 3


def test_only_the_rules_named_are_asked() -> None:
    made = compiled(TWO_LOOPS + LIGHT, only=["bread.light"])
    assert [entry.id for entry in made.rules] == ["bread.light"]
    assert made.questions(2) == 2
    assert "mean" not in made.source


def test_without_any_rule_there_is_nothing_to_say() -> None:
    assert ask(compiled(LIGHT, only=[]), TWO) == ([], 0)


def test_evidence_holds_what_the_words_mention_even_if_the_rule_does_not_read_it() -> None:
    text = (
        "@rule(**{**words, 'message': '{baker} made {grams}', 'remedy': '{kind}'})\n"
        "def light(grams: int) -> bool:\n    return grams < 450"
    )
    made = compiled(text)
    (answer,), _off = ask(made, TWO)
    assert answer.values == (400, "Ida", "rye")


# -- remembering ------------------------------------------------------------------------------------


def counting(calls: list[int], more: str = "") -> Compiled:
    """A compiled rule that tells each time it is really asked; `more` are further parameters."""
    held = book(
        "calls = []\n"
        "@rule(**words)\n"
        f"def light({more}grams: int, least: int) -> bool:\n    calls.append(grams)\n    return grams < least\n"
    )
    held.rules["bread.light"].function.__globals__["calls"] = calls
    return compile_rules(held, LAYOUT)


def test_an_equal_loaf_is_asked_about_once_and_answered_in_its_own_place() -> None:
    calls: list[int] = []
    made = counting(calls, "kind: str, ")
    tray = Tray(loaves=(Loaf(grams=400), Loaf(), Loaf(grams=400), Loaf(grams=400, kind="spelt")))
    first, _off = ask(made, tray)
    assert calls == [400, 500, 400]  # another kind is another loaf
    assert [answer.place for answer in first] == [0, 2, 3]
    again, _off = ask(made, tray)
    assert again == first
    assert calls == [400, 500, 400]


def test_a_field_that_no_question_reads_tells_no_loaves_apart() -> None:
    calls: list[int] = []
    made = counting(calls)
    ask(made, Tray(loaves=(Loaf(grams=400), Loaf(grams=400, kind="spelt", scored=False))))
    assert calls == [400]


def test_what_is_remembered_belongs_to_the_values_that_the_calls_share() -> None:
    calls: list[int] = []
    made = counting(calls)
    heavy, light, other_town = Shop(least=600), Shop(least=450), Shop(least=450, town="Umea")
    said = {shop: [answer.values for answer in ask(made, TWO, shop)[0]] for shop in (light, heavy, other_town)}
    assert said == {light: [(400, 450)], heavy: [(500, 600), (400, 600)], other_town: [(400, 450)]}
    assert calls == [500, 400] * 2  # no question reads the town
    assert {shop: [answer.values for answer in ask(made, TWO, shop)[0]] for shop in said} == said
    assert calls == [500, 400] * 2


def test_each_function_remembers_for_itself() -> None:
    dense = LIGHT.replace("light", "dense").replace("<", ">=")
    both, one = compiled(dense + LIGHT), compiled(dense + LIGHT, only=["bread.light"])
    for made in (both, one, both):
        assert [answer.rule.name for answer in ask(made, TWO)[0] if answer.place == 1] == ["light"]
    assert both.memory is not one.memory


def test_a_shared_value_that_could_change_is_no_ground_to_remember_by() -> None:
    made = compiled(
        "@rule(**words)\ndef far(town: str, grams: int) -> bool:\n    return grams < 500 and town != 'Lund'\n"
    )
    with pytest.raises(TypeError):
        ask(made, TWO, Shop(town=["Lund"]))  # type: ignore[arg-type]


def test_questions_that_do_not_apply_are_counted_from_memory_too() -> None:
    made = compiled(
        GATED.replace("unscored(scored: bool)", "unscored(kind: str)").replace("not scored", "kind == 'rye'")
    )
    tray = Tray(loaves=(Loaf(), Loaf(), Loaf(grams=400)))
    first = ask(made, tray)
    assert len(made.memory) == 2
    assert first[1] == 2
    assert ask(made, tray) == first


@pytest.mark.parametrize("limit", ["REMEMBERED", "MEMORIES", "OBJECTS"])
def test_memory_starts_afresh_when_it_is_full(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(memory, limit, 3)
    made = counting([])
    for number in range(20):
        shop = Shop(least=450) if limit == "REMEMBERED" else Shop(least=450 + number)
        answers, _off = ask(made, Tray(loaves=(Loaf(grams=100 + number),)), shop)
        assert [answer.values for answer in answers] == [(100 + number, shop.least)]
        if limit != "OBJECTS":
            assert len(made.memory) <= 3


def test_a_question_about_more_than_repeats_is_never_answered_from_memory() -> None:
    made = compiled("@rule(**words)\ndef pale(grams: int, heat: int) -> bool:\n    return grams > heat")
    assert len(ask(made, Tray(heat=240))[0]) == 1
    assert len(ask(made, Tray(heat=600))[0]) == 0


# -- the code that is written -----------------------------------------------------------------------

MACHINERY = {"inner", "append", "get", "setdefault", "next", "forget", "enumerate", "len", "sorted", "id"}
MACHINERY |= {"line_memoized", "pattern_memoized", "remembered_under"}


def calls_in(source: str) -> set[str]:
    called = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {func.attr if isinstance(func, ast.Attribute) else ast.unparse(func) for func in called}


def test_one_line_facts_and_rules_are_written_in_place(tmp_path: Path) -> None:
    made = compiled(TWO_LOOPS + LIGHT + GATED.replace("is_light", "is_small"), folder=tmp_path)
    assert calls_in(made.source) - MACHINERY <= {"sum", "abs", "max"}  # of the facts' own
    assert "y_off_by = None if" in made.source


def test_what_only_one_condition_needs_is_worked_out_where_it_applies() -> None:
    text = (
        "@fact\ndef hot(heat: int) -> bool:\n    return heat > 200\n"
        "@fact\ndef risky(minutes: int) -> int:\n    return 100 // minutes\n"
        "@rule(**words, when='hot')\ndef burnt(risky: int) -> bool:\n    return risky > 0\n"
    )
    answers, off = ask(compiled(text), Tray(heat=100, minutes=0))  # would divide by nought
    assert (answers, off) == ([], 1)
