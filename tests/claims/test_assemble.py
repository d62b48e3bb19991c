"""Visits put together into claims, and the visits that cannot be."""

import re
from typing import Any

import pytest

from cleanclaim.claims.assemble import _billed_lines, assemble, with_attachments
from cleanclaim.model.adjudication import Attachment
from cleanclaim.model.line import Line
from cleanclaim.model.practice import Coverage
from cleanclaim.model.visit import Visit
from cleanclaim.reference.element_notes import element_note
from tests.exchange.x12.synthetic import ALONE, DAY, OT, PT, PTA, line, npi_of, patient, practice, visit


def reasons(seen: Visit, *lines: Line) -> list[str]:
    claims, held = assemble([(seen, lines)], practice(patient("p1")))
    assert not claims
    assert {one.visit_id for one in held} == {seen.visit_id}
    reasons = [reason for one in held for reason in one.reasons]
    assert all(reason.remedy for reason in reasons)
    return [reason.reason for reason in reasons]


def test_visits_of_one_patient_payer_clinician_and_place_share_a_claim() -> None:
    later = DAY.replace(day=4)
    visits = [(visit("v2", service_date=later), [line()]), (visit("v1"), [line(1), line(2, "97140")])]
    (claim,), held = assemble(visits, practice())
    assert not held
    assert [(one.number, one.visit_id, one.visit_line) for one in claim.lines] == [
        (1, "v1", 1),
        (2, "v1", 2),
        (3, "v2", 1),
    ]
    assert claim.charge == 2 * 4500 + 2 * 4250 + 2 * 4500


@pytest.mark.parametrize("change", [{"provider_npi": OT}, {"place_of_service": "12"}, {"patient_id": "p2"}])
def test_another_clinician_place_or_patient_is_another_claim(change: dict[str, str]) -> None:
    by = practice(patient("p1"), patient("p2"))
    claims, held = assemble([(visit("v1"), [line()]), (visit("v2", **change), [line()])], by)
    assert not held
    assert len(claims) == 2


def test_lines_without_units_stay_off_the_claim() -> None:
    (claim,), _ = assemble([(visit(), [line(1, units=0), line(2)])], practice())
    assert [one.visit_line for one in claim.lines] == [2]


def test_a_visit_that_does_not_fit_goes_whole_to_the_next_claim() -> None:
    visits = [(visit(f"v{n}"), [line(k) for k in range(1, 31)]) for n in (1, 2)]
    claims, _ = assemble(visits, practice())
    assert [{one.visit_id for one in claim.lines} for claim in claims] == [{"v1"}, {"v2"}]
    assert all(len(claim.lines) == 30 for claim in claims)


def test_a_visit_of_more_than_fifty_lines_takes_two_claims() -> None:
    claims, _ = assemble([(visit(), [line(k) for k in range(1, 61)])], practice())
    assert [len(claim.lines) for claim in claims] == [50, 10]
    assert claims[1].lines[0].number == 1
    assert claims[0].claim_id != claims[1].claim_id


def test_a_thirteenth_diagnosis_takes_the_next_claim() -> None:
    lines = [line(n, diagnoses=(f"M54{n:02d}",)) for n in range(1, 14)]
    claims, _ = assemble([(visit(), lines)], practice())
    assert [len(claim.diagnoses) for claim in claims] == [12, 1]
    assert claims[1].lines[0].pointers == (1,)


def test_a_line_points_to_four_diagnoses_at_most_and_without_its_own_to_the_visits() -> None:
    five = ("M5450", "M542", "R262", "M6281", "M7541")
    (claim,), _ = assemble(
        [(visit(), [line(1, diagnoses=five), line(2, diagnoses=()), line(3, diagnoses=("R262",))])], practice()
    )
    assert claim.diagnoses == five
    assert [one.pointers for one in claim.lines] == [(1, 2, 3, 4), (1, 2, 3, 4), (3,)]


def test_the_charge_entered_goes_before_the_fee() -> None:
    (claim,), _ = assemble([(visit(), [line(1, charge=1), line(2)])], practice())
    assert [one.charge for one in claim.lines] == [1, 9000]


@pytest.mark.parametrize("wants", [True, False])
@pytest.mark.parametrize("words", ["Taping of the knee", None])
def test_a_description_goes_into_the_note_where_there_is_one_and_the_payer_wants_it(
    wants: bool, words: str | None
) -> None:
    (billed,) = _billed_lines(visit(), [line(description=words, charge=4500)], noted=wants)
    assert (billed.description, billed.noted) == (words, wants and words is not None)


def test_a_changed_claim_has_another_id_and_the_same_claim_the_same() -> None:
    (one,), _ = assemble([(visit(), [line()])], practice())
    (same,), _ = assemble([(visit(), [line()])], practice())
    (changed,), _ = assemble([(visit(), [line(units=3)])], practice())
    assert one.claim_id == same.claim_id
    assert re.fullmatch("260302[A-Z2-7]{8}", one.claim_id)  # all that item 26 of a CMS-1500 has room for
    assert changed.claim_id != one.claim_id


@pytest.mark.parametrize(("of_first", "of_second"), [(0, 0), (1, 0), (0, 3), (4, 6), (5, 6), (10, 0), (11, 0), (12, 9)])
def test_the_papers_of_its_visits_go_with_a_claim_ten_at_most(of_first: int, of_second: int) -> None:
    (claim,), _ = assemble([(visit("v1"), [line(1), line(2)]), (visit("v2"), [line()])], practice())
    papers = {
        name: [Attachment("PN", "FX", f"{name}-{number}") for number in range(count)]
        for name, count in (("v1", of_first), ("v2", of_second), ("v3", 1))
    }
    mine = [*papers["v1"], *papers["v2"]]
    assert with_attachments(claim, papers).attachments == tuple(mine[:10])
    twice = papers | {"v2": [*papers["v1"], *papers["v2"]]}
    assert with_attachments(claim, twice).attachments == tuple(mine[:10])


def test_an_assistants_visit_is_billed_by_the_supervising_therapist() -> None:
    (claim,), held = assemble([(visit(provider_npi=PTA), [line()])], practice())
    assert not held
    assert claim.rendering.npi == PT


def test_an_assistant_without_a_supervisor_is_held() -> None:
    assert reasons(visit(provider_npi=ALONE), line()) == [
        "A claim cannot be written without a clinician of the practice's file who may be named on it."
    ]


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"patient_id": None}, "a patient of"),
        ({"payer": None}, "a payer of"),
        ({"service_date": None}, "the date of service"),
        ({"provider_npi": None}, "a clinician"),
        ({"place_of_service": None}, "the place of service"),
        ({"patient_id": "p9"}, "a patient of"),
        ({"payer": "self_pay"}, "a payer of"),
        ({"payer": "medicare"}, "a coverage of"),
        ({"provider_npi": npi_of(99)}, "a clinician"),
    ],
)
def test_a_visit_that_names_nobody_we_know_is_on_no_claim(change: dict[str, Any], missing: str) -> None:
    (reason,) = reasons(visit(**change), line())
    assert reason.startswith(f"A claim cannot be written without {missing}")


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"units": None, "charge": 4500}, "the units of line 1 (97110)"),
        ({"units": 0}, "a line that earned a unit"),
        ({"diagnoses": ()}, "a diagnosis"),
        ({"code": "97530"}, "the charge of line 1 (97530)"),
        ({"charge": 0}, "the charge of line 1 (97110)"),
        ({"charge": -100}, "the charge of line 1 (97110)"),
    ],
)
def test_a_line_that_is_not_known_whole_keeps_its_visit_off_a_claim(change: dict[str, Any], missing: str) -> None:
    assert reasons(visit(), line(**change)) == [f"A claim cannot be written without {missing}."]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"diagnoses": ("back pain",)}, '"back pain" on line 1 (97110) is not an ICD-10 code.'),
        ({"code": "9711", "charge": 100}, "The code of line 1 (9711) is not a procedure code."),
        ({"modifiers": ("G",)}, '"G" on line 1 (97110) cannot be sent.'),
        ({"modifiers": ("GP", "KX", "CQ", "59", "XS")}, '"GP KX CQ 59 XS" on line 1 (97110) cannot be sent.'),
    ],
)
def test_a_line_that_an_837p_cannot_carry_holds_its_visit(change: dict[str, Any], reason: str) -> None:
    assert reasons(visit(), line(**change)) == [reason]


def test_what_is_no_place_of_service_cannot_be_sent() -> None:
    assert reasons(visit(place_of_service="office"), line()) == ['"office" is not a place of service.']


def test_every_reason_is_given_and_the_other_visits_are_unharmed() -> None:
    visits = [(visit("bad", patient_id="p9", provider_npi=None), [line(units=None)]), (visit("good"), [line()])]
    claims, held = assemble(visits, practice())
    assert [one.visit_id for one in held] == ["bad"]
    reasons_of_it = " ".join(reason.reason for reason in held[0].reasons)
    assert all(part in reasons_of_it for part in ("a patient", "a clinician", "the units of line 1"))
    assert [one.visit_id for claim in claims for one in claim.lines] == ["good"]


@pytest.mark.parametrize(("cents", "has_room"), [(99_999_999, True), (100_000_000, False)])
def test_the_room_for_a_charge_is_that_of_the_table_of_elements(cents: int, has_room: bool) -> None:
    assert element_note("charge").has_room(cents) is has_room
    claims, held = assemble([(visit(), [line(charge=cents)])], practice())
    assert (bool(claims), bool(held)) == (has_room, not has_room)


def test_the_number_of_a_medicare_card_is_on_the_claim_without_hyphens_however_it_was_stored() -> None:
    card = Coverage(payer="medicare", relationship="self", member_id="1EX0-XX8-XX77", order="primary")
    other = Coverage(payer="aetna", relationship="self", member_id="W-1", order="secondary")
    (claim,), _held = assemble([(visit(payer="medicare"), [line()])], practice(patient("p1", card, other)))
    assert claim.coverage.member_id == "1EX0XX8XX77"
    assert [one.coverage.member_id for one in claim.others] == ["W-1"]
