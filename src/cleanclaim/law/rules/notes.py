"""The note behind a visit: that there is one, of the right kind, signed in time by the right person, with its minutes.

Medicare wants the minutes of timed services together and the whole treatment time. Where the record system keeps minutes,
days or the signature apart, these are taken; else the text is read for them.
(Medicare Benefit Policy Manual, ch. 15, 220.3)

    payer    | code  | minutes | units | note                                              || broken
    medicare | 97110 |      30 |     2 | Ther ex: squats, bridges, cues for form.          ||
    -
    medicare | 97110 |      30 |     2 |                                                   || missing

    payer    | code  | minutes | units | note                          | timed_minutes | total_minutes || broken
    medicare | 97110 |      30 |     2 | Ther ex: squats.              |            30 |            35 ||
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats.              |               |            35 || no_timed_minutes
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats, 30 min.      |               |            35 ||
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats.              |            30 |               || no_total_minutes
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats. Total time: 35 min. |     30 |               ||
    -
    aetna    | 97110 |      30 |     2 | Ther ex: squats.              |               |               || no_timed_minutes? no_total_minutes?
    -
    self_pay | 97110 |      30 |     2 | Ther ex: squats.              |               |               ||
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats.              |            23 |            35 || minutes_disagree      # the charge says 30
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats.              |            30 |            25 || minutes_disagree      # less in all than timed
    -
    medicare | 97110 |      30 |     2 | Squats. Total timed minutes: 23. |            |            35 || minutes_disagree
    -
    medicare | 97110 |         |     2 | Ther ex: squats.              |            30 |            35 || minutes_disagree?

    payer    | code  | minutes | units | note                          | signed_on  | signed_by | signed_as || broken
    medicare | 97110 |      30 |     2 | Ther ex: squats.              |            |           |           || unsigned
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats.              | 2026-03-02 |           |           || no_credential
    -
    medicare | 97110 |      30 |     2 | Squats. /s/ Pat Sample, PT    |            |           |           ||

    payer    | code  | minutes | units | note                          | kind       | signed_as || broken
    medicare | 97161 |      45 |     1 | Initial evaluation: history.  | evaluation | PT        ||
    -
    medicare | 97161 |      45 |     1 | Initial evaluation: history.  | treatment  | PT        || kind_disagrees
    -
    medicare | 97110 |      30 |     2 | Evaluation; ther ex: squats.  | evaluation | PT        || kind_disagrees
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats.              |            | PT        ||
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats. Gains.       | progress   | PTA       || assistant_alone
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats. Gains.       | progress   |           || no_credential assistant_alone?

    payer    | code  | minutes | units | note             | written_on | amended_on || broken
    medicare | 97110 |      30 |     2 | Ther ex: squats. | 2026-03-05 |            ||
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats. | 2026-03-06 |            || late_entry
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats. |            |            || late_entry?
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats. | 2026-03-02 | 2026-04-02 || late_addendum
"""

from collections.abc import Sequence
from datetime import date, timedelta

from cleanclaim.kernel import Each, Missing, fact, rule
from cleanclaim.law.coding.allocation import QUARTER
from cleanclaim.law.notes.reading import NoteReading, read_note
from cleanclaim.model.note import Note
from cleanclaim.model.visit import ASSISTANTS, Service
from cleanclaim.reference.catalogue import Code
from cleanclaim.reference.tables import Tables

NEEDS = "note"

ENTRY_DAYS = 3
"""Days after the visit from which an entry is called late. No rule that was read names a number; contractors expect two."""

ADDENDUM_DAYS = 30
"""Days after the visit from which an addition is called late. No rule that was read names a number."""


@fact
def has_note(note: Note | None = None) -> bool:
    """Whether the visit has a note with something in it."""
    return note is not None and bool(note.text.strip())


@fact
def reading(note: Note) -> NoteReading:
    """What the note's text says."""
    return read_note(note.text)


@rule(
    title="No note for the visit",
    cite="cms-100-02-15-220-3",
    message="The visit is billed, and the notes have none for it.",
    remedy="Find the note before the claim goes out; without one the visit cannot be billed.",
    carc="252",
)
def missing(has_note: bool) -> bool:
    """What is not written down was not done, to any reviewer. A claim without a note is repaid whole."""
    return not has_note


@fact
def signed(note: Note, reading: NoteReading) -> bool:
    """Whether somebody signed the note: by the record's own fields, or as the text says."""
    return note.signed_on is not None or note.signed_by is not None or reading.signed


@rule(
    title="Note not signed",
    cite="cms-100-02-15-220-3",
    when="has_note",
    message="Neither the record nor the text shows a signature.",
    remedy="Have whoever gave the treatment sign the note; hold the claim until then.",
    carc="252",
)
def unsigned(signed: bool) -> bool:
    """An unsigned note is nobody's word, and reviewers treat it as none."""
    return not signed


@fact(missing=Missing("The note does not say as what its signer signed", "Enter the credential, such as PT or PTA."))
def credential(note: Note, reading: NoteReading) -> str | None:
    """The signer's credential, from the record or the text."""
    return note.credential or reading.credential


@fact
def is_signed(has_note: bool, signed: bool | None = None) -> bool | None:
    """Whether there is a signed note."""
    return signed if has_note else False


@rule(
    title="Signature without credentials",
    cite="cms-100-02-15-220-3",
    when="is_signed",
    severity="warn",
    message="The note is signed, but not with what entitles the signer to treat.",
    remedy="Add the credential (PT, PTA, ...) to the signature line, or give the practice's signature log.",
)
def no_credential(note: Note, reading: NoteReading) -> bool:
    """A reviewer has to see that a qualified person gave the service."""
    return note.credential is None and reading.credential is None


@fact(missing="minutes_of_day")
def timed_charged(services: Sequence[Service], tables: Tables) -> int | None:
    """Minutes of the visit's 15-minute services; unknown where those of one are."""
    durations = [service.minutes for service in services if _is_timed(tables.code(service.code))]
    known = [minutes for minutes in durations if minutes is not None]
    return sum(known) if len(known) == len(durations) else None


def _is_timed(entry: Code | None) -> bool:
    return entry is not None and entry.unit_minutes == QUARTER


@fact
def bills_timed(entry: Each[Code | None], billed: Each[bool]) -> bool:
    """Whether the visit bills a 15-minute code."""
    return any(one and _is_timed(code) for code, one in zip(entry, billed, strict=True))


@fact
def note_timed(note: Note, reading: NoteReading) -> int | None:
    """Timed minutes as the note states them: kept apart by the record, or in the text."""
    return note.timed_minutes if note.timed_minutes is not None else (reading.timed.minutes if reading.timed else None)


@fact
def note_total(note: Note, reading: NoteReading) -> int | None:
    """Treatment time in all as the note states it."""
    return note.total_minutes if note.total_minutes is not None else (reading.total.minutes if reading.total else None)


@fact
def asks_timed_minutes(has_note: bool, bills_timed: bool, note_total_minutes: bool | None = None) -> bool | None:
    """Whether the payer wants the timed minutes stated, and the visit bills any."""
    return note_total_minutes if has_note and bills_timed else False


@fact
def states_timed(note: Note, reading: NoteReading) -> bool:
    """Whether the note states timed minutes, together or beside each service."""
    return note.timed_minutes is not None or reading.timed is not None or any(one.minutes for one in reading.mentions)


@rule(
    title="Timed minutes not in the note",
    cite="cms-100-02-15-220-3",
    when="asks_timed_minutes",
    severity="warn",
    unknown="info",
    message="The visit bills 15-minute codes; no line of the note says how long they took.",
    remedy="If the minutes were recorded elsewhere, have the clinician add them as a dated addition; else do not bill them.",
    carc="252",
)
def no_timed_minutes(states_timed: bool) -> bool:
    """The minutes of timed services are what the units stand on; without them none can be shown."""
    return not states_timed


@fact
def asks_total_minutes(has_note: bool, note_total_minutes: bool | None = None) -> bool | None:
    """Whether the payer wants the whole treatment time stated."""
    return note_total_minutes if has_note else False


@fact
def states_total(note: Note, reading: NoteReading) -> bool:
    """Whether the note states the treatment time in all."""
    return note.total_minutes is not None or reading.total is not None


@rule(
    title="Total treatment time not in the note",
    cite="cms-100-02-15-220-3",
    when="asks_total_minutes",
    severity="warn",
    unknown="info",
    message="The note says nowhere how long the treatment was in all, untimed services included.",
    remedy="If the time was recorded elsewhere, have the clinician add it as a dated addition.",
    carc="252",
)
def no_total_minutes(states_total: bool) -> bool:
    """Medicare wants both figures: timed minutes for the units, the whole time to see that they fit into it."""
    return not states_total


@fact
def states_minutes(has_note: bool, note_timed: int | None = None, note_total: int | None = None) -> bool:
    """Whether the note states minutes that can be compared with the charge."""
    return has_note and (note_timed is not None or note_total is not None)


def how_minutes_disagree(timed_charged: int, note_timed: int | None, note_total: int | None) -> str:
    """Which two figures do not fit."""
    if note_timed is not None and note_timed != timed_charged:
        return f"The note states {note_timed} timed minutes, the charge {timed_charged}."
    timed = timed_charged if note_timed is None else note_timed
    return f"The note states {note_total} minutes in all, which is less than the {timed} timed ones."


@rule(
    title="Minutes of note and charge disagree",
    cite="cms-100-02-15-220-3",
    when="states_minutes",
    unknown="info",
    message=how_minutes_disagree,
    remedy="Find out which is right, and correct the other; bill by the note.",
    carc="16",
)
def minutes_disagree(timed_charged: int, note_timed: int | None = None, note_total: int | None = None) -> bool:
    """Units have to be those of the minutes in the note. Two records that differ cannot both be shown to a reviewer."""
    if note_timed is not None and note_timed != timed_charged:
        return True
    return note_total is not None and note_total < (timed_charged if note_timed is None else note_timed)


@fact(
    missing=Missing(
        "What kind of note it is is not recorded",
        "Enter its kind: evaluation, treatment, progress or discharge.",
        name="note_kind",
    )
)
def kind(note: Note) -> str | None:
    """What kind of note it is, where the record says."""
    return note.kind


@fact
def bills_evaluation(entry: Each[Code | None], billed: Each[bool]) -> bool:
    """Whether the visit bills an evaluation or re-evaluation."""
    return any(
        one and code is not None and code.evaluation is not None for code, one in zip(entry, billed, strict=True)
    )


@fact
def has_kind(has_note: bool, kind: str | None = None) -> bool:
    """Whether there is a note whose kind is known."""
    return has_note and kind is not None


def how_the_kind_disagrees(kind: str, bills_evaluation: bool) -> str:
    """An evaluation without its note, or the reverse."""
    if bills_evaluation:
        return f"An evaluation is billed, and the note is a {kind} note."
    return "The note is an evaluation, and no evaluation is billed."


@rule(
    title="Kind of note and code disagree",
    cite="cms-100-02-15-220-3",
    when="has_kind",
    message=how_the_kind_disagrees,
    remedy="Bill the evaluation where the note is one, and only there.",
    carc="16",
)
def kind_disagrees(kind: str, bills_evaluation: bool) -> bool:
    """An evaluation code needs an evaluation behind it; an evaluation that was written and not billed is lost."""
    return (kind in {"evaluation", "reevaluation"}) != bills_evaluation and (bills_evaluation or kind == "evaluation")


@fact
def is_therapists_evaluation(
    has_note: bool, kind: str | None = None, assistant_may_evaluate: bool | None = None
) -> bool | None:
    """Whether the note is an evaluation, and the payer leaves those to therapists."""
    if not has_note or kind not in {"evaluation", "reevaluation"}:
        return False
    return None if assistant_may_evaluate is None else not assistant_may_evaluate


@fact
def is_therapists_report(
    has_note: bool, kind: str | None = None, assistant_may_report: bool | None = None
) -> bool | None:
    """Whether the note is a progress report, and the payer leaves those to therapists."""
    if not has_note or kind != "progress":
        return False
    return None if assistant_may_report is None else not assistant_may_report


@fact
def is_therapists_note(
    is_therapists_evaluation: bool | None = None, is_therapists_report: bool | None = None
) -> bool | None:
    """Whether the payer leaves this kind of note to therapists."""
    return is_therapists_report if is_therapists_evaluation is False else is_therapists_evaluation


@rule(
    title="A therapist's note signed by an assistant",
    cite="cms-100-02-15-220-3",
    when="is_therapists_note",
    unknown="info",
    message="A {credential} signed the note of what only a therapist may judge.",
    remedy="Have the therapist see the patient, judge, and sign.",
    carc="185",
)
def assistant_alone(credential: str) -> bool:
    """Evaluating, and judging progress, are the therapist's part."""
    return credential in ASSISTANTS


@rule(
    title="Note written late",
    cite="cms-100-02-15-220-3",
    when="has_note",
    severity="warn",
    unknown="info",
    message="The visit was on {service_date:date}, its note was written on {written_on:date}.",
    remedy="Mark it as a late entry with today's date and the reason; do not date it back.",
    verified=False,
)
def late_entry(written_on: date, service_date: date) -> bool:
    """A note written days later is memory, not record; reviewers give it less weight."""
    return written_on > service_date + timedelta(days=ENTRY_DAYS)


@fact(missing=Missing("When the note was written is not recorded", "Enter the day it was written (written_on)."))
def written_on(note: Note) -> date | None:
    """The day of the entry; where only the signature's day is known, that is no later."""
    return note.written_on


@fact(missing=Missing("When the note was added to is not recorded", "Enter the days of the additions (amended_on)."))
def newest_addition(note: Note) -> date | None:
    """The day of the last addition to the note."""
    return max(note.amended_on, default=None)


@fact
def is_amended(has_note: bool, newest_addition: date | None = None) -> bool:
    """Whether something was added to the note later."""
    return has_note and newest_addition is not None


@rule(
    title="Note added to long after the visit",
    cite="cms-100-02-15-220-3",
    when="is_amended",
    severity="warn",
    message="The visit was on {service_date:date}, the note was added to on {newest_addition:date}.",
    remedy="Keep the addition dated and signed as what it is, and do not rest units on it alone.",
    verified=False,
)
def late_addendum(newest_addition: date, service_date: date) -> bool:
    """What is added long afterward looks to the reviewer as if the record was changed for the review, and seldom counts."""
    return newest_addition > service_date + timedelta(days=ADDENDUM_DAYS)
