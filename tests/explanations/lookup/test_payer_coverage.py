"""`cleanclaim rules coverage`: how far each payer is known, at a glance and question by question."""

import json
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

from cleanclaim.cli.verbs.rules.coverage import run
from cleanclaim.explanations.lookup.payer_coverage import (
    PayerCoverage,
    assess_all_payers,
    assess_policy,
    list_questions,
)
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import payer_names, policy
from cleanclaim.model.errors import UserError

DAY = date(2026, 3, 2)


def printed(capsys: pytest.CaptureFixture[str], payer: str | None = None, shape: str = "table") -> str:
    assert run(shape, payer=payer, on=DAY, known_on=None, payers=None) == 0
    return capsys.readouterr().out


def test_each_question_belongs_to_one_topic_and_the_topics_keep_the_order_of_the_questions() -> None:
    assert sorted(chain.from_iterable(list_questions().values())) == sorted(keys().keys)


def test_every_payer_is_counted_and_its_counts_are_all_its_questions() -> None:
    found = assess_all_payers(DAY)
    assert [one.payer for one in found.payers] == payer_names()
    assert {_all(one) for one in found.payers} == {len(keys().keys)}


def _all(one: PayerCoverage) -> int:
    return one.verified + one.contract + one.reported + one.not_found + one.not_looked_up


def test_each_answer_is_in_the_state_of_what_it_rests_on() -> None:
    described = policy("uhc", DAY)
    assert described is not None
    found = assess_policy(described)
    assert found.topics["units"] == {
        "unit_method": "verified",
        "daily_unit_cap": "not_found",
        "daily_unit_cap_codes": "verified",
        "day_value_limit": "contract",
        "day_value_limit_evaluation": "contract",
        "day_value_limit_reevaluation": "contract",
        "relative_values": "contract",
    }
    assert found.topics["marks"]["de_minimis_percent"] == "not_looked_up"  # as the generic file has it
    assert found.looked_for["daily_unit_cap"] == date(2026, 11, 29)


def test_before_the_law_begins_all_is_unknown() -> None:
    before = assess_all_payers(date(2018, 1, 1)).payers
    assert all(one.verified == one.contract == one.reported == 0 for one in before)


def test_at_a_glance_the_states_of_each_topic_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    screen = printed(capsys)
    rows: dict[str, list[int]] = {}
    for line in screen.splitlines():  # a payer has a row in each part of a table too wide for the screen
        payer, *cells = line.split() or [""]
        if payer in payer_names():
            rows.setdefault(payer, []).extend(sum(map(int, cell.split("/"))) for cell in cells)
    questions = [len(topic) for topic in list_questions().values()]
    assert rows == {payer: questions for payer in payer_names()}  # noqa: C420


def test_of_one_payer_each_answer_is_said_and_what_is_unknown_why(capsys: pytest.CaptureFixture[str]) -> None:
    screen = printed(capsys, "uhc")
    assert "■ unit_method" in screen
    assert "x daily_unit_cap " in screen
    assert "not found, looked for on Nov 29, 2026:" in screen
    assert all(f" {key} " in screen for key in keys().keys)


def test_as_json_the_state_of_every_answer_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    everything = json.loads(printed(capsys, shape="json"))
    assert [one["payer"] for one in everything["payers"]] == payer_names()
    assert everything["on"] == "2026-03-02"
    (one,) = json.loads(printed(capsys, "uhc", "json"))["payers"]
    assert one in everything["payers"]


def test_a_payer_of_ones_own_is_covered_too(tmp_path: Path) -> None:
    about = 'name = "Acme"\nkind = "commercial"\nextends = "medicare"\nabout = "Ours."\n'
    (tmp_path / "acme.toml").write_text(about, encoding="utf-8")
    (acme,) = [one for one in assess_all_payers(DAY, Basis(payers=tmp_path)).payers if one.payer == "acme"]
    assert acme.verified == 0  # what was verified for Medicare is not verified for its heir
    assert acme.not_looked_up > 20


def test_an_unknown_payer_is_a_users_mistake() -> None:
    with pytest.raises(UserError, match=r"Did you mean 'aetna'"):
        run("table", payer="aetena", on=DAY, known_on=None, payers=None)
