"""Testing with a report: 97750 and 97755 are paid for the test and the written report of it, not for the test alone.

97750 is a test of physical performance, 97755 the assessment of an assistive device; both say "with written report" and
count direct time one on one in quarter-hours, so that the time spent writing does not count. The report names the tests,
the results and what they mean for the plan, and stands beside the day's note or in it. Whether there is one is taken
from the record where it keeps that apart (`written_report`), else from a note that tells of it; a note that says nothing
proves nothing. On the day of an evaluation they are part of it (pairs); given to a group they are not paid (group).

    payer    | code  | minutes | units | note                                        | written_report || broken
    medicare | 97750 |      30 |     2 | FCE lifting part. Written report attached.  |                ||
    -
    medicare | 97750 |      30 |     2 | FCE, lifting part, 30 min.                  | true           ||
    -
    medicare | 97750 |      30 |     2 | FCE, lifting part, 30 min.                  | false          || no_report
    -
    medicare | 97750 |      30 |     2 | FCE. Report to be written.                  |                || no_report?
    -
    medicare | 97755 |      45 |     3 | Assistive tech assessment, no written report yet. |          || no_report?
    -
    medicare | 97755 |      45 |     3 | Assessment. See attached report.            |                ||
    -
    medicare | 97750 |      30 |     2 | See attached report.                        | false          || no_report    # the record goes before
    -
    medicare | 97750 |      30 |     2 |                                             |                ||              # no note is another question
    -
    medicare | 97750 |      30 |     0 | FCE, lifting part, 30 min.                  | false          ||              # written down, not billed
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats.                            | false          ||
    -
    aetna    | 97750 |      30 |     2 | FCE, lifting part, 30 min.                  | false          || no_report
"""

from collections.abc import Sequence

from cleanclaim.kernel import Each, Missing, fact, rule
from cleanclaim.law.notes.reading import NoteReading
from cleanclaim.model.note import Note
from cleanclaim.reference.code_sets import code_set

NEEDS = "note"

REPORTED = frozenset(code_set("test_with_report"))


@fact
def needs_test_report(code: Each[str], units: Each[int | None], has_note: bool) -> bool:
    """Whether a code with a report is billed, with a note that has something in it."""
    return has_note and not REPORTED.isdisjoint(code) and _reported(code, units) is not None


@fact
def reported_code(code: Each[str], units: Each[int | None]) -> str | None:
    """The code with a report that the visit bills; None where it bills none."""
    return _reported(code, units)


def _reported(codes: Sequence[str], units: Sequence[int | None]) -> str | None:
    billed = (one for one, number in zip(codes, units, strict=True) if number != 0 and one in REPORTED)
    return next(billed, None)


@fact(
    missing=Missing(
        "Whether the test has a written report is not recorded",
        "Say so with the note (written_report), or write the report and tell of it in the note.",
        name="written_report",
    )
)
def has_test_report(note: Note, reading: NoteReading) -> bool | None:
    """Whether there is a written report: as the record keeps it, else by the note's words; unknown where it has none."""
    if note.written_report is not None:
        return note.written_report
    return True if reading.report is not None else None


@rule(
    title="Test without a written report",
    cite="cpt-tests-with-report",
    when="needs_test_report",
    severity="warn",
    unknown="warn",
    message="{reported_code} is billed, and the record says that there is no written report of it.",
    remedy="Have the report written, dated and signed, or take {reported_code} off.",
    carc="252",
)
def no_report(has_test_report: bool) -> bool:
    """The report is half of what the code pays for; a line in the day's note that a test was done is not one."""
    return not has_test_report
