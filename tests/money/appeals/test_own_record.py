"""What the practice's own record answers: as of the day on which the claim was filed, of the visits in dispute."""

from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.law.basis import Basis
from cleanclaim.model.visit import History
from cleanclaim.money.appeals.own_record import describe_faults, own_record
from tests.cli.calling import PRACTICE
from tests.money.appeals.appealed import TODAY, appealed_folder, case_of, of_another_payer, packet_in

LATE_YEARS = date(2028, 12, 1)


@pytest.mark.parametrize(("payer", "is_medicare"), [("medicare", True), ("uhc", False)])
def test_a_claim_filed_in_time_is_not_late_because_today_is(tmp_path: Path, payer: str, *, is_medicare: bool) -> None:
    case = case_of(tmp_path, payer=payer)
    record = own_record(case, [0], ("visits.late",), Basis(today=LATE_YEARS), date(2026, 3, 3))
    assert (record.answers, record.faults) == ({"visits.late": "met"}, ())
    late = own_record(case, [0], ("visits.late",), Basis(today=LATE_YEARS), date(2028, 3, 3))
    assert late.answers == {"visits.late": "at fault"}
    (text,) = describe_faults(late)
    assert ("42 CFR 424.44" in text) == is_medicare


def test_whether_a_claim_is_late_is_not_known_where_its_day_is_not(tmp_path: Path) -> None:
    record = own_record(case_of(tmp_path), [0], ("visits.late",), Basis(today=LATE_YEARS), None)
    assert record.answers == {"visits.late": "not known"}


def test_the_packet_asks_the_record_as_of_the_day_on_which_the_claim_was_filed(tmp_path: Path) -> None:
    here = appealed_folder(tmp_path, {0: "CO 29", 1: "CO 29", 2: "CO 29"})
    of_another_payer(here, "UNITEDHEALTHCARE", "CI")
    practice = read_practice(Path(PRACTICE))
    packet = packet_in(here, practice=practice, case=case_of(tmp_path, payer="uhc"), today=LATE_YEARS)
    assert packet.proofs
    assert not any("has the fault itself" in one for one in packet.check)


def test_only_the_visits_of_the_denied_lines_are_looked_at(tmp_path: Path) -> None:
    here = appealed_folder(tmp_path, {0: "CO 50"})
    claims = here / "claims.837"
    claims.write_bytes(claims.read_bytes().replace(b"20260302~", b"20260303~", 1))  # line 1 is of another day
    packet = packet_in(here, practice=read_practice(Path(PRACTICE)), case=case_of(tmp_path))
    assert packet.dispute.lines[0].first_date == date(2026, 3, 3)
    assert packet.proofs == ()


def test_what_was_given_is_not_called_missing(tmp_path: Path) -> None:
    case = case_of(tmp_path, payer="uhc", note="Exercise as before.")
    lacking = own_record(case, [0], ("authorizations.none",), Basis(today=TODAY), date(2026, 3, 3))
    assert lacking.lacks == {"authorizations.none": "chart"}
    visit = case.visits[0]
    charted = structs.replace(visit, history=History(authorizations=()))
    record = own_record(
        structs.replace(case, visits=(charted,)), [0], ("authorizations.none",), Basis(today=TODAY), date(2026, 3, 3)
    )
    assert (record.answers, record.lacks) == ({"authorizations.none": "not known"}, {})
    assert "authorization_required" in record.open_questions["authorizations.none"].remedy
    here = appealed_folder(tmp_path, {0: "CO 197", 1: "CO 197", 2: "CO 197"})
    of_another_payer(here, "UNITEDHEALTHCARE", "CI")
    practice = read_practice(Path(PRACTICE))
    for given, named in ((case, "--charts FILE"), (structs.replace(case, visits=(charted,)), "Ask the payer")):
        packet = packet_in(here, practice=practice, case=given)
        (one,) = [each for each in packet.missing if each.what.startswith('What the record says to "No authorization"')]
        assert named in one.remedy
