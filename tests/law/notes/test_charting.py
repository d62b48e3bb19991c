"""Short charting of outpatient notes: complaint first, totals by a stroke, figures before and after."""

import pytest

from cleanclaim.law.notes.reading import read_note


def test_a_complaint_is_one_sentence() -> None:
    reading = read_note("CC: LBP. Manual (15min): STM to lumbar. Exs (23min): squats, bridges.")
    assert (reading.minutes_of("97140"), reading.minutes_of("97110")) == (15, 23)


@pytest.mark.parametrize(
    ("note", "timed", "total"),
    [
        ("TE 23, MT 15. 38/38 min", 38, 38),
        ("TE 23, MT 15. 38/45 min.", 38, 45),
        ("TE 23, MT 15. 38 TT", None, 38),
        ("TE 23 MT 15. 38 timed 38 total", 38, 38),
        ("TE 23 MT 15. 38 min timed, 45 min total", 38, 45),
        ("TE 23, MT 15, TTT 38min", None, 38),
        ("STM to lumbar paraspinals. 25m. TE 15. TTM 40", 40, None),
        ("Ther ex x 30 min. Timed 45 min. Total 40 min.", 45, 40),
        ("Rode bike, 5/10 min.", None, None),
    ],
)
def test_totals_of_short_charting(note: str, timed: int | None, total: int | None) -> None:
    reading = read_note(note)
    assert (reading.timed.minutes if reading.timed else None) == timed
    assert (reading.total.minutes if reading.total else None) == total


@pytest.mark.parametrize(
    ("note", "response"),
    [
        ("TE 23 min. SLR 60 -> 75.", "SLR 60 -> 75"),
        ("TE 23 min. MT 15: SLR 55->66", "SLR 55->66"),
        ("MT 15 min. Pain 5/10 -> 2/10.", "Pain 5/10 -> 2/10"),
        ("TE 23 min. Progressed 5 -> 10 lb.", None),
        ("TE 23 min. Resistance 5 -> 10.", None),
        ("TE 23 min. Knee flex 60 -> 75 since eval.", None),
        ("TE 23 min. Goal: knee flex 60 -> 75 in 4 weeks.", None),
    ],
)
def test_figures_before_and_after_are_a_response(note: str, response: str | None) -> None:
    found = read_note(note).response
    assert (found.text if found else None) == response
