"""Patterns over many visits: planted ones are seen, in both directions, and an honest book shows none."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cleanclaim.compliance.audit.chance import chance_of_at_least, standard_errors_apart
from cleanclaim.compliance.audit.patterns import Patterns, find_patterns
from cleanclaim.law.basis import Basis
from cleanclaim.law.review.review import review
from cleanclaim.model.appointment import Appointment
from cleanclaim.model.note import Note
from cleanclaim.model.visit import Service, Visit

FIRST = date(2025, 9, 1)
FILED = date(2026, 3, 20)
SUSPECT, HONEST = "1234567893", "1245319599"
CODES = ("97110", "97112", "97140", "97530")


def earned(minutes: list[int]) -> list[int]:
    """Units by Medicare's method, the last ones to the largest remainders."""
    units = [spent // 15 for spent in minutes]
    owed = (sum(minutes) + 7) // 15 - sum(units)
    for i in sorted(range(len(minutes)), key=lambda i: (-(minutes[i] % 15), i))[:owed]:
        units[i] += 1
    return units


def visit(number: int, npi: str, codes: list[str], minutes: list[int], units: list[int]) -> Visit:
    services = tuple(
        Service(code=code, minutes=spent, units=billed, performed_by="PT", modifiers=("GP",), charge=5000)
        for code, spent, billed in zip(codes, minutes, units, strict=True)
    )
    return Visit(
        visit_id=f"{npi}-{number}",
        patient_id=f"P{npi}{number}",
        payer="medicare",
        service_date=FIRST + timedelta(days=number % 190),
        discipline="PT",
        provider_npi=npi,
        place_of_service="11",
        services=services,
    )


def honest(npi: str, visits: int, seed: int) -> list[Visit]:
    chance = random.Random(seed)  # noqa: S311 - synthetic data, nothing secret
    held = []
    for number in range(visits):
        codes = chance.sample(CODES, 2)
        minutes = [chance.randint(8, 34), chance.randint(8, 34)]
        held.append(visit(number, npi, codes, minutes, earned(minutes)))
    return held


def found(*books: list[Visit], schedule: list[Appointment] | None = None) -> Patterns:
    visits = [one for book in books for one in book]
    return find_patterns(visits, review(visits, Basis(filed_on=FILED)), Basis(filed_on=FILED), schedule)


def names(result: Patterns, npi: str = SUSPECT) -> set[str]:
    return {signal.name for signal in result.signals if signal.clinician == npi}


def test_an_honest_book_of_several_clinicians_shows_nothing() -> None:
    numbers = (SUSPECT, HONEST, "1003000126", "1000000012", "1000000020")
    assert found(*(honest(npi, 200, seed) for seed, npi in enumerate(numbers))).signals == []


@pytest.mark.parametrize(("change", "name"), [(1, "units above the proof"), (-1, "units below the proof")])
def test_units_beside_the_proof_are_seen_in_both_directions(change: int, name: str) -> None:
    book = []
    for number in range(100):
        minutes = [38, 23]
        units = earned(minutes)
        units[0] += change if number % 4 == 0 else 0
        book.append(visit(number, SUSPECT, ["97110", "97140"], minutes, units))
    result = found(book, honest(HONEST, 150, 3))
    (signal,) = [one for one in result.signals if one.name == name]
    assert (signal.clinician, signal.count, signal.of) == (SUSPECT, 25, 100)
    assert signal.visits[0] in {one.visit_id for one in book}


def marked(book: list[Visit], modifier: str, every: int = 1) -> list[Visit]:
    """The visits, every so manieth with the modifier on its lines."""
    return [
        replace(one, services=tuple(replace(line, modifiers=("GP", modifier)) for line in one.services))
        if number % every == 0
        else one
        for number, one in enumerate(book)
    ]


@pytest.mark.parametrize(
    ("modifier", "name"), [("KX", "KX"), ("59", "separating modifier"), ("XU", "separating modifier")]
)
def test_a_modifier_on_every_visit_is_seen_even_where_nobody_else_works(modifier: str, name: str) -> None:
    book = honest(SUSPECT, 40, 1)
    result = found(marked(book, modifier))
    (signal,) = [one for one in result.signals if one.name == f"{name} on every visit"]
    assert (signal.count, signal.direction) == (signal.of, "more")
    assert signal.of == (40 if modifier == "KX" else sum(all(line.units for line in one.services) for one in book))


def test_a_modifier_on_many_visits_is_held_against_the_other_clinicians() -> None:
    every_second = marked(honest(SUSPECT, 100, 1), "KX", every=2)
    assert "KX on many visits" not in names(found(every_second))
    assert "KX on many visits" in names(found(every_second, honest(HONEST, 100, 2)))
    assert "KX on many visits" not in names(found(every_second, marked(honest(HONEST, 100, 2), "KX", every=2)))


def test_kx_is_counted_only_where_the_payer_asks_for_it() -> None:
    book = [replace(one, payer="self_pay") for one in marked(honest(SUSPECT, 40, 1), "KX")]
    assert not {name for name in names(found(book)) if name.startswith("KX on")}


def test_services_of_the_note_that_nobody_billed_are_seen() -> None:
    text = "Ther ex: squats, cues for form. Ultrasound 10 min to the shoulder. Tolerated well, pain 2/10."
    book = [
        replace(
            visit(n, SUSPECT, ["97110"], [30], [2]),
            note=Note(text=text if n % 2 else text.replace("Ultra", "No ultra")),
        )
        for n in range(60)
    ]
    (signal,) = [one for one in found(book, honest(HONEST, 60, 2)).signals if one.name == "documented and not billed"]
    assert (signal.count, signal.of, signal.direction) == (30, 60, "less")


def test_minutes_on_the_boundary_of_a_unit_are_seen() -> None:
    totals = [38 if number % 2 else 27 + number % 10 for number in range(100)]
    book = [visit(n, SUSPECT, ["97110"], [spent], earned([spent])) for n, spent in enumerate(totals)]
    assert "minutes on the boundary of a unit" in names(found(book))


def test_ties_that_always_fall_to_one_code_are_seen() -> None:
    one_way = [visit(n, SUSPECT, ["97110", "97530"], [20, 20], [1, 2]) for n in range(40)]
    by_turns = [visit(n, HONEST, ["97110", "97530"], [20, 20], [1, 2] if n % 2 else [2, 1]) for n in range(40)]
    result = found(one_way, by_turns)
    (signal,) = [one for one in result.signals if one.name == "ties resolved one way"]
    assert (signal.clinician, signal.count, signal.of, signal.direction) == (SUSPECT, 40, 40, "either")


def test_ties_that_the_program_resolved_itself_are_no_pattern_of_the_clinician() -> None:
    book = [visit(n, SUSPECT, ["97110", "97530"], [20, 20], [1, 2]) for n in range(40)]
    counted = [
        Visit(
            **{name: getattr(one, name) for name in Visit.__struct_fields__}
            | {
                "services": tuple(
                    Service(code=s.code, minutes=s.minutes, performed_by="PT", charge=5000) for s in one.services
                )
            }
        )
        for one in book
    ]
    assert "ties resolved one way" not in names(found(counted))


def test_a_mix_of_evaluations_unlike_the_others_is_seen() -> None:
    complex_ones = [visit(n, SUSPECT, ["97163"], [45], [1]) for n in range(40)]
    mixed = [visit(n, HONEST, [("97161", "97162", "97163")[n % 3]], [45], [1]) for n in range(60)]
    assert "mix of evaluations" in names(found(complex_ones, mixed))


def test_a_code_that_takes_over_in_the_last_quarter_is_seen() -> None:
    book = [visit(n, SUSPECT, ["97530" if n >= 100 else "97110"], [30], [2]) for n in range(190)]
    drifted = [signal for signal in found(book).signals if signal.name == "codes that drift"]
    assert {signal.sentence.split()[0] for signal in drifted} == {"97110", "97530"}


def test_schedule_and_claims_are_held_against_each_other() -> None:
    book = honest(SUSPECT, 3, 1)
    days = [(one.patient_id or "", one.service_date or FIRST) for one in book]
    schedule = [
        Appointment(patient_id=days[0][0], on=days[0][1], provider_npi=SUSPECT, status="kept"),
        Appointment(patient_id=days[1][0], on=days[1][1], provider_npi=SUSPECT, status="no_show"),
        Appointment(patient_id=days[2][0], on=days[2][1], provider_npi=SUSPECT, status=""),
        Appointment(patient_id="P9", on=FIRST, provider_npi=SUSPECT, status="kept"),
    ]
    result = found(book, schedule=schedule)
    assert result.unmatched is not None
    said = {(one.what, one.patient_id) for one in result.unmatched}
    assert said == {
        ("kept and not billed", "P9"),
        ("billed and not kept", days[1][0]),
        ("billed and not known", days[2][0]),
    }
    assert found(book).unmatched is None


@given(st.integers(0, 60), st.integers(1, 60), st.floats(0.05, 0.95))
def test_a_larger_count_is_never_likelier(count: int, of: int, share: float) -> None:
    count = min(count, of)
    assert 0 <= chance_of_at_least(count, of, share) <= 1
    assert chance_of_at_least(count + 1, of, share) <= chance_of_at_least(count, of, share) + 1e-12


def test_counts_past_a_thousand_agree_with_those_before() -> None:
    assert chance_of_at_least(270, 1_000, 0.25) == pytest.approx(chance_of_at_least(270, 1_001, 0.25), rel=0.1)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_two_shares_lie_apart_the_same_way_seen_from_either_side(a: int, b: int, c: int, d: int) -> None:
    first, second = (min(a, b), b), (min(c, d), d)
    assert standard_errors_apart(*first, *second) == pytest.approx(-standard_errors_apart(*second, *first))
