"""Minutes in every form: a length reads back whatever form it is written in, and what is no treatment is not read."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cleanclaim.law.notes.reading import read_note

ONES = (
    "",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
)
TEENS = ("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def in_words(number: int) -> str:
    """A number below a hundred in words."""
    if number < 20:
        return (*ONES, *TEENS)[number]
    return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")


def hours(number: int) -> str:
    return f"{number // 60} hr {number % 60} min" if number % 60 else f"{number // 60} hour"


LENGTHS: dict[str, Callable[[int], str]] = {
    "figure": str,
    "min": "{} min".format,
    "joined": "{}min".format,
    "m": "{}m".format,
    "stroke": "{}'".format,
    "typeset stroke": "{}\u2032".format,
    "minutes": "{} minutes".format,
    "words": in_words,
    "words and unit": lambda number: f"{in_words(number)} minutes",
    "clock": lambda number: f"{number // 60}:{number % 60:02}",
    "hours": lambda number: hours(number) if number >= 60 else f"{number} min",
    "leaders": "........ {}".format,
    "cell": "| {} |".format,
    "bracket": "({} min)".format,
}
TIMED = [
    "Timed",
    "Timed:",
    "TIMED MINUTES:",
    "Total timed minutes:",
    "Timed code minutes =",
    "TTCM:",
    "TTM",
    "Direct time:",
]
TOTAL = [
    "Total:",
    "Total time:",
    "Total treatment time",
    "TTT:",
    "Tx time =",
    "Session time:",
    "TOTAL MINUTES",
    "Time spent:",
]
NUMBERS = some.integers(8, 90)
FORMS = some.sampled_from(sorted(LENGTHS))


@given(some.sampled_from(TIMED), FORMS, NUMBERS)
def test_timed_minutes_read_back_in_every_form(label: str, form: str, number: int) -> None:
    reading = read_note(f"Seen today.\n{label} {LENGTHS[form](number)}\nTolerated well.")
    assert reading.timed
    assert reading.timed.minutes == number


@given(some.sampled_from(TOTAL), FORMS, NUMBERS)
def test_the_whole_time_reads_back_in_every_form(label: str, form: str, number: int) -> None:
    reading = read_note(f"Seen today.\n{label} {LENGTHS[form](number)}\nTolerated well.")
    assert reading.total
    assert reading.total.minutes == number
    assert reading.timed is None


@given(
    some.sampled_from(
        ["Ther ex", "TherEx x", "Therapeutic exercise (97110):", "97110 -", "TE", "exercise for", "97110 |"]
    ),
    some.sampled_from(
        [form for form in sorted(LENGTHS) if form not in {"figure", "words", "clock", "leaders", "cell"}]
    ),
    NUMBERS,
)
def test_minutes_beside_a_service_read_back_in_every_form(service: str, form: str, number: int) -> None:
    assert read_note(f"{service} {LENGTHS[form](number)}. Seen today.").minutes_of("97110") == number


@given(
    some.integers(6, 17),
    some.integers(0, 59),
    NUMBERS,
    some.sampled_from(["Time in {} out {}", "{}-{}", "Start {} / Stop {}"]),
)
def test_clocks_give_the_time_between(hour: int, minute: int, length: int, form: str) -> None:
    end = hour * 60 + minute + length
    clocks = f"{hour:02}:{minute:02}", f"{end // 60:02}:{end % 60:02}"
    total = read_note(f"Ther ex done.\n{form.format(*clocks)}\nTolerated well.").total
    assert total
    assert total.minutes == length


@pytest.mark.parametrize(
    "text",
    [
        "HEP: one 20 minute session of walking a day.",
        "Rested 2 min total.",
        "8 min total to both calves.",
        "Checked in 9:00 - 9:05.",
        "Visit 7 of 12.",
        "Total sets: 3.",
        "Total of 60 reps.",
        "Timed up and go 12 s.",
        "Ther ex 15-20 min.",
        "Total 3 units.",
        "Tolerated session 4/5 of the time.",
        "BP 128/76, HR 70.",
        "ER at 90 30.",
    ],
)
def test_what_is_no_treatment_time(text: str) -> None:
    reading = read_note(f"Ther ex: squats. {text} Tolerated well.")
    assert (reading.timed, reading.total) == (None, None)
    assert {one.minutes for one in reading.mentions} == {None}


@pytest.mark.parametrize(
    ("text", "code", "minutes"),
    [
        ("Ther ex x 23 min: bike 6 min, squats 10 min.", "97110", 23),
        ("Ther ex: bike 6 min, squats 10 min.", "97110", 16),
        ("Ther ex 23 min.\n- bike 6 min\n- squats 10 min", "97110", 23),
        ("TE 15 min. MT 8 min. More TE 8 min.", "97110", 23),
        ("97110 | Ther Ex | 23 | 2\n97140 | Manual | 15 | 1", "97140", 15),
        ("Code | Units | Min\n97110 | 2 | 23\n97140 | 1 | 15", "97110", 23),
        ("97110=32 97112=12 97016=10.", "97112", 12),
        ("TE 20 MT 10.", "97140", 10),
        ("Ther ex 9:00-9:23, manual 9:23-9:38.", "97140", 15),
        ("IFC/ice 15 min.", "G0283", 15),
        ("Manual therapy: STM, stretching 15 min.", "97140", 15),
        ("25 minutes of therapeutic exercise, then ten minutes of gait training.", "97116", 10),
        ("Aquatic therapy 0.5 hr.", "97113", 30),
        ("Evaluation: history, strength and gait examined, 40 min.", "97161", 40),
        ("Initial evaluation of hand function and self care, 45 min.", "97165", 45),
        ("Group of four, circuit of exercises, 30 min.", "97150", 30),
        ("PT eval, ther ex 15 min.", "97110", 15),
        ("Eval mod complexity (40), manual (10).", "97162", 40),
    ],
)
def test_whose_minutes_they_are(text: str, code: str, minutes: int) -> None:
    assert read_note(text).minutes_of(code) == minutes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Manual deferred today. Ther ex 20 min.", "97140"),
        ("US held - pacemaker. Ther ex 20 min.", "97035"),
        ("Did not do ADL training - pt in a hurry.", "97535"),
        ("Plan: traction 15 min next visit.", "97012"),
        ("Will add dry needling on Friday.", "20560"),
        ("[ ] Ultrasound\n[x] Paraffin 10 min", "97035"),
        ("Manual therapy put off to Monday.", "97140"),
        ("HEP: stretching 10 minutes daily.", "97110"),
    ],
)
def test_a_service_put_off_planned_or_done_at_home_was_not_given(text: str, code: str) -> None:
    assert not any(code in one.codes for one in read_note(text).mentions)


@pytest.mark.parametrize(
    ("text", "timed", "total"),
    [
        ("38/45 (timed/total)", 38, 45),
        ("Timed/total min: 38/45", 38, 45),
        ("Total Minutes:45 Timed Minutes:38", 38, 45),
        ("TIMED=38;TOTAL=45", 38, 45),
        ("Min: 38 timed / 7 untimed / 45 total", 38, 45),
        ("TT: 45 min, timed 38", 38, 45),
        ("Total time w/ pt 45 min", None, 45),
        ("Speech therapy 30 min individual", None, None),
    ],
)
def test_both_figures_in_one_line(text: str, timed: int | None, total: int | None) -> None:
    reading = read_note(f"Seen today.\n{text}\nTolerated well.")
    assert (reading.timed.minutes if reading.timed else None) == timed
    assert (reading.total.minutes if reading.total else None) == total


HEADINGS = ["", "O: ", "O:\n", "Tx: ", "Tx:\n", "Treatment:\n", "Interventions:\n", "TX TODAY:\n", "Therapy provided: "]
MINUTES_FIRST = [
    "15 min there ex: squats, bridges\n10 min manual: STM to quads",
    "15 min there ex: squats; 10 min manual: STM",
    "15 min there ex - squats, 10 min manual - STM",
    "15 min ther ex\n10 min manual",
    "(15 min) ther ex: squats\n(10 min) manual: STM",
    "15' ther ex: squats\n10' manual: STM",
    "15 minutes - ther ex: squats\n10 minutes - manual: STM",
]


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("text", MINUTES_FIRST)
def test_minutes_before_a_service_are_its_and_no_whole_time(heading: str, text: str) -> None:
    reading = read_note(heading + text)
    assert (reading.minutes_of("97110"), reading.minutes_of("97140")) == (15, 10)
    assert (reading.total, reading.timed) == (None, None)


def test_a_whole_time_before_its_parts_is_one() -> None:
    reading = read_note("38 min total: 15 min there ex, 23 min manual")
    assert reading.total
    assert (reading.total.minutes, reading.minutes_of("97110"), reading.minutes_of("97140")) == (38, 15, 23)
