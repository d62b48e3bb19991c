"""Anyone's claims as visits: what is taken over, and what is left open rather than guessed."""

from datetime import date

from msgspec import structs

from cleanclaim.claims.visits_from_837p import visits_from_claims
from cleanclaim.exchange.x12.located import values
from cleanclaim.model.submitted_claim import OtherPayer, SubmittedClaim
from cleanclaim.model.visit import Service, Visit
from tests.exchange.x12.files import CLAIM_837P, changed, items


def visits(lines: list[str]) -> list[Visit]:
    claims = list(values(items(lines), SubmittedClaim))
    return list(visits_from_claims(claims, lambda _around: None))


def test_a_claim_of_one_day_is_one_visit() -> None:
    (visit,) = visits(CLAIM_837P)
    assert (visit.visit_id, visit.patient_id, str(visit.service_date)) == ("PT1", "W123456789", "2026-03-02")
    assert (visit.discipline, visit.provider_npi, visit.place_of_service) == ("PT", "1000000020", "11")
    assert visit.services == (
        Service(code="97110", units=2, modifiers=("GP",), charge=8500, diagnoses=("M5450", "M25561")),
        Service(code="97140", units=1, modifiers=("GP", "59"), charge=4250, diagnoses=("M5450",)),
    )


def test_a_line_over_several_days_has_no_day() -> None:
    lines = [line.replace("472*D8*20260302", "472*RD8*20260302-20260304") for line in CLAIM_837P]
    assert [one.service_date for one in visits(lines)] == [None]


def test_minutes_are_not_taken_for_units() -> None:
    lines = changed(CLAIM_837P, "SV1*HC:97110", "SV1*HC:97110:GP*85*MJ*30***1:2")
    assert [one.units for one in visits(lines)[0].services] == [None, 1]


def test_two_clinicians_on_one_day_leave_the_clinician_open_and_the_day_whole() -> None:
    lines = changed(CLAIM_837P, "REF*6R", "REF*6R*PT1L1", "NM1*82*1*BELL*JO****XX*1000000038")
    (visit,) = visits(lines)
    assert visit.provider_npi is None
    assert len(visit.services) == 2


def test_two_places_on_one_day_leave_the_place_open() -> None:
    lines = changed(CLAIM_837P, "SV1*HC:97110", "SV1*HC:97110:GP*85*UN*2*12**1:2")
    assert [one.place_of_service for one in visits(lines)] == [None]


def test_a_replacement_is_a_correction_and_a_claim_is_a_first_one_else() -> None:
    (first,) = visits(CLAIM_837P)
    assert (first.sent_as, first.decided_on) == ("first", None)
    (corrected,) = visits([line.replace("11:B:1", "11:B:7") for line in CLAIM_837P])
    assert (corrected.sent_as, corrected.decided_on) == ("correction", None)


def test_a_claim_that_tells_what_another_paid_comes_second_from_the_day_it_decided() -> None:
    (claim,) = values(items(CLAIM_837P), SubmittedClaim)
    other = OtherPayer(sequence="P", payer_id="60054", paid=5000, on=date(2026, 3, 20))
    for others, sent_as, on in (
        ((other,), "second", date(2026, 3, 20)),
        ((other, structs.replace(other, on=None)), "second", date(2026, 3, 20)),
        ((structs.replace(other, paid=None, on=None),), "first", None),
    ):
        (one,) = visits_from_claims([structs.replace(claim, other_payers=others)], lambda _around: None)
        assert (one.sent_as, one.decided_on) == (sent_as, on)
