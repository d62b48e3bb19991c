"""A mapping says what a source's columns and words stand for; ready ones read the public layouts they are named for."""

import csv
import io
import json
from pathlib import Path

import polars
import pytest

from cleanclaim.exchange.files.column_guess import guess_columns, mapping_text
from cleanclaim.exchange.files.fields import FIELDS
from cleanclaim.exchange.files.intake import PracticeNames
from cleanclaim.exchange.files.mapping import layout_names, parse_mapping, read_mapping, ready_mappings, recognize
from cleanclaim.exchange.files.name_keys import person_words
from cleanclaim.exchange.files.visits import read_visits_file
from cleanclaim.model.errors import UserError
from cleanclaim.whole_file import parse_toml
from tests.exchange.files.exports import read, workbook

MAPPING = """
name = "Our export"

[columns]
"Fee" = "charge"
"When" = "service_date"
"Who" = "clinician"
"Chart" = "patient_id"
"Minutse" = ""

[always]
discipline = "PT"
place_of_service = "Office"

[values.payer]
"Blue Plan" = "bcbs"

[values.provider_npi]
"Mia Muster" = "1234567893"

[left_out]
Kind = ["payment"]
"""
EXPORT = (
    "Chart,When,Who,CPT,Fee,Insurance,Minutse,Kind\n"
    "P1,3/2/2026,Mia Muster,97110,120.00,Blue Plan,9,charge\n"
    "P1,3/2/2026,Mia Muster,97140,58.00,blue plan,9,charge\n"
    "P1,3/2/2026,,,-20.00,,,Payment\n"
)


def test_a_mapping_says_what_columns_and_words_are(tmp_path: Path) -> None:
    (visit,), reading = read(tmp_path, EXPORT, mapping=parse_mapping(parse_toml(MAPPING, "m.toml"), "m.toml"))
    assert (visit.patient_id, visit.provider_npi, visit.payer) == ("P1", "1234567893", "bcbs")
    assert (visit.discipline, visit.place_of_service) == ("PT", "11")
    assert [service.charge for service in visit.services] == [12000, 5800]
    assert reading.not_used == ("Minutse",)
    assert reading.left_out == {"by the mapping": (4,)}
    assert visit.visit_id == "P1-260302-TBGH"


def test_without_it_the_same_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Did you mean minutes"):
        read(tmp_path, EXPORT)


def test_a_mapping_reads_json_too(tmp_path: Path) -> None:
    mapping = parse_mapping({"columns": {"n": "visit_id", "what": "code", "fee": "charge"}}, "m")
    (visit,), _ = read(tmp_path, '[{"n": "1", "services": [{"what": "97110", "fee": "5"}]}]', "v.json", mapping)
    assert (visit.visit_id, visit.services[0].charge) == ("1", 500)
    (visit,), _ = read(tmp_path, '{"n": "1", "what": "97110", "fee": "5"}', "v.ndjson", mapping)
    assert (visit.visit_id, visit.services[0].charge) == ("1", 500)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("colums = 1", "there is no entry"),
        ('dates = "middle first"', "is neither"),
        ('[columns]\nFee = "chrage"', "there is no field \"chrage\". Did you mean 'charge'?"),
        ("[columns]\nFee = [1]", "is not a text"),
        ("columns = 3", "is not a table"),
        ("[values]\npayer = 3", "is not a group of tables"),
        ('[values.chrage]\na = "b"', "there is no field"),
        ('[always]\nclinician = "X"', "there is no field"),
        ("left_out = 3", "is not a table"),
    ],
)
def test_a_wrong_mapping_is_named(text: str, problem: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_mapping(parse_toml(text, "m.toml"), "m.toml")
    assert problem in refused.value.problem
    assert refused.value.remedy


def test_a_name_of_no_mapping_lists_the_ready_ones() -> None:
    with pytest.raises(UserError, match="Did you mean 'webpt'") as refused:
        read_mapping("webtp")
    assert refused.value.remedy == "Ready are jane, openemr, webpt."


def test_ready_mappings_name_their_source_and_no_column_that_is_no_field() -> None:
    assert layout_names() == ["jane", "openemr", "webpt"]
    for one in ready_mappings().values():
        assert one.recognized_by <= one.columns.keys()
        assert set(one.columns.values()) <= {*FIELDS, "clinician", ""}
        assert one.note


WEBPT = (
    "record_id,visit_date,record_pointer,cpt,clinic_id,patient_id,case_id,visit_id,therapist_id,insurance_type_id,units,"
    "charge_amount,note_type,cpt_prefix,cpt_suffix,cpt_modifier,export_flag\n"
    "1,2026-03-02,11,97110,5,P1,C1,V1,7,3,2,120.00,DN,,,GP,1\n"
    "2,2026-03-02,12,97140,5,P1,C1,V1,7,3,1,58.00,DN,,,GP,3\n"
)


def test_webpts_extract_is_recognized_and_what_was_removed_is_left_out(tmp_path: Path) -> None:
    (visit,), reading = read(tmp_path, WEBPT)
    assert (visit.visit_id, visit.payer) == ("V1", "medicare")
    assert [(s.code, s.units, s.modifiers, s.charge) for s in visit.services] == [("97110", 2, ("GP",), 12000)]
    assert reading.left_out == {"by the mapping": (3,)}
    assert any("--map webpt" in note for note in reading.notes)
    assert "therapist_id" in reading.not_used


OPENEMR = (
    "id,date,code_type,code,pid,provider_id,user,encounter,code_text,billed,activity,payer_id,modifier,units,fee,justify\n"
    "1,2026-03-05 09:14:00,CPT4,97110,P1,7,1,E1,Exercise,0,1,3,GP:KX,2,120.00,ICD10|M54.50:ICD10|M25.561:\n"
    "2,2026-03-05 09:14:00,CPT4,97140,P1,7,1,E1,Manual,0,0,3,GP,1,58.00,ICD10|M54.50:\n"
    "3,2026-03-05 09:14:00,ICD10,M54.50,P1,7,1,E1,Low back pain,0,1,3,,1,0.00,\n"
)


def test_openemrs_table_is_recognized_and_its_day_of_entry_is_no_date_of_service(tmp_path: Path) -> None:
    (visit,), reading = read(tmp_path, OPENEMR)
    assert (visit.visit_id, visit.service_date) == ("E1", None)
    (service,) = visit.services
    assert (service.modifiers, service.charge, service.diagnoses) == (("GP", "KX"), 12000, ("M5450", "M25561"))
    assert reading.left_out == {"by the mapping": (3, 4)}
    assert any("not the date of service" in note for note in reading.notes)
    joined = OPENEMR.replace("\n", ",2026-03-02\n").replace(",2026-03-02\n", ",service_date\n", 1)
    (visit,), _ = read(tmp_path, joined)
    assert str(visit.service_date) == "2026-03-02"


@pytest.mark.parametrize("name", ["v.ndjson", "v.json", "v.parquet", "v.xlsx"])
def test_a_layout_is_recognized_in_every_format(tmp_path: Path, name: str) -> None:
    rows = list(csv.DictReader(io.StringIO(OPENEMR)))
    packed = io.BytesIO()
    polars.DataFrame(rows).write_parquet(packed)
    content = {
        "v.ndjson": "\n".join(map(json.dumps, rows)).encode(),
        "v.json": json.dumps(rows).encode(),
        "v.parquet": packed.getvalue(),
        "v.xlsx": workbook({"billing": [list(rows[0]), *[[cell or None for cell in row.values()] for row in rows]]}),
    }[name]
    assert read(tmp_path, content, name)[0] == read(tmp_path, OPENEMR)[0]


JANE = (
    "Purchase Date,Invoice Date,Invoice #,Patient,Patient Guid,Item,Staff Member,Location,Income Category,Payer,Status,"
    "Billing Code,Subtotal,Total\n"
    '"Mar 4, 2026",,1-1,Bo Sample,P2,97140 - Manual x 1,Mia Muster,North,Treatment Income,Blue Plan,unpaid,97140 GP,'
    "$58.00,$58.00\n"
    '"Mar 4, 2026",,1-2,Bo Sample,P2,Band,Mia Muster,North,Product Income,Bo Sample,paid,,$9.00,$9.00\n'
)


def test_janes_sales_are_recognized_and_products_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(JANE, encoding="utf-8")
    names = PracticeNames(payers={"blue plan": "bcbs"}, clinicians={person_words("Mia Muster"): "1234567893"})
    (visit,), reading = read_visits_file(path, names=names, strict=False)
    assert (visit.patient_id, visit.payer, visit.provider_npi) == ("P2", "bcbs", "1234567893")
    (service,) = visit.services
    assert (service.code, service.modifiers, service.charge, service.minutes) == ("97140", ("GP",), 5800, None)
    assert reading.left_out == {"by the mapping": (3,)}


def test_a_clinician_the_practice_does_not_have_is_a_bad_cell(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text('visit_id,code,Therapist\n1,97110,"Muster, Mia PT"\n2,97110,Otto Other\n', encoding="utf-8")
    names = PracticeNames(clinicians={person_words("Mia Muster"): "1234567893"})
    (visit,), reading = read_visits_file(path, names=names, strict=False)
    assert visit.provider_npi == "1234567893"
    assert reading.faults[0].problem == '"Otto Other" is none of the practice\'s clinicians.'


def test_a_credential_is_no_clinician_and_a_mapping_says_what_it_is(tmp_path: Path) -> None:
    export = "visit_id,code,Therapist\n1,97110,PT\n"
    with pytest.raises(UserError, match='"PT" is a credential, not a clinician'):
        read(tmp_path, export)
    mapping = parse_mapping({"columns": {"Therapist": "performed_by"}}, "m")
    ((visit,), _) = read(tmp_path, export, mapping=mapping)
    assert visit.services[0].performed_by == "PT"


def test_columns_are_recognized_in_any_order_and_only_where_all_are_there() -> None:
    heading = WEBPT.splitlines()[0].split(",")
    assert (recognize(heading[::-1]) or ("",))[0] == "webpt"
    assert recognize([name for name in heading if name != "case_id"]) is None


def test_a_column_is_guessed_by_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b,c,d,e,f\n97110,3/2/2026,1234567893,M54.50,GP 59,x\n", encoding="utf-8")
    guessed = guess_columns(path)
    assert [column.may_be for column in guessed.columns] == [
        "code", "service_date", "provider_npi", "diagnoses", "modifiers", "",
    ]  # fmt: skip
    assert guessed.notes == ("No column is the code yet: the file cannot be read without it.",)


def test_a_written_mapping_reads_the_file_and_names_no_patient(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(JANE, encoding="utf-8")
    text = mapping_text(guess_columns(path))
    assert "Bo Sample" not in text
    assert '# "Blue Plan" = ""' in text
    mapping = parse_mapping(parse_toml(text, "m.toml"), "m.toml")
    assert read(tmp_path, JANE, mapping=mapping)[0] == read(tmp_path, JANE)[0]


@pytest.mark.parametrize("name", ["v.json", "v.ndjson"])
def test_keys_of_json_are_shown_like_columns(tmp_path: Path, name: str) -> None:
    text = '{"visit_id": "1", "services": [{"cpt": "97110", "fee": 3}]}' if name == "v.json" else '{"cpt": "97110"}'
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert ("cpt", "code") in [(column.heading, column.field) for column in guess_columns(path).columns]
