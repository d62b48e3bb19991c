"""`cleanclaim review` of an 837P: a second opinion on anyone's claims."""

from pathlib import Path

import pytest

from tests.cli.calling import FILED, PRACTICE, THE_DAY, call, one_of, refused, row, visits_file
from tests.exchange.x12.files import CLAIM_837P, written


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example day's clean claims."""
    output = tmp_path_factory.mktemp("claims") / "claims.837"
    call("claim", *THE_DAY, "-o", output)
    return output


def test_what_we_sent_has_no_fault_for_us(claims: Path) -> None:
    answer = call("review", claims, "--practice", PRACTICE, *FILED, "--format", "json")
    assert answer.code == 3  # minutes are on no claim
    assert answer.json["summary"]["failed"] == 0
    assert answer.json["summary"]["claims"] == answer.json["summary"]["undetermined"] == 22


def test_minutes_are_said_to_be_missing_once(claims: Path) -> None:
    said = call("review", claims, "--practice", PRACTICE, *FILED).out
    assert said.count("A claim has neither minutes nor who gave a service") == 1
    assert "Minutes are not recorded" not in said


def test_a_fault_of_somebody_elses_claim_is_found(claims: Path, tmp_path: Path) -> None:
    spoilt = tmp_path / "theirs.837"
    spoilt.write_text(claims.read_text(encoding="ascii").replace("HC:97110:GP*", "HC:97110:GO*"), encoding="ascii")
    answer = call("review", spoilt, "--practice", PRACTICE, *FILED, "--format", "json")
    assert answer.code == 1
    rules = {finding["rule"] for claim in answer.json["claims"] for finding in claim["findings"]}
    assert "modifiers.discipline_wrong" in rules


def test_a_name_alone_tells_no_payer(claims: Path) -> None:
    answer = call("review", claims, *FILED, "--format", "json")
    unknown = {
        claim["visit_id"]
        for claim in answer.json["claims"]
        for finding in claim["findings"]
        if finding["evidence"].get("unknown") == "payer"
    }
    assert len(unknown) == 6  # Aetna, UnitedHealthcare and Cigna: commercial, as their claims say


def test_all_claims_as_one_payers(claims: Path) -> None:
    answer = call("review", claims, *FILED, "--payer", "medicare", "--format", "json")
    assert len(answer.json["claims"]) == 22
    refused(call("review", claims, *FILED, "--practice", "nowhere.toml"), "nowhere.toml")


def test_a_remittance_is_no_claim(tmp_path: Path) -> None:
    answer = tmp_path / "answer.x12"
    answer.write_text(
        "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260303*1200*^*00501*000000001*0*T*:~"
        "TA1*000000001*260303*1200*A*000~IEA*0*000000001~",
        encoding="ascii",
    )
    refused(call("review", answer, *FILED), "holds no claim (837P)")


def test_visits_of_several_days_on_one_claim_are_told_apart(tmp_path: Path) -> None:
    days = [row(visit_id=str(day), service_date=f"2026-02-{day:02d}") for day in (2, 4)]
    output = tmp_path / "claims.837"
    call("claim", visits_file(tmp_path, *days), "--practice", PRACTICE, "-o", output, *FILED)
    found = call("review", output, "--practice", PRACTICE, *FILED, "--format", "json").json["claims"]
    assert len(found) == 2
    assert one_of(found, visit_id=found[0]["visit_id"])["visit_id"].endswith("2026-02-02")


def test_timely_filing_counts_to_the_day_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "biller.837"
    path.write_bytes(written(CLAIM_837P))

    def late(*more: str) -> list[str]:
        answer = call("review", path, "--payer", "aetna", "--format", "json", *more).json
        return [f["outcome"] for claim in answer["claims"] for f in claim["findings"] if f["rule"] == "visits.late"]

    assert late() == []
    assert late("--filed-on", "2026-12-31") == ["fail"]
