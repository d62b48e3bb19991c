"""What exports write into a cell, and the value it is; every form that is not plainly one stays refused."""

from datetime import date
from pathlib import Path

import pytest

from cleanclaim.exchange.files import visit_values as values
from cleanclaim.exchange.files.code_cells import split_code_cell
from cleanclaim.exchange.files.date_values import is_day_first, month_first
from cleanclaim.exchange.files.fields import SERVICE_FIELDS, VISIT_FIELDS
from cleanclaim.exchange.files.visit_values import UnreadableError
from tests.exchange.files.exports import OWN, ROW, read, service


@pytest.mark.parametrize(
    ("cell", "code", "units", "modifiers"),
    [
        ("97110 (2)", "97110", 2, ()),
        ("97110 x 2", "97110", 2, ()),
        ("97110 x2", "97110", 2, ()),
        ("97110 (2 units)", "97110", 2, ()),
        ("97110-GP", "97110", None, ("GP",)),
        ("97110:GP:59", "97110", None, ("GP", "59")),
        ("97140 GP", "97140", None, ("GP",)),
        ("97110-GP-KX (3)", "97110", 3, ("GP", "KX")),
        ("97110 - Therapeutic Exercise", "97110", None, ()),
        ("97110-GP - Therapeutic Exercise", "97110", None, ("GP",)),
        ("97140 - Manual x 1", "97140", 1, ()),
        ("97110: Ther ex", "97110", None, ()),
        ("g0283 unattended e-stim", "g0283", None, ()),
        ("97110", "97110", None, ()),
        ("97110.0", "97110", None, ()),
        ("0552T", "0552T", None, ()),
    ],
)
def test_a_code_may_have_its_units_modifiers_and_words_with_it(
    tmp_path: Path, cell: str, code: str, units: int | None, modifiers: tuple[str, ...]
) -> None:
    found = service(tmp_path, code=cell)
    assert (found.code, found.units, found.modifiers) == (code.upper(), units, modifiers)


@pytest.mark.parametrize("cell", ["97110 (2), 97140 (1)", "97110/97140", "97161 (1); 97110", "97110 97140"])
def test_several_codes_in_a_cell_are_refused(tmp_path: Path, cell: str) -> None:
    visits, reading = read(
        tmp_path,
        f"{OWN}\n{ROW}\n{ROW.replace('97110', chr(34) + cell + chr(34)).replace('V7', 'V8').replace('P7', 'P8')}\n",
    )
    assert [visit.visit_id for visit in visits] == ["V7"]
    (fault,) = reading.faults
    assert fault.problem == f'"{cell}" holds several codes.'
    assert "one row for each code" in fault.remedy


def test_units_in_two_places_must_agree(tmp_path: Path) -> None:
    assert service(tmp_path, code="97110 (2)", units="2").units == 2
    cells = [{"code": "97110 (2)", "units": "3"}.get(name, "") for name in SERVICE_FIELDS]
    with pytest.raises(UnreadableError, match="says 2 units"):
        split_code_cell(cells)


def test_modifiers_of_the_code_come_before_those_of_their_column(tmp_path: Path) -> None:
    assert service(tmp_path, code="97110-GP", modifiers="KX GP").modifiers == ("GP", "KX")


@pytest.mark.parametrize(
    "cell", ["GP KX", "GP,KX", "GP;KX", "GP:KX", "GP/KX", "GP|KX", "gp-kx", "GP + KX", "GPKX", "GP\nKX", " GP , KX "]
)
def test_modifiers_may_have_any_sign_between_them(cell: str) -> None:
    assert values.modifiers(cell.strip()) == ("GP", "KX")


@pytest.mark.parametrize(
    ("cell", "found"), [("none", ()), ("N/A", ()), ("-", ()), ("59.0", ("59",)), ("G", ("G",)), ("GPX", ("GPX",))]
)
def test_modifiers_that_are_none_and_that_are_wrong(cell: str, found: tuple[str, ...]) -> None:
    assert values.modifiers(cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("45", 45), ("45 mins", 45), ("45min", 45), ("45 Min.", 45), ("45 minutes", 45), ("45m", 45), ("45'", 45),
        ("0:45", 45), ("00:45:00", 45), ("1:05", 65), ("1 hr 5 min", 65), ("1h", 60), ("1 hour", 60), ("45.0", 45),
    ],
)  # fmt: skip
def test_minutes_may_be_written_as_a_length_of_time(cell: str, found: int) -> None:
    assert values.minutes(cell) == found


@pytest.mark.parametrize("cell", ["45 sec", "0:45:30", "45:00", "25:00", "-33", "4 5", "mins", "45,5"])
def test_what_is_no_length_in_minutes_is_refused(cell: str) -> None:
    with pytest.raises(UnreadableError):
        values.minutes(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03-02", "3/2/2026", "03/02/2026", "3/2/26", "3-2-2026", "03.02.2026", "20260302", "46083", "46083.0",
        "46083.375", "Mar 2, 2026", "March 2, 2026", "Mon, Mar 2, 2026", "2-Mar-2026", "02-Mar-26", "2 March 2026",
        "2026-03-02 09:14:00", "3/2/2026 9:14 AM", "03/02/2026 14:05",
    ],
)  # fmt: skip
def test_a_date_of_service_may_be_written_in_these_ways(cell: str) -> None:
    assert VISIT_FIELDS["service_date"](cell) == date(2026, 3, 2)


@pytest.mark.parametrize("cell", ["3/2/43", "46083", "20260302", "Mar 2, 2026"])
def test_a_day_of_birth_is_read_only_where_its_century_is_plain(cell: str) -> None:
    with pytest.raises(UnreadableError):
        values.date(cell)


def test_which_dates_have_their_day_first() -> None:
    assert [is_day_first(cell) for cell in ("13/02/2026", "02/13/2026", "02/03/2026", "2026-13-02")] == [
        True,
        False,
        None,
        None,
    ]
    assert month_first("13/02/2026") == "02/13/2026"
    assert month_first("2026-02-13") == "2026-02-13"


@pytest.mark.parametrize(
    ("cell", "found"), [("9:05 AM", 545), ("9:05 PM", 1265), ("12:00 am", 0), ("12:30 p.m.", 750), ("14:05", 845)]
)
def test_a_time_may_be_on_either_clock(cell: str, found: int) -> None:
    assert values.clock(cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("M54.50", ("M5450",)),
        ("M54.50, M25.561", ("M5450", "M25561")),
        ("M54.50 Low back pain, unspecified", ("M5450",)),
        ("Low back pain (M54.50)", ("M5450",)),
        ("ICD10|M54.50:ICD10|M25.561:", ("M5450", "M25561")),
        ("M54.50 - Low back pain; E11.9 Type 2 diabetes", ("M5450", "E119")),
        ("M54.5O1234", ("M545O1234",)),
        ("M54.50 M5", ("M5450", "M5")),
        ("S52.501A", ("S52501A",)),
    ],
)
def test_a_diagnosis_may_come_with_its_words(cell: str, found: tuple[str, ...]) -> None:
    assert values.diagnoses(cell) == found


@pytest.mark.parametrize(
    ("field", "cell", "found"),
    [
        ("discipline", "Physical Therapy", "PT"),
        ("discipline", "Speech-Language Pathology", "SLP"),
        ("place_of_service", "Office", "11"),
        ("place_of_service", "11 - Office", "11"),
        ("place_of_service", "Home", "12"),
        ("payer", "Medicare Part B", "medicare"),
        ("payer", "Workers' Compensation", "workers_comp"),
        ("payer", "Acme Health", "acme_health"),
    ],
)
def test_words_stand_for_codes(field: str, cell: str, found: str) -> None:
    assert VISIT_FIELDS[field](cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("DPT", "PT"),
        ("PT, DPT", "PT"),
        ("PT, DPT, OCS", "PT"),
        ("MS, CCC-SLP", "SLP"),
        ("COTA/L", "OTA"),
        ("Physical Therapist", "PT"),
        ("LPTA", "PTA"),
        ("CCC-SLP", "SLP"),
    ],
)
def test_credentials_say_who_gave_a_service(tmp_path: Path, cell: str, found: str) -> None:
    assert service(tmp_path, performed_by=cell).performed_by == found


@pytest.mark.parametrize("cell", ["PT student", "PT tech", "PT or PTA", "student", "OCS", "PT, OT"])
def test_what_is_not_one_credential_is_refused(cell: str) -> None:
    with pytest.raises(UnreadableError):
        SERVICE_FIELDS["performed_by"](cell)
