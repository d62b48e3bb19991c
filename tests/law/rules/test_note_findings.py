"""What is read in a note's free text never stops a claim: misread minutes, missed signatures, contradictions."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

import cleanclaim
from cleanclaim.law.notes.reading import read_note
from cleanclaim.model.note import Note
from cleanclaim.model.visit import Discipline, Service, Visit

CARE = "Cues for form. Tolerated well, pain 2/10."
OF_TEXT = frozenset({"notes", "durations", "content", "copies"})


def findings(
    text: str, minutes: int = 30, discipline: Discipline = "PT", **fields: object
) -> dict[str, tuple[str, str]]:
    """The severity and message of what the note rules find at fault, by rule."""
    note = Note(text=text, kind="treatment", **fields)  # type: ignore[arg-type]
    visit = Visit(
        visit_id="1",
        patient_id="1",
        payer="medicare",
        service_date=date(2026, 3, 2),
        discipline=discipline,
        provider_npi="1000000012",
        place_of_service="11",
        services=(Service(code="97110", minutes=minutes, performed_by="PT"),),
        note=note,
    )
    (claim,) = cleanclaim.review([visit]).claims
    return {
        one.rule: (one.severity, one.message)
        for one in claim.findings
        if one.outcome == "fail" and one.rule.partition(".")[0] in OF_TEXT
    }


WELL = [
    f"Ther ex 30 min: squats. {CARE} Total timed minutes: 30. Total tx time = 1 hr. /s/ A. Bee, PT",
    f"Ther ex 30 min: squats. {CARE} Total timed minutes: 30. Tx time 0:45. /s/ A. Bee, PT",
    f"Ther ex 30 min: squats. {CARE} Total timed minutes: 30. Total time 30. A. Bee, PTA",
    f"Ther ex 30 min: squats. {CARE} Total timed minutes: 30. Total time 30. /es/ Bo Ray, PT",
    f"Ther ex 30 min: squats. {CARE} Timed 30 / total 35. -Q. Orr PT",
]
NO_TOTAL = [
    f"Ther ex 30 min: squats. HEP: one 20 minute session a day. {CARE} Total timed minutes: 30. /s/ A. Bee, PT",
    f"Ther ex 30 min: squats. Rested 2 min total. {CARE} Total timed minutes: 30. /s/ A. Bee, PT",
    f"Checked in 9:00 - 9:05. Ther ex 30 min: squats. {CARE} Total timed minutes: 30. /s/ A. Bee, PT",
    f"Ther ex 30 min: squats. 8 min total to both calves. {CARE} Total timed minutes: 30. /s/ A. Bee, PT",
    f"Ther ex 30 min: squats, 15 minutes of billable walking. {CARE} Total timed minutes: 30. /s/ A. Bee, PT",
]


@pytest.mark.parametrize("text", WELL)
def test_a_whole_note_has_nothing_to_look_at(text: str) -> None:
    assert findings(text) == {}


@pytest.mark.parametrize("text", NO_TOTAL)
def test_minutes_of_something_else_are_no_whole_time(text: str) -> None:
    assert set(findings(text)) == {"notes.no_total_minutes"}


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("This note has not been signed. PT.", "not been signed"),
        ("Consent form signed by patient. DRAFT", "no name with a credential"),
        ("Awaiting signature", "Awaiting signature"),
    ],
)
def test_what_is_no_signature_is_to_be_looked_at(text: str, quoted: str) -> None:
    found = findings(f"Ther ex 30 min: squats. {CARE} Timed 30. Total time: 30. {text}")
    assert set(found) == {"notes.unsigned"}
    severity, message = found["notes.unsigned"]
    assert severity == "warn"
    assert quoted.lower() in message.lower()


@pytest.mark.parametrize(
    ("text", "rule", "quoted"),
    [
        ("Ther ex: 97110 x 15 min. Total time: 45 min.", "durations.service_differs", "97110"),
        ("Ther ex x 30'. Timed 45 min. Total 50 min.", "durations.charge_differs", "Timed 45 min"),
        ("Ther ex x 30'. Timed 45 min. Total 40 min.", "durations.contradict", "Total 40 min"),
        ("Ther ex x 30 min. Total time: 0:25.", "durations.charge_differs", "Total time: 0:25"),
        ("Ther ex x 30 min. Timed forty-five, total forty-five.", "durations.contradict", "Timed forty-five"),
    ],
)
def test_minutes_that_contradict_are_quoted_and_looked_at(text: str, rule: str, quoted: str) -> None:
    severity, message = findings(f"{text} {CARE} /s/ A. Bee, PT")[rule]
    assert severity == "warn"
    assert quoted in message


def test_dosage_vital_signs_and_a_physicians_act_show_nothing_of_the_patient() -> None:
    found = findings(
        "Leg press 70 lb 3x12, plank hold 30 sec. BP 128/76. MD changed the medication. Timed 30 min. "
        "Total treatment time 30 min. /s/ A. Bee, PT"
    )
    assert set(found) == {"content.no_measure", "content.no_response", "content.no_skill"}


def test_a_late_entry_and_an_addendum_are_read_in_the_text() -> None:
    rest = f"Ther ex 30 min. {CARE} Total timed minutes: 30. Total treatment time: 30. /s/ A. Bee, PT"
    late = findings(f"LATE ENTRY for 03/02/2026, written 04/20/2026. {rest}")
    assert set(late) == {"notes.late_entry"}
    assert "written 04/20/2026" in late["notes.late_entry"][1]
    added = findings(f"{rest} Addendum 5/4: corrected the minutes.", written_on=date(2026, 3, 2))
    assert set(added) == {"notes.late_addendum"}
    assert "Addendum 5/4" in added["notes.late_addendum"][1]


def test_minutes_that_the_record_keeps_apart_still_stop_a_claim() -> None:
    text = f"Ther ex 30 min: squats. {CARE} /s/ A. Bee, PT"
    found = findings(text, timed_minutes=23, total_minutes=45)
    assert found["notes.minutes_disagree"][0] == "stop"


TEXT_OF_NOTES = some.lists(
    some.sampled_from(
        [
            *(
                "Timed 45.",
                "Total 10 min.",
                "Tx time 0:05",
                "TTT=8",
                "not signed",
                "signed by patient",
                "97110 x 15 min",
            ),
            *(
                "Ther ex 40 min",
                "1 hr session",
                "In 9:00 out 9:05",
                "LATE ENTRY",
                "Addendum 5/4/26",
                "Pt tol well",
                "/s/",
            ),
        ]
    ),
    min_size=1,
    max_size=6,
).map(" ".join)


@given(TEXT_OF_NOTES, some.integers(1, 120))
def test_no_text_of_a_note_stops_a_claim(text: str, minutes: int) -> None:
    assert {severity for severity, _ in findings(text, minutes).values()} <= {"warn", "info"}


@pytest.mark.parametrize(
    ("discipline", "codes"),
    [("PT", "97161 or 97162 or 97163"), ("OT", "92610 or 97165 or 97166"), ("SLP", "92521 or 92522 or 92523")],
)
def test_an_evaluation_that_is_not_billed_is_offered_the_codes_of_the_visits_discipline(
    discipline: Discipline, codes: str
) -> None:
    _severity, message = findings(f"Eval 30 min. Ther ex 30 min: squats. {CARE}", discipline=discipline)[
        "content.unbilled"
    ]
    assert message == f'The note describes "Eval" (30 min, {codes}); the visit has no such code.'


@pytest.mark.parametrize(
    "told",
    [
        "S: Sore after the manual therapy on Monday.",
        "S/ Manual therapy helped, doing exercises at home.",
        "S) says the manual therapy helped",
        "Patient reports that manual therapy helped.",
        "Pt c/o soreness after manual therapy.",
        "Per pt, manual therapy helped.",
        "S: manual therapy helped O: ther ex 30 min",
    ],
)
def test_what_the_patient_says_of_a_service_does_not_describe_that_it_was_given(told: str) -> None:
    assert not read_note(f"{told}\nO: Ther ex: squats, bridges.").describes("97140")
    assert read_note(f"{told}\nO: Manual therapy to patella.").describes("97140")
