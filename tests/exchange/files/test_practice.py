"""`practice.toml` and the patients file: what they say, and what is said where they are wrong."""

import os
import re
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from cleanclaim.exchange.files.practice import practice_files, read_practice
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Accident, Name, Practice, Subscriber

PRACTICE = """\
usage = "test"
patients = "patients.csv"

[billing]
name = "Riverbend Physical Therapy PLLC"
npi = "1000000020"
ein = "74-1234567"
taxonomy = "261QP2000X"
address = "100 Main St"
city = "Austin"
state = "TX"
zip = "78701-1234"
contact = "Billing office"
phone = "(512) 555-0100"

[submitter]
name = "Riverbend"
id = "RIVERBEND"
contact = "Billing office"
phone = "512-555-0100"

[receiver]
name = "Example Clearinghouse"
id = "EXAMPLECH"

[[clinicians]]
npi = "1000000038"
last_name = "Rivera"
first_name = "Ana"
credential = "PT"
taxonomy = "225100000X"

[[clinicians]]
npi = "1000000046"
last_name = "Moss"
first_name = "Kit"
credential = "PTA"
taxonomy = "225200000X"
supervised_by = "1000000038"

[payers.medicare]
name = "Medicare Part B"
id = "04412"
claim_filing = "MB"

[payers.workers_comp]
name = "Example Mutual"
id = "WC001"
claim_filing = "WC"

[[sites]]
place_of_service = "62"
name = "Riverbend West"
address = "9 Hill Rd"
city = "Austin"
state = "TX"
zip = "787031234"

[fees]
97110 = "45.00"
97140 = 42.5
"""

COLUMNS = (
    "patient_id,last_name,first_name,birth_date,sex,address,city,state,zip,payer,relationship,member_id,"
    "referring_last_name,referring_first_name,referring_npi,prior_authorization,onset_date,"
    "subscriber_last_name,subscriber_first_name,employer,accident,accident_date,accident_state,claim_number"
)
ZOE = "p1,Ångström,Zoë,1958-05-14,F,7 Elm St,Austin,TX,78704,Medicare,self,1EG4-TE5-MK73"
ROWS = {
    "zoe": f"{ZOE},Okafor,Chidi,1000000053,A-77,1/20/2026,,,,,,,",
    "zoe at work": ZOE.replace("Medicare,self", "Workers Comp,employee")
    + ",,,,,,,,Example Foundry,employment,1/20/2026,,WC-9",
    "sam": "p2,Bell,Sam,2015-01-02,M,8 Elm St,Austin,TX,78704,medicare,child,W1,,,,,,Bell,Jo,,,,,",
}


def read(folder: Path, practice: str = PRACTICE, *rows: str, columns: str = COLUMNS) -> Practice:
    (folder / "practice.toml").write_text(practice, encoding="utf-8")
    (folder / "patients.csv").write_text("\n".join([columns, *(rows or ROWS.values())]) + "\n", encoding="utf-8")
    return read_practice(folder / "practice.toml")


def refused(folder: Path, practice: str = PRACTICE, *rows: str, columns: str = COLUMNS) -> UserError:
    with pytest.raises(UserError) as caught:
        read(folder, practice, *rows, columns=columns)
    assert caught.value.remedy
    return caught.value


def test_a_practice_is_read_with_its_patients(tmp_path: Path) -> None:
    practice = read(tmp_path)
    assert practice.usage == "test"
    assert practice.billing.tax_id == "741234567"
    assert practice.billing.tax_id_kind == "EIN"
    assert practice.billing.address.zip_code == "787011234"
    assert practice.submitter.qualifier == "ZZ"
    assert practice.clinicians["1000000046"].supervised_by == "1000000038"
    assert practice.payers["medicare"].claim_filing == "MB"
    assert [(site.name, site.place_of_service) for site in practice.sites] == [("Riverbend West", "62")]
    assert practice.fees == {"97110": 4500, "97140": 4250}
    assert sorted(practice.patients) == ["p1", "p2"]


def test_a_patient_has_a_coverage_for_each_row(tmp_path: Path) -> None:
    zoe = read(tmp_path).patients["p1"]
    assert zoe.name == Name(last="Ångström", first="Zoë")
    assert zoe.birth_date == date(1958, 5, 14)
    medicare, work = zoe.coverages["medicare"], zoe.coverages["workers_comp"]
    assert medicare.member_id == "1EG4TE5MK73"
    assert medicare.subscriber is None
    assert medicare.referrer
    assert medicare.referrer.npi == "1000000053"
    assert medicare.prior_authorization == "A-77"
    assert medicare.onset_date == date(2026, 1, 20)
    assert medicare.accident is None
    assert work.subscriber == Subscriber(name="Example Foundry")
    assert work.accident == Accident(cause="employment", on=date(2026, 1, 20))
    assert work.claim_number == "WC-9"


def test_another_persons_insurance_names_the_subscriber(tmp_path: Path) -> None:
    sam = read(tmp_path).patients["p2"]
    assert sam.coverages["medicare"].subscriber == Subscriber(name=Name(last="Bell", first="Jo"))


def test_a_sole_proprietor_gives_a_persons_name_and_ssn(tmp_path: Path) -> None:
    own = PRACTICE.replace('name = "Riverbend Physical Therapy PLLC"', 'last_name = "Rivera"\nfirst_name = "Ana"')
    billing = read(tmp_path, own.replace('ein = "74-1234567"', 'ssn = "900-12-3456"')).billing
    assert billing.name == Name(last="Rivera", first="Ana")
    assert (billing.tax_id, billing.tax_id_kind) == ("900123456", "SSN")


def test_patients_may_stand_in_the_practice_file(tmp_path: Path) -> None:
    names = COLUMNS.split(",")
    entries = [f'{n} = "{v}"' for n, v in zip(names, ROWS["zoe"].split(","), strict=False) if v]
    inline = PRACTICE.replace('patients = "patients.csv"\n', "") + "\n[[patients]]\n" + "\n".join(entries)
    assert read(tmp_path, inline).patients == {"p1": read(tmp_path, PRACTICE, ROWS["zoe"]).patients["p1"]}


def test_columns_of_other_systems_are_left_alone_and_said(tmp_path: Path) -> None:
    rows = [f"{row},blue" for row in ROWS.values()]
    found = read(tmp_path, PRACTICE, *rows, columns=f"{COLUMNS},eye color")
    assert found.readings[0].not_used == ("eye color",)
    plain = read(tmp_path)
    assert plain.readings[0].not_used == ()
    assert structs.replace(found, readings=()) == structs.replace(plain, readings=())


@pytest.mark.parametrize(
    ("before", "after", "place", "problem"),
    [
        ('usage = "test"', "", "usage", "is missing."),
        ('usage = "test"', 'usage = "tset"', "usage", '"tset" is not known here. Did you mean test?'),
        ('usage = "test"', 'usage = "test"\nfee = 1', "fee", "there is no such entry. Did you mean fees?"),
        ("[billing]", "[biling]", "biling", "there is no such entry. Did you mean billing?"),
        ("[fees]", "[feees]", "feees", "there is no such entry. Did you mean fees?"),
        ('[receiver]\nname = "Example Clearinghouse"\nid = "EXAMPLECH"', "", "[receiver]", "is missing."),
        ("[payers.medicare]", "[payers.medicare.b]", "[payers.medicare], b", "there is no such entry."),
        ("[receiver]", "[[receiver]]", "[receiver]", "is not a table."),
        ('npi = "1000000020"', 'npi = "1000000021"', "[billing], npi", '"1000000021" is not an NPI'),
        ('npi = "1000000020"', "npi = 1000000021", "[billing], npi", '"1000000021" is not an NPI'),
        ('npi = "1000000020"', "", "[billing], npi", "is missing."),
        ('npi = "1000000020"', "npi = []", "[billing], npi", '"[]" is not text.'),
        ('npi = "1000000020"', "npi = true", "[billing], npi", '"True" is not text.'),
        ('city = "Austin"', 'city = " "', "[billing], city", "is empty."),
        ('city = "Austin"', 'city = "北京"', "[billing], city", '"北京" has no letter or digit a claim can carry.'),
        ('city = "Austin"', 'ctiy = "Austin"', "[billing], ctiy", "there is no such entry. Did you mean city?"),
        ('zip = "78701-1234"', 'zip = "78701"', "[billing], zip", '"78701" is not a ZIP code of nine digits'),
        ('state = "TX"', 'state = "Teksas"', "[billing], state", '"Teksas" is not a state.'),
        ('ein = "74-1234567"', "", "[billing], ein", "is missing."),
        ('ein = "74-1234567"', 'ein = "74-1234567"\nssn = "1"', "[billing], ssn", "there is an ein too."),
        ('"100 Main St"', '"P.O. Box 7"', "[billing], address", "a post office box is not allowed here."),
        ('"(512) 555-0100"', '"555-0100"', "[billing], phone", '"555-0100" does not have 10 digits.'),
        ('"261QP2000X"', '"PT"', "[billing], taxonomy", '"PT" is not a taxonomy code.'),
        ('id = "RIVERBEND"', f'id = "{"R" * 16}"', "[submitter], id", f'"{"R" * 16}" is longer than 15 characters.'),
        ('id = "RIVERBEND"', 'id = "R"', "[submitter], id", '"R" is shorter than 2 characters.'),
        ('credential = "PTA"', 'credential = "RN"', "[[clinicians]] 2, credential", '"RN" is not known here.'),
        ('npi = "1000000046"', 'npi = "1000000038"', "[[clinicians]] 2, npi", "1000000038 is another clinician's too."),
        (
            'supervised_by = "1000000038"',
            'supervised_by = "1000000046"',
            "[[clinicians]] 2, supervised_by",
            "1000000046 is not a therapist of this practice.",
        ),
        ('claim_filing = "MB"', 'claim_filing = "XX"', "[payers.medicare], claim_filing", '"XX" is not known here.'),
        (
            'place_of_service = "62"',
            'place_of_service = "west"',
            "[[sites]] 1, place_of_service",
            '"west" is not a place of service.',
        ),
        ('97110 = "45.00"', '97110 = "free"', "[fees], 97110", '"free" is not a fee in dollars.'),
        ('97110 = "45.00"', '9711 = "45.00"', "[fees], 9711", '"9711" is not a procedure code.'),
        ("[[clinicians]]", "[clinicians]", "", "is not TOML"),
        ('patients = "patients.csv"', "", "[[patients]]", "is missing."),
    ],
)
def test_a_mistake_in_the_practice_names_its_place(
    tmp_path: Path, before: str, after: str, place: str, problem: str
) -> None:
    assert before in PRACTICE
    error = refused(tmp_path, PRACTICE.replace(before, after, 1))
    assert re.sub(r"practice.toml, line \d+", "practice.toml", error.place) == ", ".join(
        filter(None, [str(tmp_path / "practice.toml"), place])
    )
    assert error.problem.startswith(problem)


@pytest.mark.parametrize(
    ("before", "after", "column", "problem"),
    [
        ("p1,", ",", "patient_id", "is empty."),
        ("1958-05-14", "1958-02-30", "birth_date", '"1958-02-30" is not a date.'),
        (",F,", ",femail,", "sex", '"femail" is not known here.'),
        ("78704", "7870", "zip", '"7870" is not a ZIP code.'),
        ("Medicare", "medicre", "payer", '"medicre" is none of the practice\'s payers. Did you mean medicare?'),
        (",self,", ",aunt,", "relationship", '"aunt" is not known here.'),
        (",self,", ",child,", "subscriber_last_name", "is empty."),
        (",self,", ",employee,", "employer", "is empty."),
        ("1EG4-TE5-MK73", "", "member_id", "is empty."),
        ("1000000053", "", "referring_npi", "is empty."),
        ("1000000053", "1000000054", "referring_npi", '"1000000054" is not an NPI'),
        (",1/20/2026,,,,,,,", ",,,,,auto,1/20/2026,,", "accident_state", "is empty."),
        (",1/20/2026,,,,,,,", ",,,,,other,,,", "accident_date", "is empty."),
        (",1/20/2026,,,,,,,", ",,,,,,1/20/2026,,", "accident", "is empty."),
    ],
)
def test_a_mistake_in_a_patient_names_its_row_and_column(
    tmp_path: Path, before: str, after: str, column: str, problem: str
) -> None:
    assert before in ROWS["zoe"]
    error = refused(tmp_path, PRACTICE, ROWS["sam"], ROWS["zoe"].replace(before, after, 1))
    assert error.place == f"{tmp_path / 'patients.csv'}, row 3, column {column}"
    assert error.problem.startswith(problem)


def test_a_patient_with_one_payer_twice_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, PRACTICE, ROWS["zoe"], ROWS["zoe"])
    assert error.problem == 'patient "p1" has payer medicare in an earlier row too.'


def test_rows_of_one_patient_must_agree(tmp_path: Path) -> None:
    error = refused(tmp_path, PRACTICE, ROWS["zoe"], ROWS["zoe at work"].replace("1958-05-14", "1958-05-15"))
    assert error.problem == 'patient "p1" has another birth date in an earlier row.'


@pytest.mark.parametrize(
    ("columns", "row", "problem"),
    [
        (COLUMNS.replace("birth_date", "birth_dat"), ROWS["zoe"], "Did you mean birth_date?"),
        (COLUMNS.replace(",birth_date", ""), ROWS["zoe"].replace(",1958-05-14", ""), "is missing."),
        (COLUMNS, ZOE, "the row has 12 cells, but the heading names 24 columns."),
        (COLUMNS, ROWS["zoe"].replace("Chidi", '"Chidi'), "the row is not CSV"),
        ("", "", "the file is empty."),
    ],
)
def test_a_patients_file_that_is_no_table_is_refused(tmp_path: Path, columns: str, row: str, problem: str) -> None:
    assert problem in refused(tmp_path, PRACTICE, row, columns=columns).problem


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no such file"):
        read_practice(tmp_path / "practice.toml")
    with pytest.raises(UserError, match="is a directory"):
        read_practice(tmp_path)
    (tmp_path / "practice.toml").write_bytes(b'usage = "\xff"')
    with pytest.raises(UserError, match="byte 10 is not UTF-8 text"):
        read_practice(tmp_path / "practice.toml")


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("/dev/zero", "is a device or a pipe, not a file"),
        ("pipe", "is a device or a pipe, not a file"),
        ("/proc/self/mem", "cannot be read"),
        (".", "is a directory"),
        ("p\\u0000.csv", "cannot be printed"),
        ("p" * 300, "cannot be read"),
    ],
)
def test_a_practice_names_patients_in_a_regular_file(tmp_path: Path, named: str, said: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    text = PRACTICE.replace('patients = "patients.csv"', f'patients = "{named}"')
    assert text != PRACTICE
    assert said in refused(tmp_path, text).problem


def test_a_practice_of_ones_own_may_name_patients_anywhere(tmp_path: Path) -> None:
    read(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "patients.csv").rename(elsewhere / "patients.csv")
    for named in ("elsewhere/patients.csv", str(elsewhere / "patients.csv")):
        text = PRACTICE.replace('patients = "patients.csv"', f'patients = "{named}"')
        (tmp_path / "practice.toml").write_text(text, encoding="utf-8")
        assert set(read_practice(tmp_path / "practice.toml").patients) == {"p1", "p2"}
        assert practice_files(tmp_path / "practice.toml")[1].samefile(elsewhere / "patients.csv")


def test_a_practice_without_payers_is_told_to_add_one(tmp_path: Path) -> None:
    before, _, rest = PRACTICE.partition("[payers.")
    without = before + "[[sites" + rest.partition("[[sites")[2]
    error = refused(tmp_path, without, ROWS["zoe"])
    assert "names no payer" in error.problem
    assert error.remedy.startswith("Add a table [payers.medicare]")
