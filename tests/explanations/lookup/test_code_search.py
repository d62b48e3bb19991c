"""Searching codes as clinicians and billers do: by everyday words, in any form, misspelled, by digits, by diagnosis."""

import csv
from datetime import date
from pathlib import Path

import pytest

from cleanclaim.explanations.lookup.code_search import search_codes
from cleanclaim.explanations.lookup.diagnosis_search import search_diagnoses
from cleanclaim.explanations.lookup.search_words import split_words, stem

DAY = date(2026, 3, 2)
HERE = Path(__file__).parent
TOP = 3


def queries(name: str) -> list[tuple[str, set[str]]]:
    with (HERE / name).open(encoding="utf-8") as file:
        return [(row["query"], set(row["codes"].split())) for row in csv.DictReader(file)]


def misses(name: str) -> list[str]:
    """The queries without a right code in the top three, with what was found."""
    missed = []
    for query, right in queries(name):
        found = [entry.code for entry in search_codes(query.split(), DAY)[:TOP]]
        if not right & set(found):
            missed.append(f"{query!r}: {found or 'nothing'} instead of {sorted(right)}")
    return missed


def codes(*words: str, on: date = DAY) -> list[str]:
    return [found.code for found in search_codes(list(words), on)]


def diagnoses(*words: str, on: date = DAY, most: int = 10) -> list[str]:
    return [found.code for found in search_diagnoses(list(words), on, most)]


# -- quality ---------------------------------------------------------------------------------------


def test_everyday_words_find_the_right_code_among_the_first_three() -> None:
    searches, missed = queries("everyday_searches.csv"), misses("everyday_searches.csv")
    assert len(searches) >= 60
    assert len(missed) <= len(searches) * 0.05, "\n".join(missed)


def test_words_the_catalogue_was_not_written_for_are_mostly_found_too() -> None:
    """Written after the key words; nothing was tuned to them. 31 of 35 when first asked."""
    searches, missed = queries("held_out_searches.csv"), misses("held_out_searches.csv")
    assert len(searches) >= 20
    assert len(missed) <= len(searches) * 0.15, "\n".join(missed)


# -- words -----------------------------------------------------------------------------------------


def test_codes_are_found_by_words_of_their_label() -> None:
    assert codes("manual", "therapy")[0] == "97140"
    assert codes("massage")[0] == "97124"


def test_codes_are_found_by_words_nobody_wrote_in_the_label() -> None:
    assert codes("lowdye") == ["29540"]


@pytest.mark.parametrize("word", ["wrap", "wraps", "wrapped", "wrapping"])
def test_a_word_is_found_in_any_form(word: str) -> None:
    assert "29581" in codes(word)


@pytest.mark.parametrize(
    ("form", "root"), [("stretching", "stretch"), ("bodies", "body"), ("knees", "kne"), ("97110", "97110")]
)
def test_endings_are_taken_off_words_but_not_numbers(form: str, root: str) -> None:
    assert stem(form) == root


def test_hyphens_are_closed_up_and_empty_words_left_out() -> None:
    assert list(split_words("Re-eval of the E-stim!")) == ["reeval", "estim"]


@pytest.mark.parametrize("query", ["maual therapy", "ultrasuond", "wheelchiar", "iontophoresys"])
def test_a_misspelled_word_is_understood(query: str) -> None:
    assert search_codes(query.split(), DAY)[0].code in {"97140", "97035", "97542", "97033"}


def test_the_first_digits_of_a_code_find_it() -> None:
    assert codes("9711")[:4] == ["97110", "97112", "97113", "97116"]
    assert codes("97140")[0] == "97140"


def test_codes_that_fit_more_of_the_words_hide_those_that_fit_fewer() -> None:
    assert codes("wheelchair", "assessment") == ["97542"]


def test_where_no_code_fits_every_word_the_words_it_does_not_fit_are_said() -> None:
    found = {entry.code: entry.unmatched for entry in search_codes(["massage", "ultrasound"], DAY)}
    assert found["97124"] == ("ultrasound",)
    assert found["97035"] == ("massage",)


def test_codes_not_in_force_on_the_date_come_last() -> None:
    found = search_codes(["pt", "evaluation"], DAY)
    assert [entry.in_force for entry in found] == sorted((entry.in_force for entry in found), reverse=True)
    assert codes("pt", "evaluation", on=date(2016, 3, 2))[0] == "97001"


@pytest.mark.parametrize("query", ["", "the", "xyzzyq", "???"])
def test_words_that_say_nothing_find_nothing(query: str) -> None:
    assert search_codes([query], DAY) == []
    assert search_diagnoses([query], DAY, 10) == []


# -- diagnoses -------------------------------------------------------------------------------------


def test_a_diagnosis_is_found_by_its_words_the_plainest_first() -> None:
    assert diagnoses("low", "back", "pain")[:3] == ["M54.50", "M54.51", "M54.59"]
    assert diagnoses("knee", "pain") == ["M25.561", "M25.562", "M25.569"]


def test_a_short_word_of_a_diagnosis_is_no_beginning_of_a_longer_one() -> None:
    assert diagnoses("tens") == []
    assert diagnoses("scolio")[0] == "M41.9"


def test_a_diagnosis_is_found_by_how_its_code_begins_with_or_without_the_point() -> None:
    assert diagnoses("M54.5") == diagnoses("m545") == ["M54.5", "M54.50", "M54.51", "M54.59"]


def test_what_a_diagnosis_is_depends_on_the_date() -> None:
    assert [found.state for found in search_diagnoses(["M54.5"], DAY, 2)] == ["header", "billable"]
    assert search_diagnoses(["M54.50"], date(2021, 9, 30), 1)[0].state == "unknown"


def test_no_more_diagnoses_are_named_than_asked_for() -> None:
    assert len(diagnoses("fracture", most=4)) == 4
