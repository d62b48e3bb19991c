"""The days on which a note says it was written, signed and added to: none of them can lie after the claim is filed.

What the record keeps and what stands in the text is compared alike; a day in the text without a year is the first such
day from the visit on. Ours: no law names it, but what is dated ahead cannot have been there.
(Medicare Benefit Policy Manual, ch. 15, 220.3)

    filed_on   | payer    | code  | minutes | units | note                                    | written_on | signed_on  | amended_on || broken
    2026-03-03 | medicare | 97110 |      30 |     2 | Ther ex: squats.                        | 2026-03-02 | 2026-03-02 |            ||
    -
    2026-03-03 | medicare | 97110 |      30 |     2 | Ther ex: squats.                        | 2026-03-02 | 2026-03-02 | 2026-03-03 ||
    -
    2026-03-03 | medicare | 97110 |      30 |     2 | Ther ex: squats.                        | 2026-03-02 | 2026-03-02 | 2026-03-04 || ahead
    -
    2026-03-03 | medicare | 97110 |      30 |     2 | Ther ex: squats.                        | 2026-03-12 | 2026-03-02 |            || ahead
    -
    2026-03-03 | medicare | 97110 |      30 |     2 | Ther ex: squats.                        | 2026-03-02 | 2027-03-02 |            || ahead
    -
    2026-03-03 | medicare | 97110 |      30 |     2 | Squats. Addendum 12/24/2026: minutes.   | 2026-03-02 | 2026-03-02 |            || ahead
    -
    2026-03-03 | medicare | 97110 |      30 |     2 | Squats. Addendum 12/24/2026: minutes.   | 2026-03-02 | 2026-03-02 | 2026-03-03 || ahead   # the record's day is another
    -
    2026-03-03 | medicare | 97110 |      30 |     2 | LATE ENTRY for 3/2/26, written 3/12/26. |            | 2026-03-02 |            || ahead
    -
    2026-03-20 | medicare | 97110 |      30 |     2 | LATE ENTRY for 3/2/26, written 3/12/26. |            | 2026-03-02 |            ||
"""

from datetime import date

from cleanclaim.kernel import fact, rule
from cleanclaim.law.notes.reading import NoteReading
from cleanclaim.law.wording import day, listed
from cleanclaim.model.note import Note

NEEDS = "note"


@fact
def days_of_note(
    note: Note, reading: NoteReading, service_date: date | None = None
) -> tuple[tuple[str, date, str], ...]:
    """Each day that the note says of itself: what was done then, the day, the words of the text where it is read there."""
    recorded = [
        ("written", note.written_on),
        ("signed", note.signed_on),
        *(("added to", one) for one in note.amended_on),
    ]
    read = [("written", one) for one in (reading.dates.written,) if one] + [
        ("added to", one) for one in reading.dates.added
    ]
    found = [(done, one, "") for done, one in recorded if one is not None]
    found += [
        (done, when, one.span.text)
        for done, one in read
        if service_date and (when := one.after(service_date)) is not None
    ]
    return tuple(found)


@fact
def says_its_days(has_note: bool, days_of_note: tuple[tuple[str, date, str], ...]) -> bool:
    """Whether the note says any day of itself."""
    return has_note and bool(days_of_note)


@fact(missing="filed_on")
def days_ahead(
    days_of_note: tuple[tuple[str, date, str], ...], filed_on: date | None = None
) -> tuple[tuple[str, date, str], ...] | None:
    """Those that lie after the day of filing; unknown where that is."""
    return None if filed_on is None else tuple(one for one in days_of_note if one[1] > filed_on)


def what_lies_ahead(days_ahead: tuple[tuple[str, date, str], ...], filed_on: date) -> str:
    """What was done on which day, with the words of the text where it was read there."""
    parts = (f"{done} on {day(when)}{f', as it says: {words!r}' if words else ''}" for done, when, words in days_ahead)
    return f"The note says that it was {listed(dict.fromkeys(parts))}; the claim is filed on {day(filed_on)}."


@rule(
    title="Note dated after the claim is filed",
    cite="cms-100-02-15-220-3",
    when="says_its_days",
    severity="warn",
    unknown="info",
    message=what_lies_ahead,
    remedy="Find out when it was really written, and have the day corrected by whoever wrote it; do not file before an "
    "addition that the claim rests on.",
    verified=False,
)
def ahead(days_ahead: tuple[tuple[str, date, str], ...]) -> bool:
    """A record dated ahead of its day looks made up, and nothing in it proves what was done."""
    return bool(days_ahead)
