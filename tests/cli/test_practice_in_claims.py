"""What a practice's file says, as it comes out in claims: offices, payers of one policy, self-pay, pay-to address."""

import csv
from pathlib import Path
from typing import Any

import pytest

from cleanclaim.cases import read_case
from cleanclaim.exchange.files.write_visits import encode_visits
from tests.cli.calling import FILED, Answer, call

HEAD = """
usage = "test"
patients = "patients.csv"

[billing]
name = "Riverbend Physical Therapy"
npi = "1000000020"
ein = "74-1234567"
taxonomy = "261QP2000X"
address = "100 Main St"
city = "Austin"
state = "TX"
zip = "78701-1234"
contact = "Billing"
phone = "512-555-0100"
"""
REST = """
[submitter]
name = "Riverbend"
id = "RIVERBEND"
contact = "Billing"
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

[payers.medicare]
name = "Medicare Part B"
id = "04412"

[payers.self_pay]
name = "Pays at the desk"

[payers.example_ppo]
name = "Example Choice PPO"
id = "EX001"
policy = "aetna"
provider_id = "A-77"
address = "PO Box 9"
city = "Omaha"
state = "NE"
zip = "68101"

[payers.example_hmo]
name = "Example Choice HMO"
id = "EX002"
policy = "aetna"

[[sites]]
name = "Riverbend North"
place_of_service = "11"
npi = "1000000046"
address = "9 Hill Rd"
city = "Chicago"
state = "IL"
zip = "60601-1234"

[[sites]]
name = "Riverbend South"
place_of_service = "11"
address = "8 Low Rd"
city = "Austin"
state = "TX"
zip = "78745-1234"

[fees]
97110 = "45.00"
"""
PAY_TO = 'pay_to_address = "PO Box 12"\npay_to_city = "Austin"\npay_to_state = "TX"\npay_to_zip = "78761"\n'
PERSON = {
    "last_name": "Bell",
    "first_name": "Sam",
    "birth_date": "1950-01-02",
    "sex": "M",
    "address": "7 Elm St",
    "city": "Austin",
    "state": "TX",
    "zip": "78704",
    "relationship": "self",
    "referring_last_name": "Okafor",
    "referring_first_name": "Chi",
    "referring_npi": "1000000053",
}
PATIENTS = {
    "P1": {"payer": "example_ppo", "member_id": "W1"},
    "P2": {"payer": "Example Choice HMO", "member_id": "W2"},
    "P3": {"payer": "medicare", "member_id": "1EG4 TE5-MK73"},
    "P4": {"payer": "self_pay"},
}
VISIT = {
    "service_date": "2026-03-02",
    "discipline": "PT",
    "provider_npi": "1000000038",
    "place_of_service": "11",
    "site": "Riverbend North",
    "code": "97110",
    "minutes": "30",
    "performed_by": "PT",
    "diagnoses": "M25.511",
}


def write(file: Path, rows: list[dict[str, str]]) -> None:
    with file.open("w", newline="") as text:
        writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "practice.toml").write_text(HEAD + PAY_TO + REST)
    write(tmp_path / "patients.csv", [{"patient_id": who} | PERSON | about for who, about in PATIENTS.items()])
    return tmp_path


def visit(number: str, patient: str, payer: str, **changed: str) -> dict[str, str]:
    return {"visit_id": number, "patient_id": patient, "payer": payer} | VISIT | changed


def claim(folder: Path, *rows: dict[str, str]) -> tuple[Any, str]:
    """What `claim` says of the rows, and the segments it wrote."""
    write(folder / "visits.csv", list(rows))
    answer: Answer = call(
        *("claim", "visits.csv", "--practice", "practice.toml", *FILED, "-o", "out.837", "--format", "json")
    )
    out = folder / "out.837"
    return answer.json, out.read_text().replace("\n", "") if out.exists() else ""


def test_each_visit_goes_out_from_its_own_office(folder: Path) -> None:
    said, text = claim(
        folder,
        visit("1", "P1", "example_ppo"),
        visit("2", "P1", "example_ppo", service_date="2026-03-03", site="riverbend south"),
        visit("3", "P1", "example_ppo", service_date="2026-02-27", site="Riverbend Physical Therapy"),
    )
    assert [one["visits"] for one in said["claims"]] == [["1"], ["2"], ["3"]]
    assert "NM1*77*2*RIVERBEND NORTH*****XX*1000000046" in text
    assert "NM1*77*2*RIVERBEND SOUTH~" in text
    assert text.count("NM1*77") == 2  # the third is at the billing address


def test_an_office_that_nobody_names_holds_the_claim_in_review_too(folder: Path) -> None:
    said, text = claim(folder, visit("1", "P1", "example_ppo", site=""), visit("2", "P2", "example_hmo", site="East"))
    assert [reason["rule"] for one in said["held"] for reason in one["reasons"]] == ["practice.site_unknown"] * 2
    assert not text
    reviewed = call("review", "visits.csv", "--practice", "practice.toml", *FILED, "--format", "json").json
    assert [one["status"] for one in reviewed["claims"]] == ["failed", "failed"]


def test_a_price_is_that_of_the_sites_zip(folder: Path) -> None:
    write(
        folder / "visits.csv",
        [
            visit("1", "P3", "medicare", modifiers="GP"),
            visit("2", "P3", "medicare", modifiers="GP", site="Riverbend South", service_date="2026-03-03"),
            visit("3", "P3", "medicare", modifiers="GP", site="", service_date="2026-03-04"),
        ],
    )
    priced = call("price", "visits.csv", "--practice", "practice.toml", "--format", "json").json["visits"]
    north, south, nowhere = (one.get("locality") for one in priced)
    assert north
    assert south
    assert north != south
    assert not nowhere


def test_two_payers_of_one_policy_are_two_payers(folder: Path) -> None:
    said, text = claim(folder, visit("1", "P1", "example_ppo"), visit("2", "P2", "Example Choice HMO"))
    assert said["held"] == []
    assert [one["payer"] for one in said["claims"]] == ["aetna", "aetna"]
    assert "NM1*PR*2*EXAMPLE CHOICE PPO*****PI*EX001~N3*PO BOX 9~N4*OMAHA*NE*68101~REF*G2*A-77~" in text
    assert "NM1*PR*2*EXAMPLE CHOICE HMO*****PI*EX002~" in text
    assert "SBR*P*18*******CI~" in text  # the kind of insurance is the policy's


def test_payments_may_go_to_a_post_office_box(folder: Path) -> None:
    _said, text = claim(folder, visit("1", "P1", "example_ppo"))
    assert "NM1*87*2~N3*PO BOX 12~N4*AUSTIN*TX*78761~" in text
    checked = call("validate", "out.837")
    assert checked.code == 0, checked.out


def test_a_medicare_number_goes_out_without_what_the_card_prints(folder: Path) -> None:
    said, text = claim(folder, visit("1", "P3", "medicare"))
    assert said["held"] == []
    assert "*MI*1EG4TE5MK73~" in text
    assert "SBR*P*18*******MB~" in text


@pytest.mark.parametrize("number", ["123456789A", "1EG4TE5MK7", "1SG4TE5MK73", "0EG4TE5MK73"])
def test_what_is_no_medicare_number_holds_the_claim(folder: Path, number: str) -> None:
    write(folder / "patients.csv", [{"patient_id": "P3"} | PERSON | {"payer": "medicare", "member_id": number}])
    said, text = claim(folder, visit("1", "P3", "medicare"))
    assert "practice.medicare_number_wrong" in [reason["rule"] for reason in said["held"][0]["reasons"]]
    assert not text


def test_who_is_born_after_the_visit_has_no_claim(folder: Path) -> None:
    born = PERSON | {"birth_date": "2043-01-02", "payer": "example_ppo", "member_id": "W1"}
    write(folder / "patients.csv", [{"patient_id": "P1"} | born])
    said, _text = claim(folder, visit("1", "P1", "example_ppo"))
    assert "practice.service_before_birth" in [reason["rule"] for reason in said["held"][0]["reasons"]]


def test_who_pays_at_the_desk_is_asked_of_nobody_and_claimed_to_nobody(folder: Path) -> None:
    said, _text = claim(folder, visit("1", "P4", "self_pay"), visit("2", "P1", "example_ppo"))
    assert said["patient_pays"] == ["1"]
    asked = call("ask", "eligibility", "--practice", "practice.toml", "-o", "ask.270", "--format", "json").json
    assert sorted({one["payer"]["last_or_organization"] for one in asked["asked"]}) == [
        *("EXAMPLE CHOICE HMO", "EXAMPLE CHOICE PPO", "MEDICARE PART B"),
    ]


def test_what_leaves_no_units_nobody_can_let_pass(folder: Path) -> None:
    (folder / "ov.toml").write_text(
        '[[override]]\nrule = "minutes.uncounted"\nreason = "known"\nauthor = "me"\nexpires = 2027-01-01\n'
    )
    write(folder / "visits.csv", [visit("1", "P1", "example_ppo", minutes="")])
    options = ("visits.csv", "--practice", "practice.toml", *FILED, "--overrides", "ov.toml", "--format", "json")
    reviewed = call("review", *options).json
    claimed = call("claim", *options, "-o", "out.837").json
    assert [one["status"] for one in reviewed["claims"]] == ["undetermined"]
    assert [one["visit_id"] for one in claimed["held"]] == ["1"]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('zip = "78701-1234"', 'zip = "78701-0000"', "is not a ZIP code of nine digits, the last four not 0000"),
        ('ein = "74-1234567"', 'ein = "11-1111111"', "nine digits, not all alike"),
        ('ein = "74-1234567"', 'ein = "12-3456789"', "12-3456789, which stands in examples and is refused on purpose"),
        ('name = "Riverbend South"', 'name = "riverbend  north"', "another site is called so"),
        ('policy = "aetna"', 'policy = "aetnna"', "claim_filing: is missing, and there is no policy aetnna"),
    ],
)
def test_what_is_wrong_at_the_door_is_named(folder: Path, before: str, after: str, says: str) -> None:
    text = (folder / "practice.toml").read_text()
    assert before in text
    (folder / "practice.toml").write_text(text.replace(before, after, 1))
    write(folder / "visits.csv", [visit("1", "P1", "example_ppo")])
    answer = call("review", "visits.csv", "--practice", "practice.toml")
    assert answer.code == 2
    assert says in answer.err


def test_visits_are_written_with_the_payer_that_the_practice_names(folder: Path) -> None:
    write(folder / "visits.csv", [visit("1", "P1", "example_ppo")])
    (read,) = read_case("visits.csv", practice="practice.toml").visits
    assert (read.payer, read.insurer) == ("aetna", "example_ppo")
    (row,) = csv.DictReader(encode_visits("out.csv", [read]).decode().splitlines())
    assert (row["payer"], row["site"]) == ("example_ppo", "Riverbend North")
    assert '"payer": "example_ppo"' in encode_visits("out.json", [read]).decode()
