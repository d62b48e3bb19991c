"""Ways of writing each kind of thing, as strangers write it, and words that look like it and are none."""

import pytest

from cleanclaim.law.notes.reading import read_note

BEFORE = "Squats, bridges, STM to R UT. "
TREATED = "Therapeutic exercise 25 min, manual therapy 15 min. "


@pytest.mark.parametrize(
    "words",
    [
        "TOTAL_TX_MINUTES=45",
        "45 mins face to face",
        "forty-five minutes all together",
        "We worked for 45 minutes.",
        "She was with me for 45 minutes.",
        "Arrived 9:00, left 9:45.",
        "Lasted from quarter past nine until ten o'clock, visit 9:15 to 10:00",
        "seen between 9:00 and 9:45",
        "from nine o'clock to nine forty five",
        "the whole thing was forty five minutes",
        "total time with him today was 45 min",
        "TE/MT total of 45' combined",
        "45 mns total",
    ],
)
def test_the_whole_time_is_read(words: str) -> None:
    total = read_note(BEFORE + words).total
    assert total
    assert total.minutes == 45


@pytest.mark.parametrize("words", ["slot was 1:00-1:45", "booked 9:00-9:45", "11 o'clock, then 1 and 3 o'clock"])
def test_other_times_are_no_whole_time(words: str) -> None:
    assert read_note(BEFORE + words).total is None


@pytest.mark.parametrize(
    "words",
    [
        "CPT: 97110 | MIN: 23 | UNITS: 2",
        "97110 | UNITS: 2 | MIN: 23",
        "TE@23",
        "97110/23",
        "97110 GP 23",
        "TherX....23 / TherAct....20",
        "TE 23 mn",
        "Ther. exercise - 23 min. bike",
        "spent 15 minutes on gait training and 23 on therapeutic exercise",
    ],
)
def test_the_minutes_of_a_service_are_read(words: str) -> None:
    assert read_note(words + "\nMT 15 min").minutes_of("97110") == 23


@pytest.mark.parametrize("words", ["HEP stretch 10 min BID", "HEP: quad sets, 10 min nightly", "HEP 10 min @ home"])
def test_minutes_of_the_home_program_are_none_of_a_service(words: str) -> None:
    assert read_note(words).minutes_of("97110") is None


@pytest.mark.parametrize(
    "words",
    [
        "Needed 2 breaks.",
        "Pt said it felt easier.",
        "Stated 'that is much better'.",
        "Could only do 2 of 3 sets.",
        "By the third lap he was stepping through.",
        "Wet vox cleared with 2nd swallow.",
        "Able to feel lift by last set.",
        "Pt sat the last half hour without shifting.",
        "Legs felt like jelly after.",
        "\u00d8 c/o post",
        "Steadier on the third lap.",
        "Swallow was faster w/ cold bolus.",
        "by the end she was doing it without me",
        "Got through all 12 stairs w/ one stop.",
        "Mild pillar pain post, eased w/ cold.",
    ],
)
def test_how_the_patient_took_it_is_a_response(words: str) -> None:
    assert read_note(TREATED + words).response


@pytest.mark.parametrize(
    "words",
    [
        "He is excited about his game.",
        "Remaining: headaches twice a week.",
        "Expected to tolerate plyos next wk.",
        "Referred for coughing with thin liquids.",
        "Patient participated.",
        "Pt is motivated.",
        "I still find C1-2 stiffness.",
        "Sitting tolerance 20 min.",
        "Wife says he is stronger.",
        "Left knee pain remains.",
        "Reduced grid to 24 cells after missed hits.",
        "Moist heat before manual.",
    ],
)
def test_what_is_none_is_no_response(words: str) -> None:
    assert read_note(TREATED + words).response is None


@pytest.mark.parametrize(
    "words",
    [
        "Switched to flat ecc b/c insertional tendinopathy.",
        "Needle direction altered for rib safety.",
        "Scissors swapped for spring-loaded to grade grasp demand.",
        "Reduced grid to 24 cells after missed hits.",
        "Grade II rather than III because joint was irritable.",
        "Split the task into 3 steps.",
        "Kept under 60 deg per surgeon.",
        "Lowered table so feet reach floor.",
        "Bolster under knees to reduce lumbar lordosis.",
        "Angle of pull changed for mid trap.",
        "Lowered the reps, shoulder was hiking.",
    ],
)
def test_what_the_therapist_fitted_is_skill(words: str) -> None:
    assert read_note(TREATED + words).skill


@pytest.mark.parametrize(
    "words",
    [
        "Therapist comments: none.",
        "Pt used walker to get to gym.",
        "She gave up tennis because of elbow.",
        "No treatment given apart from a run through of the program.",
        "Therapy given to increase ROM.",
        "Pt is using a cane for walking.",
        "IFC to decrease pain.",
        "Grip doubled since eval.",
    ],
)
def test_what_is_none_is_no_skill(words: str) -> None:
    assert read_note(TREATED + words).skill is None


@pytest.mark.parametrize(
    "words",
    [
        "Pain Pre\t4",
        "Floor lift 45# occ",
        "Typing now 1 hr vs 15 min",
        "85 percent accuracy",
        "SW rate 6% in reading",
        "PFGS 34 lb",
        "Goal: MoCA 24 by 4/30/25 met, MoCA 25/30",
    ],
)
def test_what_was_found_is_a_measure(words: str) -> None:
    assert read_note(TREATED + words + ". Cont.").measures


@pytest.mark.parametrize("words", ["LSVT day 6", "backed off 10 degrees", "incline 5 degrees", "2/10: TE 28, MT 12"])
def test_a_setting_or_a_day_is_no_measure(words: str) -> None:
    assert not read_note(f"Cont.\n{words}.").measures


@pytest.mark.parametrize(
    "words",
    [
        "Goals, target date 1/30:  1) LSI 80%  2) IKDC 75",
        "Goals: 1. Flex to 120 (3/30) 2. LEFS 60 (4/30)",
        "STG1 4/1: pain 2/10",
        "okay goals are that she will climb 12 stairs by june thirteenth",
        "Expected outcome: Berg 48 by 10th visit",
    ],
)
def test_a_figure_and_a_time_make_a_goal(words: str) -> None:
    assert any(goal.measurable and goal.by_when for goal in read_note(f"TE 23 min.\n{words}\nCont.").goals)


@pytest.mark.parametrize(
    "words",
    [
        "cues not needed",
        "pt refused cues",
        "Verbal cues not needed today",
        "Patient did not require cueing",
        "VC not required",
        "declined verbal cues",
    ],
)
def test_cues_that_were_not_given_are_no_skill(words: str) -> None:
    assert read_note(f"{BEFORE}{words}.").skill is None
    assert read_note(f"{BEFORE}{words}, then tactile cues for trunk control.").skill


@pytest.mark.parametrize("words", ["Tolerance not assessed", "tolerance not recorded"])
def test_a_response_that_nobody_looked_at_is_none(words: str) -> None:
    assert read_note(f"{BEFORE}{words}.").response is None
    assert read_note(f"{BEFORE}{words} at first; tolerated the rest well.").response


@pytest.mark.parametrize("words", ["fatigued p 10 min", "sore p 12 reps", "rest p 15 min"])
def test_minutes_after_which_something_was_are_no_pain(words: str) -> None:
    """`p` may be pain or after (post): no digit of a longer number is read by itself."""
    assert [one for one in read_note(f"{BEFORE}{words}.").measures if one.kind == "pain"] == []
