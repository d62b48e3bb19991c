"""Every way a visits file can be wrong gives one message: where, what, and what to do. Never a traceback."""

import gzip
import os
from pathlib import Path

import pytest

from cleanclaim.exchange.files.visits import read_visits
from cleanclaim.model.errors import UserError

HEAD = "visit_id,code,minutes\n"
GOOD = HEAD + "1,97110,15\n"


def error(folder: Path, content: str | bytes, name: str = "visits.csv") -> UserError:
    """What reading a file of this content says; the folder is left out of the place."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(UserError) as caught:
        read_visits(path)
    said = caught.value
    assert said.remedy
    return UserError(said.place.replace(f"{folder}{os.sep}", ""), said.problem, said.remedy)


def error_in(folder: Path, field: str, text: str) -> UserError:
    """What reading one row says whose `field` is `text`; the place is as it must be."""
    row = {"visit_id": "1", "code": "97110"} | {field: text}
    said = error(folder, ";".join(row) + "\n" + ";".join(row.values()))
    assert said.place == f"visits.csv, row 2, column {field}"
    return said


def test_the_message_is_the_one_promised(tmp_path: Path) -> None:
    content = HEAD + "1,97110,15\n" * 12 + "2,97110,2o\n"
    assert str(error(tmp_path, content)) == (
        'visits.csv, row 14, column minutes: "2o" is not a number of minutes.\n'
        "Write whole minutes, or leave the cell empty if they were not recorded."
    )


@pytest.mark.parametrize(
    ("field", "text", "problem"),
    [
        ("minutes", "-5", '"-5" is not a number of minutes.'),
        ("minutes", "15.5", '"15.5" is not a number of minutes.'),
        ("minutes", "NaN", '"NaN" is not a number of minutes.'),
        ("minutes", "1e2", '"1e2" is not a number of minutes.'),
        ("minutes", "\u0661\u0665", '"\u0661\u0665" is not a number of minutes.'),
        ("minutes", "1441", '"1441" is more minutes than a day has.'),
        ("minutes", "9" * 5000, f'"{"9" * 37}..." is not a number of minutes.'),
        ("units", "1000", '"1000" is not a number of units.'),
        ("units", "1.5", '"1.5" is not a number of units.'),
        ("wound_area", "4 x 5", '"4 x 5" is not an area in square centimeters.'),
        ("wound_area", "12.375", '"12.375" is not an area in square centimeters.'),
        ("charge", "-45.00", '"-45.00" is not an amount in dollars.'),
        ("charge", "45.101", '"45.101" is not an amount in dollars.'),
        ("charge", "45,10", '"45,10" is not an amount in dollars.'),
        ("allowed", "nan", '"nan" is not an amount in dollars.'),
        ("service_date", "2026-02-30", '"2026-02-30" is not a date.'),
        ("service_date", "2/30/2026", '"2/30/2026" is not a date.'),
        ("service_date", "2/30/26", '"2/30/26" is not a date.'),
        ("service_date", "20260230", '"20260230" is not a date.'),
        ("service_date", "13/1/2", '"13/1/2" is not a date.'),
        ("service_date", "31000", '"31000" is not a date.'),
        ("service_date", "Mrz 2, 2026", '"Mrz 2, 2026" is not a date.'),
        ("service_date", "2026-03-02T02:00:00Z", '"2026-03-02T02:00:00Z" is not a date.'),
        ("discipline", "chiro", '"chiro" is not a discipline.'),
        ("performed_by", "therapist", '"therapist" is not someone who treats.'),
        ("mode", "solo", '"solo" is not a mode of treatment.'),
        ("start", "24:00", '"24:00" is not a time of day.'),
        ("start", "19:05 PM", '"19:05 PM" is not a time of day.'),
        ("separate", "maybe", '"maybe" is neither true nor false.'),
        ("place_of_service", "telehealth", '"telehealth" is not a place of service.'),
        ("provider_npi", "1.999E+09", '"1.999E+09" is a number that a spreadsheet cut short.'),
        ("provider_npi", "1999000000", '"1999000000" ends in zeros and is no NPI: a spreadsheet cut its last digits.'),
        ("patient_id", "4,1E+11", '"4,1E+11" is a number that a spreadsheet cut short.'),
        ("visit_id", "6E+12", '"6E+12" is a number that a spreadsheet cut short.'),
        ("minutes", "25:00", '"25:00" is not a number of minutes.'),
        ("minutes", "45 sec", '"45 sec" is not a number of minutes.'),
        ("patient_id", "NaN", '"NaN" is not a value.'),
        ("patient_id", "P\x1b[31m1", '"P\ufffd[31m1" holds a character that cannot be printed.'),
        ("patient_id", "x" * 10_001, f'"{"x" * 37}..." is longer than 10,000 characters.'),
        ("code", " ", "is empty."),
        ("visit_id", "", "is empty."),
    ],
)
def test_a_wrong_cell_is_named_with_its_text(tmp_path: Path, field: str, text: str, problem: str) -> None:
    assert error_in(tmp_path, field, text).problem == problem


def test_a_wrong_word_gets_the_list_of_words(tmp_path: Path) -> None:
    assert error_in(tmp_path, "discipline", "PTT").remedy == "Write one of PT, OT, SLP, or leave the cell empty."


def test_other_wrong_rows_are_counted(tmp_path: Path) -> None:
    one_more = error(tmp_path, HEAD + "1,97110,x\n1,97110,15\n1,97110,x\n")
    assert one_more.problem == '"x" is not a number of minutes. 1 more row has a problem.'
    many_more = error(tmp_path, HEAD + "1,97110,x\n" * 1_201)
    assert many_more.place == "visits.csv, row 2, column minutes"
    assert many_more.problem.endswith(" 1,200 more rows have problems.")


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("visits.csv", "", "the file is empty."),
        ("visits.csv", " \n\n", "the file is empty."),
        ("visits.csv", "\ufeff", "the file is empty."),
        ("visits.csv", HEAD, "the file has no visits."),
        ("visits.csv", HEAD + ",,\n", "the file has no visits."),
        ("visits", "", "the file is empty."),
        ("visits.ndjson", "", "the file is empty."),
        ("visits.ndjson", "\n \n", "the file has no visits."),
        ("visits.json", "", "the file is empty."),
        ("visits.json", "[]", "the file has no visits."),
        ("visits.json", '{"visits": []}', "the file has no visits."),
        ("visits.json", '{"visits": 3}', '"3" is not a list of visits.'),
        ("visits.json", "7", '"7" is not a list of visits.'),
    ],
)
def test_a_file_without_visits_is_an_error(tmp_path: Path, name: str, content: str, problem: str) -> None:
    said = error(tmp_path, content, name)
    assert (said.place, said.problem) == (name, problem)


@pytest.mark.parametrize(
    ("heading", "place", "problem"),
    [
        ("visit_id,minutes", "visits.csv, row 1", "there is no column code."),
        (
            "patient_id,code",
            "visits.csv, row 1",
            "there is no column visit_id, nor patient_id and service_date, which make a visit without it.",
        ),
        ("visit_id,code,code", "visits.csv, row 1, column code", "the name is given twice."),
        ("visit_id,code,Minutes,minutes", "visits.csv, row 1, column minutes", "the name is given twice."),
        ("visit_id,code,minuts", "visits.csv, row 1", '"minuts" is not a field. Did you mean minutes?'),
        ("visit_id,code,Mins,Min", "visits.csv, row 1", '"Mins" and "Min" may each be minutes.'),
        ("visit_id,code,diagnosises", "visits.csv, row 1", '"diagnosises" is not a field. Did you mean diagnoses?'),
        ("visit_id,code" + ",x" * 1000, "visits.csv, row 1", "there are 1,002 names."),
    ],
)
def test_a_wrong_heading_is_named(tmp_path: Path, heading: str, place: str, problem: str) -> None:
    said = error(tmp_path, heading + "\n1,97110\n")
    assert (said.place, said.problem) == (place, problem)


def test_a_strange_column_near_one_that_is_there_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text("visit_id,code,code2,minutes,minutes_total,state\n1,97110,x,15,45,TX\n")
    (visit,) = read_visits(tmp_path / "visits.csv")
    assert visit.services[0].minutes == 15


@pytest.mark.parametrize(("row", "cells"), [("1,97110", 2), ("1,97110,15,GP", 4)])
def test_a_ragged_row_is_named(tmp_path: Path, row: str, cells: int) -> None:
    said = error(tmp_path, GOOD + row + "\n")
    assert said.place == "visits.csv, row 3"
    assert said.problem == f"the row has {cells} cells, but the heading names 3 columns."


def test_rows_are_numbered_by_the_line_they_begin_on(tmp_path: Path) -> None:
    said = error(tmp_path, 'visit_id,code,note\n1,97110,"two\nlines"\n\n2,,\n')
    assert said.place == "visits.csv, row 5, column code"


@pytest.mark.parametrize("row", ['1,97110,"15', '1,"97110"x,15'])
def test_broken_quoting_is_named(tmp_path: Path, row: str) -> None:
    said = error(tmp_path, GOOD + row + "\n")
    assert said.place == "visits.csv, row 3"
    assert said.problem.startswith("the row is not CSV: ")


@pytest.mark.parametrize(
    ("column", "other", "problem"),
    [
        ("patient_id", "P2", 'visit "1" has "P1" in row 2 and "P2" in row 4.'),
        ("patient_id", "", 'visit "1" has "P1" in row 2 and nothing in row 4.'),
        ("payer", "cigna", 'visit "1" has "aetna" in row 2 and "cigna" in row 4.'),
        ("service_date", "2026-03-03", 'visit "1" has "2026-03-02" in row 2 and "2026-03-03" in row 4.'),
    ],
)
def test_rows_of_one_visit_must_agree(tmp_path: Path, column: str, other: str, problem: str) -> None:
    visit = {"visit_id": "1", "patient_id": "P1", "payer": "aetna", "service_date": "2026-03-02", "code": "97110"}
    rows = [list(visit), visit.values(), (visit | {"visit_id": "2"}).values(), (visit | {column: other}).values()]
    said = error(tmp_path, "\n".join(",".join(row) for row in rows))
    assert said.place == f"visits.csv, rows 2 and 4, column {column}"
    assert said.problem == problem


def test_the_same_visit_twice_in_json_is_an_error(tmp_path: Path) -> None:
    visit = '{"visit_id": "1", "services": [{"code": "97110"}]}'
    said = error(tmp_path, f"[{visit}, {visit}]", "visits.json")
    assert said.place == "visits.json, visit 2, field visit_id"
    assert said.problem == 'visit 1 has the id "1" too.'


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("visit_id,code\n1,97110\n".encode("utf-16")[:-1], "the file is not whole UTF-16 text."),
        (b"PK\x03\x04" + bytes(100), "this is no whole workbook: File is not a zip file."),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "the file is an old workbook (.xls), or one with a password."),
        (b"<html><table>", "the file is a page of HTML, whatever it is called."),
        (b"%PDF-1.7", "the file is a PDF."),
    ],
)
def test_a_file_of_another_kind_is_recognized(tmp_path: Path, content: bytes, problem: str) -> None:
    said = error(tmp_path, content)
    assert (said.place, said.problem) == ("visits.csv", problem)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (GOOD.encode() + b"2,97110,1\x81\n", "byte 10 is neither UTF-8 nor Windows text."),
        (GOOD.encode() + b"2,97110,\x00\n", "character 9 is NUL: this is not text."),
        (GOOD.encode() + b"2," + b"9" * 1_000_001, "the row is longer than 1,000,000 characters."),
    ],
)
def test_bytes_that_are_no_text_are_found(tmp_path: Path, content: bytes, problem: str) -> None:
    for name in ("visits.csv", "visits", "visits.csv.gz"):
        said = error(tmp_path, gzip.compress(content) if name.endswith("gz") else content, name)
        assert (said.place, said.problem) == (f"{name}, row 3", problem)


def test_json_that_is_no_text_is_found(tmp_path: Path) -> None:
    said = error(tmp_path, b'[{"visit_id": "\x81"}]', "visits.json")
    assert said.problem == "byte 16 is neither UTF-8 nor Windows text."


@pytest.mark.parametrize(
    ("content", "place", "problem"),
    [
        ('[{"visit_id": "1",]', "visits.json", "this is not JSON from character 19 on: Expecting property name"),
        ('[\n{"visit_id": "1"', "visits.json", "this is not JSON from line 2, character 17 on: Expecting ','"),
        ("[" * 100_000, "visits.json", "the JSON is nested too deeply."),
        ('[{"visit_id": "1", "visit_id": "2"}]', "visits.json", 'an object gives "visit_id" twice.'),
        ("[3]", "visits.json, visit 1", '"3" is not an object.'),
        ('[{"visit_id": "1"}]', "visits.json, visit 1", "the visit has no services."),
        ('[{"visit_id": "1", "services": []}]', "visits.json, visit 1", "the visit has no services."),
        ('[{"services": [{"code": "97110"}]}]', "visits.json, visit 1, field visit_id", "is empty."),
        (
            '[{"visit_id": "1", "code": "97110", "services": []}]',
            "visits.json, visit 1, field code",
            "the field does not belong here.",
        ),
        ('[{"visits_id": "1"}]', "visits.json, visit 1", '"visits_id" is not a field. Did you mean visit_id?'),
        ('[{"visit_id": true, "services": [{}]}]', "visits.json, visit 1, field visit_id", '"True" is not a value'),
        (
            '[{"visit_id": "\\ud800", "services": [{}]}]',
            "visits.json, visit 1, field visit_id",
            '"\ufffd" holds a char',
        ),
    ],
)
def test_broken_json_is_named(tmp_path: Path, content: str, place: str, problem: str) -> None:
    said = error(tmp_path, content, "visits.json")
    assert said.place == place
    assert said.problem.startswith(problem)


@pytest.mark.parametrize(
    ("services", "place", "problem"),
    [
        ('[{"code": "97110"}, 4]', "visit 1, service 2", '"4" is not an object.'),
        ('[{"minutes": 15}]', "visit 1, service 1, field code", "is empty."),
        (
            '[{"code": "97110", "minutes": NaN}]',
            "visit 1, service 1, field minutes",
            '"NaN" is not a number of minutes.',
        ),
        ('[{"code": "97110", "minutes": true}]', "visit 1, service 1, field minutes", '"True" is not a value'),
        ('[{"code": "97110", "minutes": [15]}]', "visit 1, service 1, field minutes", "\"['15']\" is not a value"),
        ('[{"code": "97110", "modifiers": [["GP"]]}]', "visit 1, service 1, field modifiers", "\"[['GP']]\" is not a"),
        ('[{"code": "97110", "charge": 1e400}]', "visit 1, service 1, field charge", '"1e400" is not an amount'),
        (
            '[{"code": "97110", "discipline": "PT"}]',
            "visit 1, service 1, field discipline",
            "the field does not belong",
        ),
        ('[{"code": "97110", "minuets": 5}]', "visit 1, service 1", '"minuets" is not a field. Did you mean minutes?'),
    ],
)
def test_a_wrong_service_in_json_is_named(tmp_path: Path, services: str, place: str, problem: str) -> None:
    said = error(tmp_path, f'[{{"visit_id": "1", "services": {services}}}]', "visits.json")
    assert said.place == f"visits.json, {place}"
    assert said.problem.startswith(problem)


@pytest.mark.parametrize(
    ("history", "place", "problem"),
    [
        ("7", "history", '"7" is not an object.'),
        ('{"Spent": "1"}', "history", '"Spent" is not a field. Did you mean spent?'),
        ('{"shoes": "1"}', "history, field shoes", "this is no part of a history."),
        ('{"spent": "lots"}', "history, field spent", '"lots" is not an amount in dollars.'),
    ],
)
def test_a_wrong_history_is_named(tmp_path: Path, history: str, place: str, problem: str) -> None:
    visit = f'{{"visit_id": "1", "services": [{{"code": "97110"}}], "history": {history}}}'
    said = error(tmp_path, f"[{visit}]", "visits.json")
    assert (said.place, said.problem) == (f"visits.json, visit 1, {place}", problem)


def test_other_wrong_visits_are_counted(tmp_path: Path) -> None:
    said = error(tmp_path, '[{"visit_id": "1"}, {"visit_id": "2"}, {"visit_id": "3"}]', "visits.json")
    assert said.problem == "the visit has no services. 2 more visits have problems."


@pytest.mark.parametrize(
    ("line", "place", "problem"),
    [
        ("{", "row 2", "this is not JSON from "),
        ("[1]", "row 2", '"[1]" is not an object.'),
        ('{"visit_id": "1"}', "row 2, column code", "is empty."),
        ('{"visit_id": "1", "code": "97110", "minute": 3}', "row 2", '"minute" is not a field. Did you mean minutes?'),
        ('{"visit_id": "1", "services": []}', "row 2, column services", "an NDJSON row is one service"),
        ('{"visit_id": "1", "code": "97110", "history": {}}', "row 2, column history", "an NDJSON row is one service"),
        ('{"visit_id": "1", "code": "97110", "minutes": {}}', "row 2, column minutes", '"{}" is not a value'),
    ],
)
def test_a_wrong_ndjson_row_is_named(tmp_path: Path, line: str, place: str, problem: str) -> None:
    said = error(tmp_path, '{"visit_id": "1", "code": "97110"}\n' + line + "\n", "visits.ndjson")
    assert said.place == f"visits.ndjson, {place}"
    assert said.problem.startswith(problem)
