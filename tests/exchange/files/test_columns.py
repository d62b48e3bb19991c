"""Every column is used or listed as not used, whatever an export calls it; what is not sure is refused or suggested."""

from pathlib import Path

import pytest

from cleanclaim.exchange.files.column_names import column_lists, known_names, may_be, read_as
from cleanclaim.exchange.files.columns import _number_of
from cleanclaim.exchange.files.fields import FIELDS
from cleanclaim.exchange.files.name_keys import name_key, person_words
from cleanclaim.model.errors import UserError
from cleanclaim.model.npi import npi_is_valid
from tests.exchange.files.exports import OWN, ROW, read


def test_names_of_practices_are_read_and_listed(tmp_path: Path) -> None:
    heading = "Encounter #,MRN,Insurance,DOS,Therapy Discipline,NPI,POS,CPT Code,Mins,Provider Type,ICD-10"
    own, _ = read(tmp_path, f"{OWN}\n{ROW}\n")
    found, reading = read(tmp_path, f"{heading}\n{ROW}\n")
    assert found == own
    assert reading.not_used == ()
    assert reading.used["Encounter #"] == "visit_id"
    assert reading.used["ICD-10"] == "diagnoses"


def test_four_columns_of_modifiers_are_one_field_in_their_order(tmp_path: Path) -> None:
    (visit,), reading = read(tmp_path, "visit_id,code,Mod 2,Mod 1,Mod 3,Mod 4\n1,97110,KX,GP,GA,\n")
    assert visit.services[0].modifiers == ("GP", "KX", "GA")
    assert reading.not_used == ()


def test_diagnoses_in_columns_keep_the_first_first(tmp_path: Path) -> None:
    (visit,), _ = read(tmp_path, "visit_id,code,Dx2,Dx1,Dx10\n1,97110,M25.561,M54.50,Z96.651\n")
    assert visit.services[0].diagnoses == ("M5450", "M25561", "Z96651")


def test_a_column_that_is_not_used_is_listed_and_what_it_may_be(tmp_path: Path) -> None:
    (visit,), reading = read(tmp_path, "visit_id,code,Fee,Auth #,Referrer,kx\n1,97110,180.00,A1,Dr X,yes\n")
    assert visit.services[0].charge is None
    assert reading.not_used == ("Fee", "Auth #", "Referrer", "kx")
    assert reading.may_be == {"Fee": "charge", "kx": "modifiers"}


def test_own_names_come_before_those_of_others(tmp_path: Path) -> None:
    (visit,), reading = read(tmp_path, "visit_id,code,Mins,minutes\n1,97110,99,15\n")
    assert visit.services[0].minutes == 15
    assert reading.not_used == ("Mins",)


def test_two_columns_that_may_each_be_the_field_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match='"Mins" and "Direct Minutes" may each be minutes') as refused:
        read(tmp_path, "visit_id,code,Mins,Direct Minutes\n1,97110,15,20\n")
    assert '--map which one is: "Mins" = "minutes"' in refused.value.remedy


def test_a_name_nearly_ours_is_refused_and_not_lost(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Did you mean minutes"):
        read(tmp_path, "visit_id,code,minutse\n1,97110,15\n")


def test_a_column_without_a_heading_is_listed_where_it_holds_anything(tmp_path: Path) -> None:
    _, reading = read(tmp_path, "visit_id,,code,,\n1,,97110,,\n2,x,97110,,\n")
    assert reading.not_used == ("column 2, without a heading",)


def test_a_missing_column_names_what_may_be_it(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        read(tmp_path, "DOS,Patient,CPT\n2026-03-02,P1,97110\n")
    assert "there is no column visit_id, nor patient_id and service_date" in refused.value.problem
    assert '"Patient" may be patient_id: say so with --map' in refused.value.remedy
    assert refused.value.remedy.endswith("Found only DOS, Patient, CPT.")


def test_a_visit_without_a_number_is_a_patients_day_with_one_clinician(tmp_path: Path) -> None:
    rows = ["MRN,DOS,NPI,CPT", "P1,3/2/2026,1234567893,97110", "P1,03/02/2026,1234567893,97140",
            "P1,3/2/2026,1000000004,97110", "P1,3/3/2026,1234567893,97110", "P2,3/2/2026,1234567893,97110"]  # fmt: skip
    visits, reading = read(tmp_path, "\n".join(rows))
    assert [(visit.visit_id, len(visit.services)) for visit in visits] == [
        ("P1-260302-GFBX", 2),
        ("P1-260302-VDDB", 1),
        ("P1-260303-GFBX", 1),
        ("P2-260302-GFBX", 1),
    ]
    assert any("gives visits no number" in note for note in reading.notes)


def test_a_number_that_is_made_is_the_same_in_every_file_and_no_other_visits(tmp_path: Path) -> None:
    """Of a clinician's day alone, with others, in another order: what is made depends on nothing else in the file."""
    npis = [npi for npi in range(1_000_000_004, 1_000_000_400, 9) if npi_is_valid(str(npi))] + [1_234_567_893]
    rows = [f"P{at},{day}/2/2026,{npi},97110" for at in range(40) for day in (3, 4) for npi in npis]
    visits, _ = read(tmp_path, "\n".join(["MRN,DOS,NPI,CPT", *rows]))
    ids = {(visit.patient_id, visit.service_date, visit.provider_npi): visit.visit_id for visit in visits}
    assert len(set(ids.values())) == len(visits) == len(rows) > 300
    assert max(map(len, ids.values())) <= 20
    turned, _ = read(tmp_path, "\n".join(["CPT,NPI,DOS,MRN", *(",".join(row.split(",")[::-1]) for row in rows[::-7])]))
    assert len(turned) > 40
    for visit in turned:
        assert ids[visit.patient_id, visit.service_date, visit.provider_npi] == visit.visit_id


def test_numbers_whose_letters_are_the_same_have_more_of_them() -> None:
    key = ("P1", "260302", "1234567893", "")
    assert _number_of(key, ()) == "P1-260302-GFBX"
    longer = _number_of(key, ("P1-260302-GFBX",))
    assert longer.startswith("P1-260302-GFBX")
    assert len(longer) == len("P1-260302-GFBX") + 1
    assert _number_of(("P1", "260302", "", ""), ()) == "P1-260302"


def test_a_clinicians_name_without_an_npi_is_unknown_and_said(tmp_path: Path) -> None:
    (visit,), reading = read(tmp_path, 'visit_id,code,Therapist\n1,97110,"Muster, Mia PT"\n')
    assert visit.provider_npi is None
    assert any("without an NPI" in note for note in reading.notes)


def test_ndjson_and_json_account_for_their_keys_too(tmp_path: Path) -> None:
    (visit,), reading = read(tmp_path, '{"Visit ID": 1, "cpt": 97110, "fee": 3}\n', "v.ndjson")
    assert visit.services[0].code == "97110"
    assert (reading.not_used, reading.may_be) == (("fee",), {"fee": "charge"})
    document = '[{"visitId": "1", "room": 4, "services": [{"cpt": "97110", "mods": ["GP", "KX"], "fee": 3}]}]'
    (visit,), reading = read(tmp_path, document, "v.json")
    assert visit.services[0].modifiers == ("GP", "KX")
    assert reading.not_used == ("room", "fee")


def test_a_json_list_of_services_is_read_as_rows(tmp_path: Path) -> None:
    document = '[{"visit_id": "1", "code": "97110"}, {"visit_id": "1", "code": "97140"}]'
    (visit,), _ = read(tmp_path, document, "v.json")
    assert [service.code for service in visit.services] == ["97110", "97140"]


def test_the_lists_name_fields_that_are_there_and_each_name_once() -> None:
    assert set(column_lists()) <= {*FIELDS, "clinician"}
    names = [
        name_key(name)
        for lists in column_lists().values()
        for kind in ("names", "maybe")
        for name in lists.get(kind, ())
    ]
    assert sorted(names) == sorted(set(names))
    assert not {name_key(field) for field in FIELDS} & set(known_names().read)


@pytest.mark.parametrize("name", ["code", "mode", "model", "modem", "note", "start", "state", "moderate", "icd 10 1 2"])
def test_what_only_looks_numbered_is_no_modifier(name: str) -> None:
    assert read_as(name_key(name)) is None or read_as(name_key(name)) == ("diagnoses", 12)


def test_what_stands_for_several_things_is_only_suggested() -> None:
    for name in ("Amount", "Fee", "Total Minutes", "Patient", "Location", "Start Time"):
        assert read_as(name_key(name)) is None
        assert may_be(name_key(name))


def test_a_persons_name_is_known_in_any_order_and_without_credentials() -> None:
    assert person_words("Núñez, María PT") == person_words("MARIA NUNEZ, DPT, OCS") == {"maria", "nunez"}
