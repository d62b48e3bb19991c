"""Every layout is known by its content, and read into our columns; whatever is not one of them is named."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from cleanclaim.model.errors import UserError
from cleanclaim.reference.pairs import Edit, Pairs, PairsDraft
from cleanclaim.reference.publishers.layouts import layout_of, read
from cleanclaim.reference.publishers.publication import Publication, Table
from cleanclaim.reference.publishers.publisher_file import PublisherFile
from tests.reference import published as made


def publication(name: str, content: bytes) -> Publication:
    return read(PublisherFile(name, name, content))


def table(found: Publication) -> Table:
    assert not isinstance(found.table, PairsDraft)
    return found.table


def edits(found: Publication) -> set[tuple[str, str, Edit]]:
    """The pairs, as they stand in the file that would be kept."""
    assert isinstance(found.table, PairsDraft)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "kept.pairs"
        path.write_bytes(found.table.packed())
        return {(pair.column1, pair.column2, pair.edit) for pair in Pairs(path)}


def problem(name: str, content: bytes) -> str:
    with pytest.raises(UserError) as wrong:
        publication(name, content)
    return str(wrong.value)


@pytest.mark.parametrize("packing", [made.tabbed, made.workbook])
def test_code_pairs_are_read_with_their_days_indicators_and_reasons(packing) -> None:  # type: ignore[no-untyped-def]
    found = publication("ccipra-v323r0-f1.TXT", packing(made.pairs()))
    assert (found.kind, found.effective_from, found.part) == ("ncci", date(2026, 10, 1), 1)
    assert ("97530", "97116", Edit(date(1999, 7, 1), date(2019, 12, 31), 1, made.PAIRS[0][6])) in edits(found)
    assert ("97150", "97140", Edit(date(1996, 1, 1), None, 1, 'A reason with "quotes", 5" long')) in edits(found)
    assert len(edits(found)) == len(made.PAIRS)


def test_the_version_counts_years_from_1994_and_quarters_from_none() -> None:
    for name, day in (("v302", date(2024, 7, 1)), ("v313", date(2025, 10, 1)), ("v330r1", date(2027, 1, 1))):
        found = publication(f"ccipra-{name}-f2.txt", made.tabbed(made.pairs()))
        assert found.effective_from == day
    assert found.revision == "r1"


def test_pairs_without_the_column_on_1996_are_medicaids() -> None:
    found = publication("pairs q2-2026.txt", made.tabbed(made.pairs(medicaid=True)))
    assert (found.kind, found.effective_from) == ("ncci_medicaid", date(2026, 4, 1))
    assert len(edits(found)) == len(made.PAIRS)


def test_columns_are_found_by_their_heading_whatever_their_order() -> None:
    order = [6, 3, 5, 1, 0, 4, 2]
    shuffled = [[row[place] for place in order] for row in made.pairs()]
    name = "ccipra-v323r0-f1.txt"
    assert edits(publication(name, made.tabbed(shuffled))) == edits(publication(name, made.tabbed(made.pairs())))


@pytest.mark.parametrize("packing", [made.quoted, made.workbook])
def test_unit_limits_are_read_with_the_first_character_of_their_indicator(packing) -> None:  # type: ignore[no-untyped-def]
    found = publication("MCR_MUE_PractitionerServices_Eff_10-01-2026.csv", packing(made.limits()))
    assert (found.kind, found.effective_from) == ("mue", date(2026, 10, 1))
    assert table(found) == [("97110", "6", "3"), ("97161", "1", "2"), ("97035", "2", "1"), ("0591T", "1", "3")]


@pytest.mark.parametrize("year", [2025, 2026])
@pytest.mark.parametrize("packing", [made.quoted, made.workbook])
def test_the_fee_schedule_is_read_with_31_columns_or_with_32(packing, year: int) -> None:  # type: ignore[no-untyped-def]
    found = publication(f"PPRRVU{year}_Oct.csv", packing(made.fees(year)))
    assert (found.effective_from, found.published) == (date(year, 10, 1), date(2026, 9, 11))
    assert ("97110", "A", "45", "41", "41", "1", "7", "5") in table(found)
    assert ("95851", "A", "16", "46", "8", "1", "0", "0") in table(found)
    assert len(table(found)) == 4, "rows for a component are not ours"
    assert "1 rows for components" in found.note


@pytest.mark.parametrize(
    ("name", "track"),
    [("PPRRVU2026_Oct_nonQPP.csv", "standard"), ("PPRRVU2026_Oct_QPP.csv", "qualifying"), ("a.csv", "")],
)
def test_the_name_tells_whom_a_conversion_factor_is_for(name: str, track: str) -> None:
    assert publication(name, made.quoted(made.fees())).conversion_factors == {track: 334009}


def test_the_fee_schedule_of_fixed_width_says_the_same() -> None:
    fixed, commas = publication("PPRRVU25.txt", made.fees_fixed()), publication("x.csv", made.quoted(made.fees(2025)))
    assert table(fixed) == table(commas)
    assert (fixed.effective_from, fixed.conversion_factors) == (date(2025, 10, 1), {"": 323465})


def test_a_total_that_its_parts_do_not_make_stops_the_import() -> None:
    rows = made.fees()
    rows[7] = [cell if cell != "0.41" else "0.42" for cell in rows[7]]
    assert "row 8" in problem("PPRRVU2026_Oct.csv", made.quoted(rows))


def test_cost_indices_are_read_without_their_footnotes() -> None:
    found = publication("GPCI2026.csv", made.quoted(made.gpci()))
    assert (found.kind, found.effective_from) == ("gpci", date(2026, 1, 1))
    assert table(found) == [
        ("10112-00", "AL", "ALABAMA", "1000", "875", "566"),
        ("02102-01", "AK", "ALASKA", "1500", "1065", "551"),
    ]


def test_cost_indices_are_found_by_their_heading() -> None:
    shuffled = [[*row[:4], row[6], row[4], row[5]] for row in made.gpci()]
    assert table(publication("g.csv", made.quoted(shuffled))) == table(publication("g.csv", made.quoted(made.gpci())))


def test_counties_keep_the_state_of_the_row_above_and_regain_their_zeros() -> None:
    found = publication("26LOCCO.csv", made.quoted(made.counties()))
    assert (found.kind, found.effective_from) == ("locality", date(2026, 1, 1))
    assert table(found)[2] == ("01112-52", "CALIFORNIA", "SAN FRANCISCO", "MARIN")


def test_zip_codes_say_their_quarter_themselves() -> None:
    found = publication("anything.txt", made.zips())
    assert (found.kind, found.effective_from) == ("zip", date(2026, 10, 1))
    assert table(found)[1] == ("90012", "CA", "01182-18", "1")


def test_diagnoses_take_their_fiscal_year_and_april_from_the_name() -> None:
    found = publication("icd10cm_order_2027.txt", made.diagnoses())
    assert (found.kind, found.effective_from) == ("icd10", date(2026, 10, 1))
    assert table(found)[2] == ("M5450", "1", "Low back pain, unspecified")
    assert publication("icd10cm_order_2027_april.txt", made.diagnoses()).effective_from == date(2027, 4, 1)


def test_headings_follow_from_a_list_of_billable_diagnoses() -> None:
    rows = table(publication("icd10cm_codes_2027.txt", made.billable()))
    assert ("M5450", "1", "Low back pain, unspecified") in rows
    assert {row[0] for row in rows if row[1] == "0"} == {"M54", "M545", "S83", "S835", "S8351", "S83511"}


def test_hcpcs_keeps_codes_with_their_days_and_leaves_modifiers_out() -> None:
    found = publication("HCPC2026_OCT_ANWEB.csv", made.quoted(made.hcpcs()))
    assert (found.kind, found.effective_from) == ("hcpcs", date(2026, 10, 1))
    assert table(found) == [
        ("G0283", "Electrical stimulation, unattended", "C", "2003-01-01", ""),
        ("G0515", "Cognitive skills, each 15 minutes", "D", "2018-01-01", "2019-12-31"),
    ]
    fixed = table(publication("HCPC2026_OCT_ANWEB.txt", made.hcpcs_fixed()))
    assert fixed[0] == ("G0283", "Electrical stimulation, unattended to one or more areas", "C", "2003-01-01", "")
    assert fixed[1] == table(found)[1]


def test_add_on_codes_are_read_with_days_of_the_year() -> None:
    for packed in (made.quoted(made.add_ons()), made.tabbed(made.add_ons()), made.workbook(made.add_ons())):
        found = publication("AOC_V2026Q4-MCR.txt", packed)
        assert (found.kind, found.effective_from) == ("add_on", date(2026, 10, 1))
        assert ("97598", "97597", "1", "2013-04-01", "") in table(found)
        assert ("97546", "CCCCC", "2", "2013-04-01", "2025-12-31") in table(found)


def test_the_therapy_code_list_is_found_by_its_headings() -> None:
    for packed in (made.quoted(made.therapy()), made.workbook(made.therapy())):
        found = publication("2026 therapy code list.xlsx", packed)
        assert (found.kind, found.effective_from) == ("therapy", date(2026, 1, 1))
        assert table(found) == [("97110", "always", "5"), ("97597", "sometimes", "1")]


@pytest.mark.parametrize("heading", [[], [["CPT Code", "Long Description"]], [["Copyright", ""]]])
@pytest.mark.parametrize("mark", ["\t", ",", "|"])
def test_descriptors_need_a_code_and_a_text_and_no_heading(heading: list[list[str]], mark: str) -> None:
    text = "".join(mark.join(row) + "\n" for row in [*heading, *made.descriptors()])
    found = publication("cpt2026.txt", text.encode())
    assert (found.kind, found.effective_from) == ("descriptors", date(2026, 1, 1))
    assert table(found) == [tuple(row) for row in made.descriptors()]


def test_the_descriptions_in_a_fee_schedule_are_not_taken_for_a_licensees() -> None:
    rows = [[*row[:5], *row[6:]] for row in made.fees()]  # without its column for work
    assert "no file that cleanclaim knows" in problem("PPRRVU2026_Oct.csv", made.quoted(rows))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("ccioph-v323r0-f1.txt", made.tabbed(made.pairs()), "hospital outpatient code pairs"),
        ("x.835", b"ISA*00*          *00*", "X12 transaction"),
        ("a.pdf", b"%PDF-1.7 ...", "a PDF"),
        ("a.zip", b"<!DOCTYPE html><html><body>License Agreement for CPT", "license page"),
        ("a.html", b"<html><body>Downloads", "a web page"),
        ("m.csv", made.quoted([["HCPCS/CPT Code", "DME Supplier Services MUE Values", "MAI"]]), "equipment (DME)"),
        ("m.csv", made.quoted([["HCPCS/CPT Code", "Outpatient Hospital Services MUE Values", "MAI"]]), "for hospitals"),
        ("PF.txt", made.quoted([["2025", "01112", "05", "97110", *["0"] * 12]]), "price file (PFALL"),
        ("nucc_taxonomy_251.csv", b"Code,Grouping,Classification,Notes\r\n225100000X,,PT,\r\n", "taxonomy (NUCC)"),
        ("icd10pcs_order_2026.txt", b"00001 001     0 Central nervous system\r\n", "ICD-10-PCS"),
        ("changes-additions-deletions.txt", made.tabbed(made.pairs()), "quarter's changes"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel workbook"),
        ("a.txt", b"hello\r\nworld\r\n", "no file that cleanclaim knows"),
        ("a.txt", b" \r\n", "empty"),
    ],
)
def test_a_file_of_another_kind_is_named_for_what_it_is(name: str, content: bytes, said: str) -> None:
    assert said in problem(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ccipra-v323r0-f1.txt", made.tabbed(made.pairs())),
        ("MCR_MUE_PractitionerServices_Eff_10-01-2026.csv", made.quoted(made.limits())),
        ("PPRRVU2026_Oct_QPP.csv", made.quoted(made.fees())),
        ("PPRRVU25.txt", made.fees_fixed()),
        ("ZIP5.txt", made.zips()),
        ("icd10cm_order_2027.txt", made.diagnoses()),
        ("HCPC2026_OCT_ANWEB.txt", made.hcpcs_fixed()),
        ("AOC_V2026Q4.txt", made.tabbed(made.add_ons())),
    ],
)
@pytest.mark.parametrize("missing", [1, 2, 3, 9, 30])
def test_a_file_cut_off_in_its_last_row_is_noticed(name: str, content: bytes, missing: int) -> None:
    said = problem(name, content[:-missing] if missing > 1 else content.rstrip())
    assert ", row " in said


def test_a_row_with_too_few_or_too_many_cells_is_named() -> None:
    rows = made.pairs()
    rows[8] = rows[8][:5]
    assert "row 9: this row has 5 cells of 7" in problem("ccipra-v323r0-f1.txt", made.tabbed(rows))
    rows[8] = [*made.pairs()[8], "x"]
    assert "row 9: this row has 8 cells" in problem("ccipra-v323r0-f1.txt", made.tabbed(rows))


def test_a_code_listed_twice_with_different_values_stops_the_import() -> None:
    rows = [*made.limits(), ["97110", "7", "3 Date of Service Edit: Clinical", ""]]
    assert "97110 twice" in problem("MCR_MUE_Eff_10-01-2026.csv", made.quoted(rows))
    same = publication("MCR_MUE_Eff_10-01-2026.csv", made.quoted([*made.limits(), made.limits()[2]]))
    assert len(table(same)) == 4


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_encodings_and_line_ends_make_no_difference(encoding: str, end: str) -> None:
    plain = made.tabbed(made.pairs())
    other = plain.decode().replace("\r\n", end).encode(encoding)
    assert edits(publication("ccipra-v323r0-f1.txt", other)) == edits(publication("ccipra-v323r0-f1.txt", plain))


def test_excel_numbers_get_their_leading_zeros_back() -> None:
    rows = made.fees()
    rows[7] = ["100", *rows[7][1:]]
    assert table(publication("PPRRVU2026_Oct.xlsx", made.workbook(rows)))[0][0] == "00100"


@pytest.mark.parametrize("damage", [slice(0, 400), slice(0, -30)])
def test_a_damaged_workbook_is_named(damage: slice) -> None:
    content = made.workbook(made.limits())[damage] + b"[Content_Types].xml"
    said = problem("MUE.xlsx", content)
    assert "this is no whole workbook" in said
    assert "Download the file again" in said


def test_a_layout_is_known_from_whatever_name() -> None:
    for content, what in ((made.zips(), "ZIP5"), (made.diagnoses(), "order file"), (made.hcpcs_fixed(), "ANWEB")):
        assert what in layout_of(PublisherFile("download", "download", content)).what
