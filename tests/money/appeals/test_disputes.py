"""What of a claim one request is about, in which way, and when it cannot be one request."""

from pathlib import Path

import pytest

from cleanclaim.model.errors import UserError
from cleanclaim.money.denials.playbook import Way
from tests.money.appeals.appealed import appealed_folder, dispute_in


def test_an_appeal_takes_the_denials_that_can_be_appealed_and_names_the_others(tmp_path: Path) -> None:
    found = dispute_in(appealed_folder(tmp_path, {0: "CO 50", 1: "CO 97", 2: "CO 16"}))
    assert (found.way, found.deadline.level, found.wants_packet) == ("appeal", 1, True)
    assert {one.denial.code for one in found.denials} >= {"50"}
    assert found.cents == sum(one.denial.open_cents for one in found.denials)
    assert {one.code for one in found.left}.isdisjoint({one.denial.code for one in found.denials})
    assert len(found.left) + len(found.denials) == 3


@pytest.mark.parametrize(("way", "name", "packet"), [("appeal", "appeal: ", True), ("correction", "reopening", True)])
def test_a_way_may_be_named(tmp_path: Path, way: Way, name: str, packet: bool) -> None:
    found = dispute_in(appealed_folder(tmp_path, {0: "CO 197", 1: "CO 197", 2: "CO 197"}), way=way)
    assert found.deadline.name.startswith(name)
    assert found.wants_packet == packet


def test_a_new_claim_is_no_request(tmp_path: Path) -> None:
    found = dispute_in(appealed_folder(tmp_path, {0: "CO 16"}), codes="CO 16")
    assert found.wants_packet == (found.way == "appeal")


@pytest.mark.parametrize(
    ("claim", "way", "codes", "says"),
    [
        ("PT7", None, "", "is not in the folder"),
        ("PT1", None, "CO 4", "has no denial with CO 4 that is open"),
        ("PT1", "next payer", "", "has no denial to be worked by next payer; its ways: appeal"),
    ],
)
def test_what_cannot_be_disputed_is_said(tmp_path: Path, claim: str, way: Way | None, codes: str, says: str) -> None:
    with pytest.raises(UserError) as wrong:
        dispute_in(appealed_folder(tmp_path), claim=claim, way=way, codes=codes)
    assert says in f"{wrong.value.problem}"


def test_after_an_appeal_was_lost_the_next_level_is_asked_for(tmp_path: Path) -> None:
    here = appealed_folder(tmp_path)
    step = '[[denial]]\non = 2026-04-20\nclaim = "PT1"\nstate = "lost"\nlevel = 1\nby = "Dana Ortiz"\n'
    (here / "money.toml").write_text(step)
    assert dispute_in(here).deadline.level == 2


def test_denials_that_codes_leave_out_are_named(tmp_path: Path) -> None:
    found = dispute_in(appealed_folder(tmp_path, {0: "CO 50", 1: "CO 97", 2: "CO 150"}), codes="CO 50")
    assert {one.denial.code for one in found.denials} == {"50"}
    assert {one.code for one in found.left} == {"97", "150"}


def test_two_levels_at_once_are_two_requests(tmp_path: Path) -> None:
    here = appealed_folder(tmp_path, {0: "CO 50", 1: "CO 197"})
    step = '[[denial]]\non = 2026-04-20\nclaim = "PT1"\nstate = "lost"\nlevel = 1\ncodes = "CO 50"\nby = "D. Ortiz"\n'
    (here / "money.toml").write_text(step)
    with pytest.raises(UserError, match="needs several requests"):
        dispute_in(here)
    assert dispute_in(here, codes="CO 50").deadline.level == 2
    assert dispute_in(here, codes="CO 197").deadline.level == 1
