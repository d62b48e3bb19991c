"""The frame of what payers paid: days of claims, as the decisions that stand come to."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from cleanclaim.compliance.audit.sampling.frame import make_frame
from cleanclaim.compliance.audit.sampling.paid_days import paid_days
from cleanclaim.model.remittance import PaidClaim, Remittance
from cleanclaim.model.submitted_claim import Party
from cleanclaim.money.book.book import Book
from tests.claims.stories import AETNA, MARCH, MEDICARE, decision, remittance, story

DAYS = (date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 4))


def dated(claim: PaidClaim) -> PaidClaim:
    """The claim with its lines on the days of `DAYS`, and whose it is."""
    lines = tuple(structs.replace(one, first_date=DAYS[int((one.control_number or "L0")[1:])]) for one in claim.lines)
    patient, therapist = Party("DOE", "ANN", "1EX0"), Party("SAMPLE", "HAL", "1000000020", "XX")
    return structs.replace(claim, lines=lines, first_date=MARCH, patient=patient, rendering=therapist)


def items(*remittances: Remittance) -> dict[str, tuple[int, str]]:
    found = paid_days(Book(remittances=remittances))
    return {one.item: (one.paid, one.status) for one in found.items}


def test_a_claim_is_an_item_for_each_of_its_days() -> None:
    found = paid_days(Book(remittances=(remittance(0, "1", dated(decision({0: 5897, 1: 2948, 2: 1000}, "ICN1"))),)))
    assert [(one.item, one.paid) for one in found.items] == [("PT1-20260302", 5897), ("PT1-20260304", 3948)]
    (first, _) = found.items
    assert (first.on, first.patient, first.clinician, first.payer) == (MARCH, "1EX0", "1000000020", "medicare")
    assert (found.not_known, found.strange_patients) == (0, 2)


def test_what_was_reversed_and_paid_anew_counts_as_it_stands() -> None:
    paid = remittance(0, "1", dated(decision({0: 5897, 1: 2948}, "ICN1")))
    back = dated(decision({0: 5897, 1: 2948}, "ICN1", status="22"))
    assert items(paid, remittance(30, "2", back)) == {"PT1-20260302": (0, "22"), "PT1-20260304": (0, "22")}
    anew = dated(decision({0: 2948}, "ICN2"))
    assert items(paid, remittance(30, "2", back, anew)) == {"PT1-20260302": (2948, "1")}


def test_payers_that_paid_after_each_other_have_items_of_their_own() -> None:
    first = remittance(0, "1", dated(decision({0: 5897}, "ICN1")), payer=MEDICARE)
    second = remittance(9, "2", dated(decision({0: 1474}, "A9", status="2")), payer=AETNA)
    assert items(first, second) == {"PT1-20260302": (5897, "1"), "PT1-20260302-2": (1474, "2")}


def test_an_amount_that_is_not_known_makes_no_item_and_is_counted() -> None:
    claim = dated(decision({0: 5897, 1: 2948}, "ICN1"))
    lines = (structs.replace(claim.lines[0], paid=None), *claim.lines[1:])
    found = paid_days(Book(remittances=(remittance(0, "1", structs.replace(claim, lines=lines)),)))
    assert (found.items, found.not_known) == ((), 1)


@settings(max_examples=60)
@given(st.data())
def test_every_story_comes_to_what_stands_of_it(data: st.DataObject) -> None:
    told, replay = data.draw(st.composite(story)(MEDICARE, "first"))
    remittances = [structs.replace(one, claims=tuple(map(dated, one.claims))) for one in told]
    found = paid_days(Book(remittances=tuple(remittances)))
    assert sum(one.paid for one in found.items) == sum(replay.by_line.values())
    by_day: dict[date, int] = {}
    for at, cents in replay.by_line.items():
        by_day[DAYS[at]] = by_day.get(DAYS[at], 0) + cents
    assert {one.on: one.paid for one in found.items if one.paid} == {on: cents for on, cents in by_day.items() if cents}
    if any(one.paid > 0 and one.standing == "paid" for one in found.items):
        assert make_frame(found.items).amounts == "paid"
