"""Every question's answers are the engine's; none has two right choices; each wrong answer has a misconception."""

import pytest

from cleanclaim.compliance.training.bank import kinds, make_item, make_items
from cleanclaim.compliance.training.competencies import competencies
from cleanclaim.compliance.training.grounds import is_current
from cleanclaim.compliance.training.item import LETTERS, Item
from cleanclaim.compliance.training.misconceptions import misconceptions
from cleanclaim.compliance.training.reply import mark
from cleanclaim.law.policies.sources import sources
from tests.compliance.training import oracles_others, oracles_rules, oracles_units
from tests.compliance.training.bank import SETTING, TODAY, some_items

ORACLES = {"units": oracles_units.check, "rules": oracles_rules.check}
"""By the first word of the kind; all others are in one file."""


def check(item: Item) -> None:
    """Pass if a question is sound: its answers by an oracle, its form, its words, its grounds."""
    ORACLES.get(item.kind.partition(".")[0], oracles_others.check)(item)
    texts = [one.text for one in item.choices]
    assert len(set(texts)) == len(texts)
    if item.is_chosen:
        right = {LETTERS.index(letter) for letter in item.answers[0]}
        if item.format == "order":
            assert right == set(range(len(texts)))
        else:
            assert {place for place, one in enumerate(item.choices) if one.misconception is None} == right
            assert len(right) == 1 or item.format == "several"
            assert len(texts) > len(right)
        assert len(item.answers) == 1
    assert not {one.text for one in item.traps} & set(item.answers)
    named = ({one.misconception for one in item.choices} | {one.misconception for one in item.traps}) - {None}
    assert named <= misconceptions().keys()
    assert item.source in sources()
    assert is_current(item.versions, SETTING.basis, TODAY)
    assert all("{" not in text for text in (*item.facts, item.question, item.why, *texts))
    assert all("None" not in text for text in (*item.facts, item.question, *texts))
    for answer in item.answers:
        assert mark(item, answer).right


@pytest.mark.parametrize("kind", kinds())
def test_a_kind_makes_sound_questions(kind: str) -> None:
    items = [one for one in some_items() if one.kind == kind]
    items = items or list(make_items([kinds()[kind]], 3, "again", SETTING))
    for item in items:
        check(item)


def test_every_kind_makes_questions() -> None:
    assert {one.kind for one in some_items()} == kinds().keys()


@pytest.mark.long
def test_ten_thousand_questions_are_sound() -> None:
    items = some_items(10_000, "long")
    assert len(items) == 10_000
    for item in items:
        check(item)


def test_the_same_seed_makes_the_same_question_and_another_seed_another() -> None:
    kind = kinds()["units.total"]
    first, again, other = (make_item(kind, seed, SETTING) for seed in ("1", "1", "2"))
    assert first == again != other


def test_no_question_comes_twice() -> None:
    ids = [one.id for one in some_items()]
    assert len(set(ids)) == len(ids)


def test_every_competency_has_questions_or_says_why_it_has_none() -> None:
    for one in competencies().values():
        asked = any(kind.competency == one.id for kind in kinds().values())
        assert asked != bool(one.no_questions), one.id


def test_every_misconception_leads_somewhere() -> None:
    made = [*some_items(), *some_items(3_000, "form")]
    led = {one.misconception for item in made for one in item.choices} | {
        one.misconception for item in made for one in item.traps
    }
    assert misconceptions().keys() - led == set()
