"""`cleanclaim codes`: show, check and search."""

import json
from datetime import date
from typing import Any

import pytest

from cleanclaim.cli.options import TableOptions
from cleanclaim.cli.verbs.codes import check as check_verb
from cleanclaim.cli.verbs.codes import search as search_verb
from cleanclaim.cli.verbs.codes import show as show_verb
from cleanclaim.explanations.lookup.code_pages import build_code_page
from cleanclaim.explanations.lookup.code_pairs import check_pair
from cleanclaim.law.basis import Basis
from cleanclaim.model.errors import UserError
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.library import shipped

DAY = date(2026, 3, 2)
SHIPPED = shipped()
LAW = TableOptions(known_on=None, library=SHIPPED)


def show(code: str, on: date, payer: str, form: str) -> int:
    return show_verb.run((code,), form, on=on, payer=payer, law=LAW)


def check(first: str, second: str, on: date, payer: str, form: str) -> int:
    return check_verb.run(first, second, form, on=on, payer=payer, law=LAW)


def search(words: tuple[str, ...], on: date, form: str, *, icd: bool = False) -> int:
    return search_verb.run(words, form, on=on, icd=icd, library=SHIPPED)


def answered(capsys: pytest.CaptureFixture[str], first: str, second: str, on: date, payer: str = "medicare") -> Any:
    assert check(first, second, on, payer, "json") == 0
    return json.loads(capsys.readouterr().out)


# -- check -----------------------------------------------------------------------------------------


def test_97530_and_97116_have_no_edit_in_force_since_2020(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, "97530", "97116", DAY)
    assert found["answer"] == "separate"
    assert found["on"] == "2026-03-02"
    fixed = ["column1", "column2", "active", "modifier_indicator", "from", "to", "release"]
    assert list(found["edits"][0])[:7] == fixed
    assert not any(edit["active"] for edit in found["edits"])
    rows = [[edit[name] for name in fixed] for edit in found["edits"]]
    assert ["97530", "97116", False, 1, "1999-07-01", "2019-12-31", "NCCI 2026Q4"] in rows
    assert "stale" not in found
    assert "note" not in found


@pytest.mark.parametrize(
    ("first", "second", "answer"),
    [("97140", "97124", "bundled"), ("97150", "97110", "bypassable"), ("97140", "97530", "separate")],
)
def test_the_order_of_the_codes_does_not_matter(first: str, second: str, answer: str) -> None:
    assert check_pair(first, second, DAY, "medicare").answer == answer
    assert check_pair(second, first, DAY, "medicare").answer == answer


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
    found = answered(capsys, "97530", "97140", DAY, "anthem")
    assert found["answer"] == "bypassable"
    assert "Anthem Blue Cross and Blue Shield bundles this pair itself, as far as is known" in found["note"]


def test_a_payer_nobody_described_is_a_users_mistake() -> None:
    with pytest.raises(UserError, match="Did you mean 'aetna'"):
        check("97110", "97150", DAY, "aetnaa", "table")


def test_a_code_nobody_holds_is_a_users_mistake_with_the_codes_near_it() -> None:
    with pytest.raises(UserError, match="Near it: 97110, 97112, 97113, 97116"):
        check("97111", "97150", DAY, "medicare", "table")


def test_the_same_code_twice_is_no_pair() -> None:
    with pytest.raises(UserError, match="the same code was given twice"):
        check("97110", "97110", DAY, "medicare", "table")


def test_for_people_the_answer_comes_first_then_the_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert check("97140", "97124", DAY, "medicare", "table") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "97140 Manual therapy, 97124 Massage   Medicare · Mar 2, 2026"
    assert lines[1].startswith("bundled: never both")
    assert any(line.split()[:3] == ["97140", "97124", "0"] for line in lines)


def test_the_answer_says_which_column_is_paid_what_a_modifier_may_do_and_since_when() -> None:
    assert "CMS pays 97140 and denies 97124 beside it" in check_pair("97124", "97140", DAY, "medicare").why
    assert "CMS's reason: mutually exclusive procedures" in check_pair("97110", "97150", DAY, "medicare").why
    assert "no modifier parts them" in check_pair("97124", "97140", DAY, "medicare").why
    assert "(59, XE, XP, XS, XU) on 97110" in check_pair("97110", "97150", DAY, "medicare").why
    assert "one ended on Dec 31, 2019" in check_pair("97530", "97140", DAY, "medicare").why


def test_an_edit_withdrawn_before_it_took_effect_is_not_called_ended() -> None:
    assert check_pair("97140", "97161", DAY, "medicare").why == "CMS has no edit in force for this pair."


def test_an_undetermined_pair_says_what_to_import(capsys: pytest.CaptureFixture[str]) -> None:
    assert check("97140", "97124", date(2022, 3, 2), "medicare", "table") == 0
    printed = capsys.readouterr().out
    assert "only a part is on file before Jul 1, 2024" in printed
    assert "cleanclaim reference import FILE" in printed


def test_for_people_a_pair_without_rows_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert check("97110", "97112", DAY, "medicare", "table") == 0
    printed = capsys.readouterr().out
    assert "separate: no edit in force" in printed
    assert "No release on file has an edit for this pair." in printed


# -- show ------------------------------------------------------------------------------------------


def test_a_code_is_shown_with_all_that_is_held_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert show("97140", DAY, "medicare", "table") == 0
    printed = capsys.readouterr().out
    for words in (
        "97140  Manual therapy   Medicare · Mar 2, 2026",
        "The clinician's hands move joints and soft tissue",
        "constant: the clinician stays",
        "MPPR         yes",
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
    assert "counted alone" in build_code_page("97140", DAY, "aetna").unit_rule
    assert "not known" in build_code_page("97140", DAY, "workers_comp").unit_rule


def test_the_number_a_payer_wants_instead_is_said() -> None:
    assert build_code_page("97014", DAY, "medicare").for_payer == ("not taken under this number: bill G0283",)
    assert build_code_page("97010", DAY, "medicare").for_payer == ("never paid on its own",)


def test_a_deleted_code_says_when_it_ended_and_what_came_after(capsys: pytest.CaptureFixture[str]) -> None:
    assert show("97001", DAY, "medicare", "table") == 0
    assert "ended on Dec 31, 2016; bill 97161" in capsys.readouterr().out


def test_a_code_not_yet_in_force_says_when_it_begins() -> None:
    page = build_code_page("98979", date(2025, 3, 2), "medicare")
    assert not page.in_force
    assert page.validity == "begins on Jan 1, 2026"


def test_a_limit_of_nothing_is_not_called_a_limit_to_appeal(capsys: pytest.CaptureFixture[str]) -> None:
    assert show("97010", DAY, "medicare", "table") == 0
    assert "none: CMS pays no unit of it" in capsys.readouterr().out


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_every_code_has_a_page_for_people_and_for_programs(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert show(code, DAY, "medicare", "table") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{code}  {catalogue()[code].label}")
    assert [line for line in lines if len(line) > 100] == []
    assert show(code, DAY, "medicare", "json") == 0
    assert json.loads(capsys.readouterr().out)["code"] == code


@pytest.mark.parametrize("year", range(2020, 2027))
def test_the_shipped_data_answer_for_every_code_in_force_in_a_year(year: int) -> None:
    on = date(year, 6, 15)
    for code, entry in catalogue().items():
        if entry.valid_on(on):
            page = build_code_page(code, on, "medicare")
            assert page.in_force
            assert "not known for this date" not in page.therapy, code


def test_a_table_that_has_nothing_for_the_date_is_named_with_what_to_import(capsys: pytest.CaptureFixture[str]) -> None:
    assert show("97140", date(2021, 3, 2), "medicare", "table") == 0
    printed = capsys.readouterr().out
    assert "not known with" in printed
    assert "code pairs (NCCI, practitioner): only a part is on file before Jul 1, 2024" in printed
    assert "import what was in force on Mar 2, 2021: `cleanclaim reference import FILE`" in printed
    assert build_code_page("97140", date(2019, 3, 2), "medicare").mppr is None


def test_a_codes_place_on_the_therapy_list_is_that_of_the_date() -> None:
    assert build_code_page("98966", date(2020, 2, 29), "medicare").therapy == "not on Medicare's therapy list"
    assert build_code_page("98966", date(2020, 3, 1), "medicare").therapy.startswith("sometimes therapy")
    assert "not known" in build_code_page("97110", date(2019, 3, 1), "medicare").therapy


def test_an_add_on_names_what_it_is_billed_beside() -> None:
    assert build_code_page("97130", DAY, "medicare").beside == ("97129",)


def test_what_was_published_later_is_left_out() -> None:
    named = {use.name for use in build_code_page("97140", DAY, "medicare", Basis(known_on=date(2024, 12, 31))).releases}
    assert "NCCI 2024Q3" in named
    assert "NCCI 2026Q4" not in named


# -- diagnoses, modifiers, places -------------------------------------------------------------------


def shown(capsys: pytest.CaptureFixture[str], code: str, on: date = DAY, form: str = "table") -> str:
    assert show(code, on, "medicare", form) == 0
    return capsys.readouterr().out


def test_a_complete_diagnosis_is_billable_with_or_without_the_point(capsys: pytest.CaptureFixture[str]) -> None:
    printed = shown(capsys, "M54.50")
    assert printed.startswith("M54.50  Low back pain, unspecified   Mar 2, 2026")
    assert "complete: it can be billed" in printed
    assert shown(capsys, "M5450") == printed


def test_a_diagnosis_that_wants_more_characters_names_the_complete_ones(capsys: pytest.CaptureFixture[str]) -> None:
    printed = shown(capsys, "S83.511")
    assert "not complete" in printed
    assert "S83.511A, S83.511D, S83.511S" in printed


def test_the_side_of_a_diagnosis_is_said_where_it_was_written_down(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(shown(capsys, "M25.561", form="json"))["laterality"] == "right"


def test_a_diagnosis_on_a_day_without_a_list_says_what_to_import(capsys: pytest.CaptureFixture[str]) -> None:
    printed = shown(capsys, "M54.5", date(2019, 3, 2))
    assert "no list on file says whether it can be billed" in printed
    assert "cleanclaim reference import FILE" in printed


def test_a_diagnosis_no_list_knows_is_a_users_mistake() -> None:
    with pytest.raises(UserError, match=r"M99\.999"):
        show("M99.999", DAY, "medicare", "table")


def test_a_modifier_says_what_it_means_and_since_when(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Under a physical therapy plan of care" in shown(capsys, "GP")
    assert "in force since Jan 1, 2020" in shown(capsys, "CQ")
    assert "begins on Jan 1, 2020" in shown(capsys, "CQ", date(2019, 3, 2))
    assert "ended on Dec 31, 2019" in shown(capsys, "GD")
    first, *others = json.loads(shown(capsys, "59", form="json"))["readings"]
    assert first["modifier"]["kind"] == "distinct"
    assert {entry["list"] for other in others for entry in other["entries"]} >= {"adjustment reason (CARC)"}


def test_a_place_of_service_says_which_rate_medicare_pays(capsys: pytest.CaptureFixture[str]) -> None:
    assert "pos 11  Office" in shown(capsys, "POS 11")
    assert "the office rate" in shown(capsys, "POS 11")
    assert "the facility rate" in shown(capsys, "POS 22")


def test_a_place_nobody_assigned_is_a_users_mistake() -> None:
    with pytest.raises(UserError, match="no place of service"):
        show("POS 28", DAY, "medicare", "table")


# -- search ----------------------------------------------------------------------------------------


def test_codes_out_of_force_come_last_and_are_marked(capsys: pytest.CaptureFixture[str]) -> None:
    assert search(("evaluation", "pt"), DAY, "table") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("9716")
    assert lines[-1].startswith("97001")
    assert "ended on Dec 31, 2016" in lines[-1]


def test_words_no_code_fits_whole_are_said_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert search(("massage", "ultrasound"), DAY, "table") == 0
    assert capsys.readouterr().out.startswith("No code fits every word; these do not fit")


def test_words_of_a_diagnosis_bring_no_half_fitting_services(capsys: pytest.CaptureFixture[str]) -> None:
    assert search(("low", "back", "pain"), DAY, "table") == 0
    assert capsys.readouterr().out.startswith("M54.50    Low back pain, unspecified\n")


def test_diagnoses_stand_below_the_services_or_alone_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    assert search(("gait",), DAY, "table") == 0
    both = capsys.readouterr().out
    assert both.index("97116") < both.index("R26")
    assert search(("gait",), DAY, "table", icd=True) == 0
    assert "97116" not in capsys.readouterr().out


def test_finding_nothing_says_what_to_try(capsys: pytest.CaptureFixture[str]) -> None:
    assert search(("xyzzy",), DAY, "table") == 0
    assert "No code fits. Try fewer or other words" in capsys.readouterr().out


def test_as_json_a_search_is_two_lists_best_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert search(("lowdye",), DAY, "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["codes"] == [
        {"code": "29540", "label": "Taping of the ankle or foot", "in_force": True, "validity": "in force",
         "unmatched": []}
    ]  # fmt: skip
    assert found["diagnoses"] == []


def test_a_code_of_a_remittance_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    printed = shown(capsys, "CO-97")
    assert "never bill the patient" in printed
    assert "inside another service" in printed


def test_a_code_with_several_readings_shows_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    printed = shown(capsys, "N130")
    assert "N13.0  Hydronephrosis" in printed
    assert "remark (RARC)" in printed
