"""The day that a denial is listed with: that of its first step, with what runs out sooner, counted alike everywhere."""

from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from cleanclaim.cli.denial_screens import describe_deadline
from cleanclaim.money.denials.denial import Denial
from tests.claims.stories import AETNA, CHARGES, decision, remittance
from tests.money.appeals.appealed import appealed_folder, packet_in
from tests.money.appeals.test_packet import pages_of
from tests.money.book.folders import claim_file, fill
from tests.money.denials.refused import TODAY, by_codes, denials_in, refused


def denied(folder: Path, codes: str, *remarks: str) -> Denial:
    """What Medicare refused of the claim on April 2, 2026."""
    fill(folder, [remittance(0, "Q1", refused(dict.fromkeys(range(3), codes), remarks=remarks))])
    (one,) = denials_in(folder).denials
    return one


def test_the_day_is_that_of_the_first_step_and_what_runs_out_sooner_stands_beside(tmp_path: Path) -> None:
    one = denied(tmp_path, "PR 119", "N362")  # send a corrected claim: a reopening, a year from the decision
    first_step = one.deadline(TODAY)
    assert first_step is not None
    assert (one.play.action, first_step.name, first_step.on) == ("correct", "reopening", date(2027, 4, 2))
    assert [(each.way, each.send_by) for each in one.sooner(TODAY)] == [("appeal", date(2026, 8, 5))]
    assert one.sooner(date(2026, 8, 6)) == ()
    assert one.is_overdue(date(2027, 4, 3))


def test_the_work_list_goes_by_the_first_day_on_which_a_way_is_lost(tmp_path: Path) -> None:
    one = denied(tmp_path, "PR 119", "N362")
    later = [each for each in one.deadlines if each.way != "appeal"]
    other = structs.replace(one, deadlines=tuple(later))
    assert one.deadline(TODAY) == other.deadline(TODAY)
    assert one.urgency(TODAY) < other.urgency(TODAY)
    assert one.urgency(date(2026, 8, 6)) == other.urgency(date(2026, 8, 6))  # too late to appeal


def test_days_left_are_counted_to_the_day_to_send_it_everywhere(tmp_path: Path) -> None:
    here = appealed_folder(tmp_path)
    (found,) = denials_in(here).denials
    appeal = structs.replace(found.deadlines[0], on=date(2026, 8, 10), send_by=date(2026, 8, 7))  # over a weekend
    one = structs.replace(found, deadlines=(appeal,))
    assert one.days_left(TODAY) == 98
    assert ". 98 days are left. " in describe_deadline(appeal, TODAY)
    packet = packet_in(here)
    moved = structs.replace(packet, dispute=structs.replace(packet.dispute, deadline=appeal))
    assert "so send it by Aug 7, 2026; 98 days are left" in " ".join(pages_of(moved))
    assert appeal.describe_left(date(2026, 8, 6)) == "1 day is left"
    assert appeal.describe_left(date(2026, 8, 8)).startswith("the day to send it is past")
    assert appeal.describe_left(date(2026, 8, 11)) == "it is past"


def test_where_another_pays_first_the_claim_back_to_medicare_and_the_appeal_have_their_days(tmp_path: Path) -> None:
    one = denied(tmp_path, "CO 22", "MA01", "MA04")
    assert [(each.way, each.on) for each in one.deadlines] == [
        ("next payer", None),
        ("new claim", date(2027, 3, 2)),  # a year from the service, 42 CFR 424.44
        ("appeal", date(2026, 8, 5)),
    ]
    assert one.days_left(TODAY) == 305
    assert one.urgency(TODAY)[0] == 0  # among those with a day


def test_what_lacks_the_earlier_payer_s_decision_goes_to_the_same_payer_again(tmp_path: Path) -> None:
    one = denied(tmp_path, "CO 16", "MA04")
    assert [(each.way, each.on) for each in one.deadlines] == [("new claim", date(2027, 3, 2))]


@pytest.mark.parametrize("answered", [False, True])
def test_nobody_waits_for_a_payer_that_has_answered(tmp_path: Path, *, answered: bool) -> None:
    paid = structs.replace(decision({0: 4500, 1: 2500, 2: 2000}, "ICN1", "19"), remarks=("MA18",))
    made = [remittance(0, "Q1", paid)]
    if answered:
        made.append(remittance(20, "Q2", decision({0: 0, 1: 0, 2: 0}, "S1", "2", "23"), payer=AETNA))
    fill(tmp_path, made)
    assert [one.remark for one in denials_in(tmp_path).notices] == ([] if answered else ["MA18"])


def test_nobody_waits_for_a_payer_that_was_billed_since(tmp_path: Path) -> None:
    paid = structs.replace(decision({0: 4500, 1: 2500, 2: 2000}, "ICN1", "19"), remarks=("MA18",))
    fill(tmp_path, [remittance(0, "Q1", paid)])
    onward = claim_file("PT1", CHARGES, **{"SBR*P*18*******MB": "SBR*S*18*******CI", "*MEDICARE PART B*": "*AETNA*"})
    (tmp_path / "onward.837").write_bytes(onward.replace(b"*260302*1200*", b"*260520*1200*", 1))
    assert denials_in(tmp_path).notices == ()
    assert by_codes(tmp_path) == {}
