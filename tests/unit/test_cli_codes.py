"""`cleanclaim codes`: show, check and search."""

import json
from datetime import date
from typing import Any

import pytest

from cleanclaim.cli.codes import check, search, show
from cleanclaim.documents.code_answers import pair_answer
from cleanclaim.documents.code_answers import search as find
from cleanclaim.documents.code_pages import code_page
from cleanclaim.model.errors import UserError
from cleanclaim.reference.catalogue import catalogue

DAY = date(2026, 3, 2)


def answered(capsys: pytest.CaptureFixture[str], first: str, second: str, on: date, payer: str = "medicare") -> Any:
    assert check(first, second, on, payer, "json", None) == 0
    return json.loads(capsys.readouterr().out)


# -- check -----------------------------------------------------------------------------------------


def test_97530_and_97116_have_no_edit_in_force_since_2020(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, "97530", "97116", DAY)
    assert found["answer"] == "separate"
    assert found["on"] == "2026-03-02"
    assert list(found["edits"][0]) == ["column1", "column2", "active", "modifier_indicator", "from", "to", "release"]
    assert not any(edit["active"] for edit in found["edits"])
    assert {"column1": "97530", "column2": "97116", "active": False, "modifier_indicator": 1, "from": "1999-07-01",
            "to": "2019-12-31", "release": "NCCI 2026Q4"} in found["edits"]  # fmt: skip
    assert "stale" not in found
    assert "note" not in found


@pytest.mark.parametrize(
    ("first", "second", "answer"),
    [("97140", "97124", "bundled"), ("97150", "97110", "bypassable"), ("97140", "97530", "separate")],
)
def test_the_order_of_the_codes_does_not_matter(first: str, second: str, answer: str) -> None:
    assert pair_answer(first, second, DAY, "medicare").answer == answer
    assert pair_answer(second, first, DAY, "medicare").answer == answer


def test_a_date_past_the_newest_release_is_stale(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, "97150", "97110", date(2027, 3, 1))
    assert found["answer"] == "bypassable"
    assert found["stale"] is True


def test_a_date_before_the_oldest_release_is_undetermined(capsys: pytest.CaptureFixture[str]) -> None:
    assert answered(capsys, "97150", "97110", date(2019, 3, 1))["answer"] == "undetermined"


def test_a_payer_that_does_not_apply_the_edits_pays_both_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, "97150", "97110", DAY, "self_pay")
    assert found["answer"] == "separate"
    assert found["payer"] == "self_pay"
    assert found["note"] == "Self-pay does not apply the CMS edits."
    assert found["edits"][0]["active"] is True
    assert "stale" not in found


def test_where_a_payers_practice_is_not_known_the_table_answers_with_a_note(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, "97150", "97110", DAY, "workers_comp")
    assert found["answer"] == "bypassable"
    assert "is not known; this is what CMS says" in found["note"]


def test_where_a_payers_practice_is_not_verified_the_note_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, "97150", "97110", DAY, "cigna")
    assert found["answer"] == "bypassable"
    assert "has not been verified" in found["note"]


def test_a_pair_the_payer_bundles_itself_is_bypassable_for_that_payer(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, "97530", "97140", DAY, "aetna")
    assert found["answer"] == "bypassable"
    assert "Aetna bundles this pair itself, as far as is known" in found["note"]


def test_a_payer_nobody_described_is_a_users_mistake() -> None:
    with pytest.raises(UserError, match="Did you mean 'aetna'"):
        check("97110", "97150", DAY, "aetnaa", "table", None)


def test_a_code_nobody_holds_is_a_users_mistake_with_the_codes_near_it() -> None:
    with pytest.raises(UserError, match="Near it: 97110, 97112, 97113, 97116"):
        check("97111", "97150", DAY, "medicare", "table", None)


def test_the_same_code_twice_is_no_pair() -> None:
    with pytest.raises(UserError, match="the same code was given twice"):
        check("97110", "97110", DAY, "medicare", "table", None)


def test_for_people_the_answer_comes_first_then_the_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert check("97140", "97124", DAY, "medicare", "table", None) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "97140 Manual therapy, 97124 Massage   Medicare · 2 Mar 2026"
    assert lines[1].startswith("bundled: never both")
    assert any(line.startswith("97140   97124   0") for line in lines)


def test_for_people_a_pair_without_rows_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert check("97110", "97112", DAY, "medicare", "table", None) == 0
    printed = capsys.readouterr().out
    assert "separate: no edit in force" in printed
    assert "No release held has an edit for this pair." in printed


# -- show ------------------------------------------------------------------------------------------


def test_a_code_is_shown_with_all_that_is_held_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert show("97140", DAY, "medicare", "table", None) == 0
    printed = capsys.readouterr().out
    for words in (
        "97140  Manual therapy   Medicare · 2 Mar 2026",
        "counted together with the day's other timed",
        "OT and PT; an assistant may furnish it",
        "always therapy",
        "status A: paid from the fee schedule",
        "work 0.43",
        "6 units a day; more can be paid on appeal with the note (MUE, indicator 3)",
        "never together, paid, not the other: 97124",
        "NCCI 2026Q4",
    ):
        assert words in printed


def test_units_are_said_by_the_payers_method() -> None:
    assert "counted alone" in code_page("97140", DAY, "aetna").unit_rule
    assert "not known" in code_page("97140", DAY, "workers_comp").unit_rule


def test_the_number_a_payer_wants_instead_is_said() -> None:
    assert code_page("97014", DAY, "medicare").for_payer == ("not taken under this number: bill G0283",)
    assert code_page("97010", DAY, "medicare").for_payer == ("never paid on its own",)


def test_a_deleted_code_says_when_it_ended_and_what_came_after(capsys: pytest.CaptureFixture[str]) -> None:
    assert show("97001", DAY, "medicare", "table", None) == 0
    assert "ended on 31 Dec 2016; bill 97161" in capsys.readouterr().out


def test_a_code_not_yet_in_force_says_when_it_begins() -> None:
    page = code_page("98979", date(2025, 3, 2), "medicare")
    assert not page.in_force
    assert page.validity == "begins on 1 Jan 2026"


def test_a_limit_of_nothing_is_not_called_a_limit_to_appeal(capsys: pytest.CaptureFixture[str]) -> None:
    assert show("97010", DAY, "medicare", "table", None) == 0
    assert "none: CMS pays no unit of it" in capsys.readouterr().out


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_every_code_has_a_page_for_people_and_for_programs(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert show(code, DAY, "medicare", "table", None) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{code}  {catalogue()[code].label}")
    assert [line for line in lines if len(line) > 100] == []
    assert show(code, DAY, "medicare", "json", None) == 0
    assert json.loads(capsys.readouterr().out)["code"] == code


def test_what_was_published_later_is_left_out() -> None:
    named = {use.name for use in code_page("97140", DAY, "medicare", date(2024, 12, 31)).releases}
    assert "NCCI 2024Q3" in named
    assert "NCCI 2026Q4" not in named


# -- search ----------------------------------------------------------------------------------------


def codes(*words: str) -> list[str]:
    return [found.code for found in find(list(words), DAY)]


def test_codes_are_found_by_words_of_their_label() -> None:
    assert codes("manual", "therapy")[0] == "97140"
    assert codes("massage") == ["97124"]


def test_codes_are_found_by_words_nobody_wrote_in_the_label() -> None:
    assert "29540" in codes("lowdye")


def test_a_word_in_another_form_is_found_too() -> None:
    assert "97116" in codes("walk")


def test_the_first_digits_of_a_code_find_it() -> None:
    assert codes("9711") == ["97110", "97112", "97113", "97116"]
    assert codes("97140") == ["97140"]


def test_every_word_has_to_fit() -> None:
    assert codes("massage", "ultrasound") == []


def test_codes_out_of_force_come_last_and_are_marked(capsys: pytest.CaptureFixture[str]) -> None:
    assert search(["evaluation", "pt"], DAY, "table") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("9716")
    assert lines[-1].startswith("97001")
    assert "ended on 31 Dec 2016" in lines[-1]


def test_finding_nothing_says_what_to_try(capsys: pytest.CaptureFixture[str]) -> None:
    assert search(["xyzzy"], DAY, "table") == 0
    assert "No code fits. Try fewer or other words" in capsys.readouterr().out


def test_as_json_a_search_is_a_list_best_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert search(["massage"], DAY, "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["codes"] == [{"code": "97124", "label": "Massage", "in_force": True, "validity": "in force"}]
