"""How facts and rules hang together: what a book refuses, and in what scope a name belongs."""

from datetime import date

import pytest

from cleanclaim.kernel import Input, RuleSet, RuleSetError
from cleanclaim.kernel.functions import names_in
from cleanclaim.nearest import did_you_mean
from tests.kernel.bakery import CITES, INPUTS, SCOPES, book, module


def refusal(*texts: str) -> str:
    with pytest.raises(RuleSetError) as caught:
        book(*texts)
    return str(caught.value)


def test_a_typo_in_a_fact_names_the_likeliest_word() -> None:
    told = refusal("@fact\ndef weight(gramms: int) -> int:\n    return gramms")
    assert told == "Fact 'weight' reads 'gramms', which is neither a field nor a fact. Did you mean 'grams'?"


def test_a_typo_in_a_rule_names_the_rule() -> None:
    told = refusal("@rule(**words)\ndef light(grams: int, leest: int) -> bool:\n    return grams < leest")
    assert told == "Rule 'bread.light' reads 'leest', which is neither a field nor a fact. Did you mean 'least'?"


def test_a_word_like_no_other_gets_no_advice() -> None:
    told = refusal("@fact\ndef weight(xyzzy: int) -> int:\n    return xyzzy")
    assert told.endswith("neither a field nor a fact.")


@pytest.mark.parametrize("gate", ["when", "unless"])
def test_a_typo_in_a_condition_is_refused(gate: str) -> None:
    told = refusal(
        "@fact\ndef is_rye(kind: str) -> bool:\n    return kind == 'rye'\n"
        f"@rule(**words, {gate}='is_rey')\ndef light(grams: int) -> bool:\n    return grams < 400"
    )
    assert told.startswith("Rule 'bread.light' reads 'is_rey'")
    assert told.endswith("Did you mean 'is_rye'?")


def test_two_facts_of_one_name_are_refused_with_both_places() -> None:
    text = "@fact\ndef weight(grams: int) -> int:\n    return grams"
    told = refusal(text, text)
    assert told == "Two facts are called 'weight': one in bread, and a fact in cake. Rename one of them."


def test_a_fact_with_the_name_of_an_input_is_refused() -> None:
    told = refusal("@fact\ndef grams(kind: str) -> int:\n    return len(kind)")
    assert told.startswith("'grams' is already an input; a fact in bread cannot have the same name.")


def test_an_input_given_twice_is_refused() -> None:
    twice = [*INPUTS, Input(name="heat", scope="loaf", expression="loaf.heat", words="the heat")]
    with pytest.raises(RuleSetError, match="'heat' is already an input"):
        RuleSet(scopes=SCOPES, inputs=twice, modules=[], known_cites=CITES)


def test_facts_that_go_round_are_named_in_their_order() -> None:
    told = refusal(
        "@fact\ndef dough(flour: int) -> int:\n    return flour\n"
        "@fact\ndef flour(mill: int) -> int:\n    return mill\n"
        "@fact\ndef mill(dough: int) -> int:\n    return dough"
    )
    assert told == "Facts go round in a circle: dough → flour → mill → dough."


def test_a_fact_that_reads_itself_of_every_loaf_goes_round_too() -> None:
    told = refusal("@fact\ndef rank(rank: Each[int]) -> Each[int]:\n    return rank")
    assert told == "Facts go round in a circle: rank → rank."


def test_an_unknown_citation_is_refused_with_the_nearest_known() -> None:
    told = refusal("@rule(**{**words, 'cite': 'wieghts-act'})\ndef light(grams: int) -> bool:\n    return grams < 400")
    assert told == ("Rule 'bread.light' cites 'wieghts-act', not in the bibliography. Did you mean 'weights-act'?")


@pytest.mark.parametrize("words", ["message", "remedy"])
def test_an_unknown_name_in_braces_is_refused(words: str) -> None:
    told = refusal(
        f"@rule(**{{**words, '{words}': 'Bake {{gramms}} more.'}})\n"
        "def light(grams: int) -> bool:\n    return grams < 400"
    )
    assert told == "Rule 'bread.light' mentions 'gramms', which is neither a field nor a fact."


def test_an_unknown_name_read_by_a_message_function_is_refused() -> None:
    told = refusal(
        "def how_light(gramms: int) -> str:\n    return str(gramms)\n"
        "@rule(**{**words, 'message': how_light})\ndef light(grams: int) -> bool:\n    return grams < 400"
    )
    assert told == "Rule 'bread.light' mentions 'gramms', which is neither a field nor a fact."


def test_a_parameter_without_a_type_is_refused() -> None:
    told = refusal("@fact\ndef weight(grams) -> int:\n    return grams")
    assert told == "'weight': parameter 'grams' needs a type, so that a reader knows what it holds."


def test_a_default_other_than_none_is_refused() -> None:
    told = refusal("@fact\ndef weight(grams: int = 500) -> int:\n    return grams")
    assert told == "'weight': only None may be a default; it means the unknown is accepted."


def test_each_of_what_a_tray_has_once_is_refused() -> None:
    told = refusal("@fact\ndef hottest(heat: Each[int]) -> int:\n    return max(heat)")
    assert told == ("Fact 'hottest' reads 'heat' as Each, but it has one value a tray, not one a loaf. Drop the Each.")


def test_a_fact_that_gives_each_reads_what_has_a_value_a_loaf_as_each() -> None:
    told = refusal("@fact\ndef rank(grams: int, heat: int) -> Each[int]:\n    return [grams, heat]")
    assert told == (
        "Fact 'rank' gives Each and reads 'grams', which has one value a loaf. "
        "Read it as Each too: the fact is worked out once for all."
    )


@pytest.mark.parametrize("gate", ["when", "unless"])
def test_a_rule_that_hangs_on_what_it_reads_of_every_loaf_is_refused(gate: str) -> None:
    told = refusal(
        f"@rule(**words, {gate}='scored')\ndef plain(scored: Each[bool]) -> bool:\n    return not any(scored)"
    )
    assert told == (
        "Rule 'bread.plain' hangs on 'scored' and reads it as Each. "
        "Let a fact say of every loaf what the rule needs of them all."
    )


@pytest.mark.parametrize("words", ["message", "remedy"])
def test_words_about_the_whole_tray_may_not_name_what_each_loaf_has(words: str) -> None:
    text = (
        f"@rule(**{{**words, '{words}': 'The {{kind}} bread, {{grams}} in all.'}})\n"
        "def light(grams: Each[int]) -> bool:\n    return sum(grams) < 400"
    )
    assert refusal(text) == (
        "Rule 'bread.light' mentions 'kind', which has one value a loaf, but runs once a tray. Mention what it reads."
    )


def test_words_about_the_whole_tray_may_name_what_is_read_of_every_loaf() -> None:
    text = "@rule(**{**words, 'message': '{grams}'})\ndef light(grams: Each[int]) -> bool:\n    return sum(grams) < 400"
    held = book(text)
    assert held.evidence_of(held.rules["bread.light"]) == ("grams",)


LIGHT = "@rule(**words)\ndef light(grams: int) -> bool:\n    return grams < 400\n"


def test_a_rule_keeps_its_id_when_its_function_is_renamed() -> None:
    text = "@rule(**words, id='bread.light')\ndef too_light(grams: int) -> bool:\n    return grams < 400"
    held = book(text)
    assert list(held.rules) == ["bread.light"]
    assert held.rules["bread.light"].name == "too_light"


def test_a_rule_is_found_by_the_names_it_had_before() -> None:
    text = (
        "@rule(**words, aliases=('bread.thin', 'bread.flat'))\ndef light(grams: int) -> bool:\n    return grams < 400"
    )
    held = book(text)
    assert list(held.rules) == ["bread.light"]
    assert {name: held.named(name) for name in ("bread.light", "bread.thin", "bread.flat", "bread.dark")} == {
        **dict.fromkeys(("bread.light", "bread.thin", "bread.flat"), held.rules["bread.light"]),
        "bread.dark": None,
    }


def test_an_alias_that_another_rule_has_is_refused() -> None:
    text = "@rule(**words)\ndef light(grams: int) -> bool:\n    return grams < 400\n"
    alias = "@rule(**words, aliases=('bread.light',))\ndef thin(grams: int) -> bool:\n    return grams < 400"
    assert (
        refusal(text + alias)
        == "Two rules are called 'bread.light': one in bread, and one in bread. Rename one of them."
    )


def test_two_rules_of_one_id_are_refused_with_both_places() -> None:
    text = "@rule(**words)\ndef light(grams: int) -> bool:\n    return grams < 400"
    shelves = [module(text, name="north.bread"), module(text, name="south.bread")]
    with pytest.raises(RuleSetError) as caught:
        RuleSet(scopes=SCOPES, inputs=INPUTS, modules=shelves, known_cites=CITES)
    assert str(caught.value) == (
        "Two rules are called 'bread.light': one in north.bread, and one in south.bread. Rename one of them."
    )


@pytest.mark.parametrize("hidden", ["*, heat: int", "*others: int", "**others: int"])
def test_parameters_that_would_not_be_filled_in_are_refused(hidden: str) -> None:
    told = refusal(f"@fact\ndef weight(grams: int, {hidden}) -> int:\n    return grams")
    assert told == "'weight': parameters behind a * are not filled in. Write each as a plain parameter."


def test_a_message_with_parameters_that_would_not_be_filled_in_is_refused() -> None:
    told = refusal(
        "def how_light(*, grams: int) -> str:\n    return str(grams)\n"
        "@rule(**{**words, 'message': how_light})\ndef light(grams: int) -> bool:\n    return grams < 400"
    )
    assert told == "'how_light': parameters behind a * are not filled in. Write each as a plain parameter."


def test_a_typo_is_found_though_another_fact_reads_the_wrong_one_of_every_loaf() -> None:
    told = refusal(
        "@fact\ndef heaviest(weight: Each[int]) -> int:\n    return max(weight)\n"
        "@fact\ndef weight(gramms: int) -> int:\n    return gramms"
    )
    assert told.startswith("Fact 'weight' reads 'gramms', which is neither a field nor a fact.")


SCOPED = """
@fact
def is_town(town: str) -> bool:
    return town == "Lund"

@fact
def degree_minutes(heat: int, minutes: int) -> int:
    return heat * minutes

@fact
def short(grams: int, least: int) -> int:
    return least - grams

@fact
def tray_weight(grams: Each[int]) -> int:
    return sum(grams)

@fact
def rank(grams: Each[int]) -> Each[int]:
    return [sorted(grams).index(one) for one in grams]

@fact
def share(grams: int, tray_weight: int) -> int:
    return 100 * grams // tray_weight

@fact
def constant() -> int:
    return 7
"""


@pytest.mark.parametrize(
    ("name", "scope"),
    [
        ("town", "shop"),
        ("is_town", "shop"),
        ("degree_minutes", "tray"),
        ("short", "loaf"),  # the finest of what it reads
        ("tray_weight", "tray"),  # Each does not pull a fact down
        ("rank", "loaf"),  # worked out once, one value a loaf
        ("share", "loaf"),
        ("constant", "shop"),
    ],
)
def test_a_fact_belongs_to_the_finest_scope_it_reads(name: str, scope: str) -> None:
    assert book(SCOPED).scope_of(name) == scope


@pytest.mark.parametrize(
    ("gates", "scope"),
    [("", "tray"), (", when='short'", "loaf"), (", unless='rank'", "loaf"), (", when='is_town'", "tray")],
)
def test_a_rule_is_asked_in_the_finest_scope_of_what_it_reads_and_hangs_on(gates: str, scope: str) -> None:
    text = (
        f"{SCOPED}\n@rule(**words{gates})\ndef hot(heat: int, tray_weight: int) -> bool:\n    return heat > tray_weight"
    )
    held = book(text)
    assert held.scope_of_rule(held.rules["bread.hot"]) == scope


def test_facts_are_put_in_an_order_in_which_each_comes_after_what_it_reads() -> None:
    text = (
        "@fact\ndef last(middle: int) -> int:\n    return middle\n"
        "@fact\ndef middle(first: int) -> int:\n    return first\n"
        "@fact\ndef first(grams: int) -> int:\n    return grams"
    )
    assert [node.name for node in book(text).order] == ["first", "middle", "last"]


def test_a_fact_can_be_unknown_where_something_it_needs_can() -> None:
    held = book(
        "@fact\ndef loud(kind: str) -> str:\n    return kind.upper()\n"
        "@fact\ndef heavy(grams: int) -> bool:\n    return grams > 900\n"
        "@fact\ndef known(grams: int | None = None) -> bool:\n    return grams is not None\n"
        "@fact\ndef nick(kind: str) -> str | None:\n    return None\n"
        "@fact\ndef all_known(grams: Each[int | None]) -> bool:\n    return None not in grams"
    )
    names = ("loud", "heavy", "known", "nick", "all_known")
    assert {name: held.may_be_none(name) for name in names} == {
        "loud": False,
        "heavy": True,
        "known": False,
        "nick": True,
        "all_known": False,
    }


RULE = """
@fact
def is_rye(kind: str) -> bool:
    return kind == "rye"

@fact
def forgiven(baker: str) -> bool:
    return baker == "Ida"

@fact
def unused(minutes: int) -> int:
    return minutes

@rule(
    title="Too light",
    cite="weights-act",
    when="is_rye",
    unless="forgiven",
    message="{grams} grams in {town}, of {kind.upper}",
    remedy="Bake at {heat:units}, {grams}",
)
def light(least: int, grams: int) -> bool:
    '''Light
    bread.'''
    return grams < least
"""


def test_evidence_is_the_signature_then_the_conditions_then_what_the_words_mention() -> None:
    held = book(RULE)
    names = ("least", "grams", "is_rye", "forgiven", "town", "kind", "heat")
    assert held.evidence_of(held.rules["bread.light"]) == names


def test_the_inputs_behind_a_rule_are_found_however_far_back() -> None:
    assert book(RULE).inputs_behind("bread.light") == {"least", "grams", "kind", "baker"}


def test_a_rule_takes_its_name_from_its_module_and_its_reason_from_its_docstring() -> None:
    entry = book(RULE).rules["bread.light"]
    assert (entry.id, entry.why) == ("bread.light", "Light bread.")
    assert (entry.severity, entry.unknown) == ("stop", "stop")
    assert entry(least=450, grams=449) is True


def test_what_a_module_only_imports_is_not_read_twice() -> None:
    shelf = module("@fact\ndef weight(grams: int) -> int:\n    return grams")
    guest = module("", name="cake")
    vars(guest)["weight"] = vars(shelf)["weight"]
    held = RuleSet(scopes=SCOPES, inputs=INPUTS, modules=[shelf, guest], known_cites=CITES)
    assert list(held.facts) == ["weight"]


DATED = """
@rule(**words, since=date(2024, 1, 1), until=date(2024, 12, 31))
def light(grams: int) -> bool:
    return grams < 400
"""


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2023, 12, 31), False),
        (date(2024, 1, 1), True),
        (date(2024, 12, 31), True),
        (date(2025, 1, 1), False),
        (None, True),  # an unknown day asks every rule
    ],
)
def test_a_rule_holds_from_its_first_day_to_its_last(day: date | None, holds: bool) -> None:
    assert book(DATED).rules["bread.light"].holds_on(day) is holds


def test_names_are_read_from_braces_and_from_parameters() -> None:
    def how(grams: int, least: int) -> str:
        short = least - grams
        return str(short)

    assert names_in("{grams} of {entry.name:date}, {{not this}}") == ["grams", "entry"]
    assert names_in(how) == ["grams", "least"]


def test_a_hint_is_given_only_where_a_word_is_near() -> None:
    assert did_you_mean("minuts", ["minutes", "units"]) == " Did you mean 'minutes'?"
    assert did_you_mean("xyzzy", ["minutes", "units"]) == ""
