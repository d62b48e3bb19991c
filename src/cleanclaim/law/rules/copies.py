"""Copied notes: a note that repeats an earlier one of the patient, or measures the same while it tells of progress.

Words that recur in the notes of several patients are the practice's boilerplate and do not count. Some repetition is natural, since
the same exercises are done again; what no two visits share is how the patient was and what was measured.
(A contractor's article on cloned documentation)

    payer    | code  | minutes | units | earlier_note                                  | note || broken
    medicare | 97110 |      30 |     2 | Squats 3x10 with cues for knees, pain 4/10 then 2/10, stairs one flight slowly with rail today. Flexion 105 deg. | Squats 3x12 with band, knees aligned without cues. Pain 3/10 then 1/10. Two flights of stairs, no rail. Flexion 112 deg. ||
    -
    medicare | 97110 |      30 |     2 | Squats 3x10 with cues for knees, pain 4/10 then 2/10, stairs one flight slowly with rail today. Flexion 105 deg. | Squats 3x10 with cues for knees, pain 4/10 then 2/10, stairs one flight slowly with rail today. Flexion 105 deg. || forward
    -
    medicare | 97110 |      30 |     2 | Bridges and squats, cues. Flexion 105 deg, strength 4/5, TUG 14 sec. | Improving steadily. Lunges, step ups. Flexion 105 deg, strength 4/5, TUG 14 sec. || values_unchanged
    -
    medicare | 97110 |      30 |     2 | Bridges and squats, cues. Flexion 105 deg, strength 4/5, TUG 14 sec. | Lunges, step ups. Flexion 105 deg, strength 4/5, TUG 14 sec. ||     # no progress is claimed
    -
    medicare | 97110 |      30 |     2 |                                               | Improving. Squats 3x10 with cues. Flexion 105 deg, strength 4/5. ||
"""

from cleanclaim.kernel import fact, rule
from cleanclaim.law.notes.copies import CopiedText, EarlierNote, WordRuns, find_most_similar
from cleanclaim.law.notes.reading import NoteReading, read_note
from cleanclaim.law.wording import day
from cleanclaim.model.note import Note

NEEDS = "note"

COPIED_PERCENT = 85
"""From which share a note is called a copy. No rule names one."""

LEAST_RUNS = 12
"""Runs of words of its own that a note needs, to be compared at all."""

LOOK_BACK = 3
"""Earlier notes it is compared with, the last ones."""

LEAST_VALUES = 2
"""Measured values that have to be the same, for them to be called unchanged."""

COMPARED = frozenset({"degrees", "strength", "distance", "seconds", "girth", "rate", "test", "score"})
"""Kinds of measures that should move when a patient does better."""


@fact
def last_notes(earlier_notes: tuple[EarlierNote, ...]) -> tuple[EarlierNote, ...]:
    """The patient's last notes before this one, the newest last."""
    return earlier_notes[-LOOK_BACK:]


@fact
def can_be_copied(has_note: bool, last_notes: tuple[EarlierNote, ...]) -> bool:
    """Whether there is a note, and an earlier one it could be a copy of."""
    return has_note and bool(last_notes)


@fact
def copied(note: Note, last_notes: tuple[EarlierNote, ...], boilerplate: WordRuns) -> CopiedText | None:
    """What the note shares with the likest of them."""
    return find_most_similar(note.text, last_notes, boilerplate, LEAST_RUNS)


@fact
def copied_percent(copied: CopiedText | None = None) -> int:
    """The share of the note's own words that stand in the earlier one."""
    return copied.percent if copied else 0


@fact
def passage(copied: CopiedText | None = None) -> str:
    """The longest passage of both, as this note has it."""
    return copied.here if copied else ""


@fact
def passage_then(copied: CopiedText | None = None) -> str:
    """The same passage in the earlier note."""
    return copied.there if copied else ""


def how_much_is_copied(copied_percent: int, copied: CopiedText) -> str:
    """The share and the day of the earlier note."""
    return (
        f"{copied_percent} percent of what is the patient's own stands word for word in the note of {day(copied.on)}."
    )


@rule(
    title="Note copied from an earlier visit",
    cite="ngs-cloned-notes",
    when="can_be_copied",
    severity="warn",
    message=how_much_is_copied,
    remedy="Read both side by side. Where nobody wrote this visit down, it cannot be billed; from now on start from a blank.",
    verified=False,
)
def forward(copied_percent: int, passage: str, passage_then: str, copied: CopiedText | None = None) -> bool:  # noqa: ARG001
    """Notes that repeat each other show no skilled visit; contractors deny them as cloned."""
    return copied_percent >= COPIED_PERCENT


@fact
def same_values(reading: NoteReading, last_notes: tuple[EarlierNote, ...]) -> tuple[str, ...]:
    """The measured values, where they are all the same as in the note before."""
    now, then = _values(reading), _values(read_note(last_notes[-1].note.text)) if last_notes else ()
    return now if len(now) >= LEAST_VALUES and now == then else ()


def _values(reading: NoteReading) -> tuple[str, ...]:
    return tuple(sorted(one.value for one in reading.measures if one.kind in COMPARED))


@rule(
    title="Progress claimed, same figures",
    cite="ngs-cloned-notes",
    when="can_be_copied",
    severity="warn",
    message="The note tells of progress, and every figure is that of the note before: {same_values:codes}.",
    remedy="Measure again, or say what the progress is.",
    verified=False,
)
def values_unchanged(same_values: tuple[str, ...], reading: NoteReading) -> bool:
    """Progress that no figure shows is not progress to a reviewer; figures carried forward make the whole note doubtful."""
    return bool(same_values) and reading.progress is not None
