"""`cleanclaim ask`: the questions are written, counted and addressed; what cannot be asked is said."""

from pathlib import Path

import pytest

from cleanclaim.exchange.x12.claim_files import read_claims
from tests.cli.calling import CLINIC_DAY, FILED, PRACTICE, THE_DAY, call, refused, visits_file
from tests.cli.remits import icn, remittance


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("sent") / "sent.837"
    call("claim", *THE_DAY, "-o", output)
    return output


def ids(path: Path) -> list[str]:
    return [one.claim_id for one in read_claims(path)]


def traces(path: Path) -> list[str]:
    return [line.split("*")[2].rstrip("~") for line in path.read_text().splitlines() if line.startswith("TRN")]


def test_who_is_covered(tmp_path: Path) -> None:
    output = tmp_path / "e.270"
    answer = call("ask", "eligibility", "--practice", PRACTICE, "--on", "2026-03-09", "-o", output)
    assert answer.code == 0
    assert f"{output}   42 questions: covered on Mar 9, 2026?" in answer.out
    assert "1 coverage left out: insurers of injuries" in answer.out
    text = output.read_text(encoding="ascii")
    assert len(traces(output)) == len(set(traces(output))) == 42
    assert text.count("EQ*PT~") == text.count("EQ*AD~") == text.count("DTP*291*D8*20260309~") == 42
    assert text.count("HL*1**20*1") == text.count("NM1*PR*2*AETNA*") == 1
    assert call("validate", output).code == 0


def test_one_patient_or_one_payer(tmp_path: Path) -> None:
    output = tmp_path / "e.270"
    options: list[str | Path] = ["--practice", PRACTICE, "-o", output, "--force", "--format", "json"]
    answer = call("ask", "eligibility", *options, "--patient", "P05", "--on", "2026-03-09")
    (asked,) = answer.json["asked"]
    assert (asked["payer"]["last_or_organization"], asked["subscriber"]["first"]) == ("AETNA", "ELI")
    assert asked["service_types"] == ["30", "PT", "AD"]
    answer = call("ask", "eligibility", *options, "--payer", "cigna", "--on", "2026-03-09")
    assert {one["payer"]["last_or_organization"] for one in answer.json["asked"]} == {"CIGNA"}


def test_where_claims_are(tmp_path: Path, sent: Path) -> None:
    output = tmp_path / "s.276"
    answer = call("ask", "status", sent, "--practice", PRACTICE, "-o", output)
    assert answer.code == 0
    assert f"{output}   22 questions: where is the claim?" in answer.out
    assert sorted(traces(output)) == sorted(ids(sent))
    assert call("validate", output).code == 0


def test_what_was_decided_is_not_asked_about_unless_it_is_named(tmp_path: Path, sent: Path) -> None:
    first, second, *_ = ids(sent)
    paid = remittance(sent, tmp_path, first)
    output = tmp_path / "s.276"
    options: list[str | Path] = ["--practice", PRACTICE, "--paid", paid, "-o", output, "--force"]
    call("ask", "status", sent, *options)
    assert first not in traces(output)
    assert len(traces(output)) == 21
    call("ask", "status", sent, first, second, *options)
    assert sorted(traces(output)) == sorted([first, second])
    assert f"REF*1K*{icn(first)}~" in output.read_text(encoding="ascii")
    answer = call("ask", "status", sent, *options[:2], "--paid", remittance(sent, tmp_path), "-o", output)
    assert (answer.code, "has been decided; nothing was written" in answer.out) == (0, True)


def test_a_claim_whose_payment_was_taken_back_is_asked_about(tmp_path: Path, sent: Path) -> None:
    first, *_ = ids(sent)
    paid = remittance(sent, tmp_path, first)
    reversal = tmp_path / "reversal.835"
    text = paid.read_text(encoding="ascii").replace("20260320", "20260420")
    reversal.write_text(text.replace(f"CLP*{first}*1*", f"CLP*{first}*22*"), encoding="ascii")
    output = tmp_path / "s.276"
    call("ask", "status", sent, "--practice", PRACTICE, "--paid", paid, "--paid", reversal, "-o", output)
    assert first in traces(output)


def test_what_cannot_be_asked_is_refused(tmp_path: Path, sent: Path) -> None:
    output = tmp_path / "q"
    ask: list[str | Path] = ["ask", "eligibility", "--practice", PRACTICE, "-o", output]
    refused(call(*ask, "--patient", "nobody"), 'patient "nobody"', "not in the patients file")
    refused(call(*ask, "--payer", "medicaid_ny"), "covered by none of these payers")
    refused(call(*ask, "--payer", "workers_comp"), "only by insurers of injuries")
    refused(call("ask", "eligibility", "--practice", PRACTICE, "-o", PRACTICE), "is one of the files")
    refused(call("ask", "status", sent, "X1", "--practice", PRACTICE, "-o", output), 'has no claim "X1"')
    refused(call("ask", "status", CLINIC_DAY / "visits.csv", "--practice", PRACTICE, "-o", output), "is no X12 file")


def test_payers_in_the_patients_file_are_named_by_the_mapping_as_for_claims(tmp_path: Path) -> None:
    (tmp_path / "practice.toml").write_bytes((CLINIC_DAY / "practice.toml").read_bytes())
    patients = (CLINIC_DAY / "patients.csv").read_text(encoding="utf-8")
    (tmp_path / "patients.csv").write_text(patients.replace(",aetna,", ",Choice Plan 7,"), encoding="utf-8")
    mapping = tmp_path / "map.toml"
    mapping.write_text('name = "ours"\n[values.payer]\n"Choice Plan 7" = "aetna"\n', encoding="utf-8")
    by = ["--practice", str(tmp_path / "practice.toml")]
    file = visits_file(tmp_path)
    assert call("claim", file, *by, "--map", mapping, "-o", tmp_path / "out.837", *FILED).code == 0
    paid = remittance(tmp_path / "out.837", tmp_path)
    calls: dict[str, list[str | Path]] = {
        "eligibility": ["ask", "eligibility", "--patient", "P05", *by, "-o", tmp_path / "e.270"],
        "status": ["ask", "status", tmp_path / "out.837", *by, "-o", tmp_path / "s.276"],
        "secondary": ["secondary", tmp_path / "out.837", "--paid", paid, *by, "-o", tmp_path / "second.837"],
        "match": ["match", tmp_path / "out.837", paid, *by],
    }
    for words in calls.values():
        refused(call(*words), "Choice Plan 7")
        assert call(*words, "--map", mapping).code in {0, 1, 3}
