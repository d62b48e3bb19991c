"""What the page says of a note agrees with what the review finds in it, whatever the note and the minutes are."""

import json
from datetime import date
from pathlib import Path

import pytest

import cleanclaim
from cleanclaim.explanations.visits.note_elements import (
    DIFFERING_MINUTES,
    DIFFERING_SERVICES,
    LACKING,
    UNCLEAR_MINUTES,
    NoteElement,
    list_note_elements,
)
from cleanclaim.law.basis import Basis
from cleanclaim.model.note import Note, NoteKind
from cleanclaim.model.visit import Service, Visit

NOTES = [
    json.loads(line)["text"]
    for name in ("labeled_notes.jsonl", "labeled_notes_second.jsonl", "labeled_notes_third.jsonl")
    for line in (Path(__file__).parents[2] / "law/notes" / name).read_text(encoding="utf-8").splitlines()
]
MINUTES_RECORDED = 38


def visit_with(text: str, *services: tuple[str, int | None], payer: str = "medicare", **fields: object) -> Visit:
    """A visit with a note and with minutes of services."""
    return Visit(
        visit_id="1",
        patient_id="1",
        payer=payer,
        service_date=date(2026, 3, 2),
        discipline="PT",
        place_of_service="11",
        services=tuple(Service(code=code, minutes=minutes, performed_by="PT") for code, minutes in services),
        note=Note(text=text, **fields),  # type: ignore[arg-type]
    )


def shown(
    text: str, *services: tuple[str, int | None], payer: str = "medicare", **fields: object
) -> dict[str, NoteElement]:
    """The elements of such a visit's note, by name."""
    visit = visit_with(text, *services, payer=payer, **fields)
    return {one.name: one for one in list_note_elements(visit, Basis())}


@pytest.mark.parametrize("payer", ["medicare", "aetna"])
@pytest.mark.parametrize("kind", ["treatment", "evaluation"])
def test_what_lacks_or_differs_here_is_what_the_review_finds_open(payer: str, kind: NoteKind) -> None:
    named = (*LACKING.values(), DIFFERING_SERVICES, DIFFERING_MINUTES, UNCLEAR_MINUTES)
    ours = {rule for rules in named for rule in rules}
    for text in NOTES:
        visit = visit_with(text, ("97110", 23), ("97140", 15), payer=payer, kind=kind)
        found = [
            one
            for one in cleanclaim.review([visit]).claims[0].findings
            if one.outcome == "fail" and one.severity != "info" and one.rule in ours
        ]
        said = {sentence for one in list_note_elements(visit, Basis()) for sentence in one.says}
        assert {one.message for one in found} == {one for one in said if not one.startswith("The minutes entered")}


def test_the_state_of_each_element_follows_the_note() -> None:
    lacking = shown("Doing better today.", ("97110", 23))
    assert {name: one.state for name, one in lacking.items()} == dict.fromkeys(LACKING, "lacks")
    assert lacking["Total treatment time"].addition == "Total treatment time: 23 min."
    text = "Ther ex 23 min: squats with cues for form. Tolerated well, pain 2/10. Total treatment time: 23 min."
    whole = shown(text, ("97110", 23))
    assert {one.state for one in whole.values()} == {"found"}
    assert whole["Timed minutes"].quotes == ("Ther ex",)
    assert shown(text, ("97110", 30))["Each service"].state == "differs"
    longer = shown(text.replace("time: 23", "time: 30"), ("97110", 23))["Total treatment time"]
    assert (longer.state, longer.says) == ("differs", ("The minutes entered add to 23.",))
    assert longer.quotes == ("Total treatment time: 30 min.",)
    recorded = shown("Ther ex 23 min.", ("97110", 23), total_minutes=30)["Total treatment time"]
    assert recorded.says == ("The record has 30 minutes in all.", "The minutes entered add to 23.")
    assert recorded.state == "differs"


def test_minutes_beside_a_service_that_differ_are_no_tick_of_the_timed_minutes() -> None:
    differing = shown("Ther ex 20 min, cues.", ("97110", 23))
    assert (differing["Each service"].state, differing["Timed minutes"].state) == ("differs", "differs")
    assert "20 min, charged 97110 23 min" in differing["Timed minutes"].says[0]


def test_a_stroke_that_may_mean_feet_is_unclear_and_neither_ticked_nor_lacking() -> None:
    gait = shown("Gait 30' RW with cues. Tolerated well.", ("97116", 30))["Timed minutes"]
    assert (gait.state, gait.addition) == ("unclear", "")
    assert gait.says == ("""The stroke may mean minutes or feet in "Gait 30' RW".""",)
    assert shown("TE 8', gait 30' RW.", ("97110", 8), ("97116", 30))["Timed minutes"].state == "found"


def test_what_nobody_asks_of_the_visit_is_named_and_lacks_nothing() -> None:
    of_evaluation = shown("Evaluation 45 min: history, strength 4/5.", ("97161", 45), kind="evaluation")
    assert of_evaluation["Response to treatment"].state == "not_asked"


def test_minutes_that_are_recorded_apart_from_the_text_are_found() -> None:
    recorded = shown("Ther ex: squats.", ("97110", MINUTES_RECORDED), timed_minutes=MINUTES_RECORDED)
    assert (recorded["Timed minutes"].state, recorded["Timed minutes"].addition) == ("found", "")


def test_without_a_note_everything_lacks() -> None:
    assert {one.state for one in shown("", ("97110", 23)).values()} == {"lacks"}
