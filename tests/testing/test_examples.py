"""The example tables of a docstring, read."""

import pytest

from cleanclaim.testing.examples import examples_in

TABLE = """Some words first, with a | in them.

    kind  | grams || due | broken
    rye   |   500 || 450 |              # heavy enough
    spelt |       || 470 | light?
    -
    rye   |   300 || 450 | light unscored~ # too light

A second table:

    kind | grams || broken
    rye  |   500 ||
"""


def test_each_row_is_given_and_expected_and_names_the_rules_that_object() -> None:
    first, second, third = examples_in(TABLE)
    assert [row.inputs for row in first.rows] == [{"kind": "rye", "grams": "500"}, {"kind": "spelt", "grams": ""}]
    assert [row.expected for row in first.rows] == [{"due": "450"}, {"due": "470"}]
    assert [row.broken for row in first.rows] == [(), ("light?",)]
    assert second.rows[0].broken == ("light", "unscored~")
    assert third.rows[0].inputs == {"kind": "rye", "grams": "500"}


def test_a_remark_says_what_an_example_shows() -> None:
    assert [example.shows for example in examples_in(TABLE)] == ["heavy enough", "too light", ""]


def test_the_rules_an_example_mentions_are_named_without_their_marks() -> None:
    assert [example.mentions for example in examples_in(TABLE)] == [{"light"}, {"light", "unscored"}, set()]


def test_an_example_keeps_its_text_with_the_heading() -> None:
    second = list(examples_in(TABLE))[1]
    assert second.text.splitlines() == [
        "kind  | grams || due | broken",
        "rye   |   300 || 450 | light unscored~ # too light",
    ]


def test_a_row_that_does_not_fit_its_heading_is_refused() -> None:
    with pytest.raises(ValueError, match="has 3 cells, its heading 4"):
        list(examples_in(TABLE.replace("|   300 ||", "||")))


def test_a_row_that_does_not_say_what_comes_of_it_is_refused() -> None:
    with pytest.raises(ValueError, match=r"has no \|\|"):
        list(examples_in("code  | units || broken\n97110 |     2 ||\n97140 |     1"))


def test_a_table_may_have_one_column_on_each_side() -> None:
    first, second = examples_in("kind  || broken\nrye   || light?\n-\nspelt ||  # as it should be\n")
    assert first.rows[0].inputs == {"kind": "rye"}
    assert (first.rows[0].broken, second.rows[0].broken, second.shows) == (("light?",), (), "as it should be")


@pytest.mark.parametrize("words", ["Only words.\n\nAnd a | b.", "What is given || stands left of it.\nrye || light"])
def test_a_docstring_without_a_table_has_no_examples(words: str) -> None:
    assert list(examples_in(words)) == []
