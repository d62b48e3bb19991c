"""History out of what was sent or paid: a practice that changes systems has 837P and 835 files, and no visits."""

from pathlib import Path

from cleanclaim.cases import read_case
from cleanclaim.model.visit import Visit
from tests.cli.calling import CLINIC_DAY, FILED, PRACTICE, call, row, visits_file
from tests.cli.remits import remittance

BEFORE = ("--filed-on", "2026-02-28")


def claims_of(folder: Path) -> Path:
    """An 837P of a visit of February."""
    sent = folder / "sent.837"
    earlier = visits_file(folder, row(visit_id="0", service_date="2026-02-20"), name="earlier.csv")
    assert call("claim", earlier, "--practice", PRACTICE, "-o", sent, *BEFORE).code == 0
    return sent


def earlier_of(folder: Path, history: Path) -> list[Visit]:
    case = read_case(visits_file(folder), history=history, practice=PRACTICE)
    assert case.visit_files
    return list(case.visit_files.earlier)


def test_claims_that_were_sent_are_a_history(tmp_path: Path) -> None:
    (visit,) = earlier_of(tmp_path, claims_of(tmp_path))
    assert (visit.patient_id, str(visit.service_date), visit.discipline, visit.payer) == (
        "P05",
        "2026-02-20",
        "PT",
        "aetna",
    )
    assert [(one.code, one.minutes, one.units) for one in visit.services] == [("97110", None, 2)]


def test_remittances_are_a_history_with_what_was_allowed(tmp_path: Path) -> None:
    paid = remittance(claims_of(tmp_path), tmp_path)
    (visit,) = earlier_of(tmp_path, paid)
    assert (visit.patient_id, str(visit.service_date), visit.discipline) == ("P05", "2026-02-20", "PT")
    (service,) = visit.services
    assert (service.code, service.units) == ("97110", 2)
    assert 0 < (service.allowed or 0) < 9000


def test_what_the_second_payer_paid_and_what_was_taken_back_is_no_further_visit(tmp_path: Path) -> None:
    assert earlier_of(tmp_path, remittance(claims_of(tmp_path), tmp_path, status="2")) == []
    assert earlier_of(tmp_path, remittance(claims_of(tmp_path), tmp_path, status="22")) == []


def test_what_they_are_taken_from_is_said(tmp_path: Path) -> None:
    answer = call("review", visits_file(tmp_path), "--history", claims_of(tmp_path), *FILED)
    assert "sent.837: Earlier visits are taken from claims, which tell no minutes." in answer.out
    assert "sent.837: Of 1 of 1 the patient is not known without --practice." in answer.out
    known = call("review", visits_file(tmp_path), "--history", claims_of(tmp_path), "--practice", PRACTICE, *FILED)
    assert "does not know the patient" not in known.out


def test_another_x12_file_is_no_history(tmp_path: Path) -> None:
    asked = tmp_path / "ask.270"
    assert call("ask", "eligibility", "--practice", PRACTICE, "-o", asked).code == 0
    answer = call("review", str(CLINIC_DAY / "visits.csv"), "--history", asked)
    assert answer.code == 2
    assert "is neither a file of claims (837P) nor a remittance (835)." in answer.err
