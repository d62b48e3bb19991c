"""However a book is split, each visit is found to be what it is within the whole."""

from datetime import date, timedelta
from itertools import chain
from random import Random
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from cleanclaim.exchange.files.practice import parse_practice
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.chart.first_pass import FirstPass
from cleanclaim.law.chart.patient_history import add_history
from cleanclaim.law.notes import copies
from cleanclaim.law.review.review import ClaimReview, reviewed
from cleanclaim.model.chart import PlanOfCare
from cleanclaim.model.note import Note
from cleanclaim.model.practice import Clinician, Name, Practice
from cleanclaim.model.visit import History, Visit
from cleanclaim.sandbox.synth.made_practice import faultless_practice
from cleanclaim.sandbox.synth.make import FIRST
from cleanclaim.sandbox.synth.plant import plant
from cleanclaim.sandbox.synth.practice_file import patients_csv, practice_toml
from tests.clinic import billed, visit
from tests.conftest import tries
from tests.exchange.x12.synthetic import practice

BASIS = Basis(filed_on=date(2026, 3, 20))
THERAPIST, ASSISTANT = "1234567893", "1000000012"
STAFF = {
    THERAPIST: Clinician(
        npi=THERAPIST, name=Name(last="SAMPLE", first="PAT"), credential="PT", taxonomy="225100000X", licenses=()
    ),
    ASSISTANT: Clinician(
        npi=ASSISTANT,
        name=Name(last="EXAMPLE", first="LEE"),
        credential="PTA",
        taxonomy="225200000X",
        supervised_by=THERAPIST,
    ),
}
FORM = "Patient seen in the clinic, tolerated treatment well, no adverse reaction, continue with the plan of care."
NOTES = st.sampled_from(
    [
        None,
        Note(text=f"{FORM} Squats 3x10, cues for knees. Pain 4/10 then 2/10. Flexion 105 deg, strength 4/5."),
        Note(text=f"{FORM} Stairs one flight with rail, then two. Improving. Flexion 105 deg, strength 4/5."),
        Note(text="Lunges with band, hops on the left. Pain 1/10. Two flights without rail. Flexion 118 deg."),
    ]
)
CHARTS = st.sampled_from(
    [None, History(spent=0), History(plan_of_care=(PlanOfCare(begins=date(2026, 2, 2), discipline="PT"),))]
)
VISITS = st.lists(
    st.builds(
        lambda starts, minutes, by, **about: visit(
            *(
                billed(code, minutes, minutes // 15, start=start, performed_by=by, modifiers=("GP",))
                for code, start in starts.items()
            ),
            **about,
        ),
        st.dictionaries(
            st.sampled_from(["97110", "97140", "97116", "97760", "98977", "98980"]),
            st.sampled_from([540, 555, 600, None]),
            min_size=1,
            max_size=2,
        ),
        st.sampled_from([30, 45, 400]),
        st.sampled_from(["PT", "PT", "PTA"]),
        patient_id=st.sampled_from(["p1", "p2", "p3", "p4"]),
        payer=st.sampled_from(["medicare", "medicare", "aetna"]),
        discipline=st.sampled_from(["PT", "PT", "OT"]),
        provider_npi=st.sampled_from([THERAPIST, THERAPIST, ASSISTANT, None]),
        service_date=st.sampled_from([date(2026, 3, 2), date(2026, 3, 4), None]),
        note=NOTES,
        history=CHARTS,
    ),
    min_size=2,
    max_size=9,
).map(lambda held: [structs.replace(one, visit_id=f"v{number}") for number, one in enumerate(held)])


def in_parts(visits: list[Visit], where: list[int]) -> list[list[Visit]]:
    """The visits of each part; `where` is the part of each visit."""
    return [[one for one, at in zip(visits, where, strict=True) if at == part] for part in sorted(set(where))]


def by_visit(claims: list[ClaimReview]) -> dict[str, ClaimReview]:
    return {claim.visit_id: claim for claim in claims}


@tries(100)
@given(
    VISITS,
    st.sampled_from([None, structs.replace(practice(), clinicians=STAFF)]),
    st.sampled_from([3, copies.SAMPLE]),
    st.randoms(use_true_random=False),
)
def test_any_split_in_any_order_finds_what_the_whole_finds(
    visits: list[Visit], billing: Practice | None, sampled: int, chance: Random
) -> None:
    with patch.object(copies, "SAMPLE", sampled):
        _splits_alike(visits, billing, chance)


def _splits_alike(visits: list[Visit], billing: Practice | None, chance: Random) -> None:
    whole = by_visit(list(reviewed(Case(visits=visits, practice=billing), BASIS)))
    parts = in_parts(chance.sample(visits, len(visits)), [chance.randrange(4) for _visit in visits])
    first_pass = FirstPass.of(chain.from_iterable(chance.sample(parts, len(parts))))
    cases = [Case(visits=part, practice=billing) for part in parts]
    apart = [claim for case in cases for claim in reviewed(case, BASIS, first_pass=first_pass)]
    assert by_visit(apart) == whole


def test_a_practice_in_parts_is_the_practice() -> None:
    """Four weeks of a made-up practice with faults in it: charts, notes, start times, assistants."""
    made = faultless_practice(3, FIRST, FIRST + timedelta(days=28), 104)
    plant(made)
    billing = parse_practice(practice_toml(made.staff), patients_csv(made.booked.courses))
    _splits_alike(add_history(made.visits, made.visits, made.charts), billing, Random(1))  # noqa: S311 - any split


@given(VISITS)
def test_the_first_pass_has_what_its_visits_have(visits: list[Visit]) -> None:
    found = FirstPass.of(visits)
    dated = [one for one in visits if one.service_date is not None]
    noted = [one for one in visits if one.note is not None]
    charted = any(one.history is not None and one.history.plan_of_care is not None for one in visits)
    assert found.papers == {*["chart"] * charted, *["note"] * bool(noted)}
    assert found.clinician_days.keys() == {(one.provider_npi, one.service_date) for one in dated if one.provider_npi}
    days = [(one.patient_id, one.service_date) for one in dated]
    assert {day: [one.visit_id for one in of_day] for day, of_day in found.patient_days.items()} == {
        day: [one.visit_id for one, on in zip(dated, days, strict=True) if on == day]
        for day in days
        if days.count(day) > 1
    }
    of_course = {(one.patient_id, one.discipline): set[tuple[date | None, Note | None]]() for one in noted}
    for one in noted:
        if one.service_date is not None:
            of_course[one.patient_id, one.discipline].add((one.service_date, one.note))
    assert {course: {(one.on, one.note) for one in notes} for course, notes in found.notes.items()} == of_course


def rules_of(claims: list[ClaimReview]) -> list[set[str]]:
    return [{finding.rule for finding in claim.findings} for claim in claims]


def test_a_part_alone_does_not_know_what_the_first_pass_knows() -> None:
    day = [
        visit(billed(minutes=30, units=2, start=start), visit_id=patient, patient_id=patient)
        for patient, start in (("p1", 540), ("p2", 550))
    ]
    alone = [claim for one in day for claim in reviewed([one], BASIS)]
    first_pass = FirstPass.of(day)
    passed = [claim for one in day for claim in reviewed([one], BASIS, first_pass=first_pass)]
    assert ["days.overlap" in rules for rules in rules_of(alone)] == [False, False]
    assert ["days.overlap" in rules for rules in rules_of(passed)] == [True, True]
