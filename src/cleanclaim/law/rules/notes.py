"""The note behind a visit: that there is one, of the right kind, signed in time by the right person, with its minutes.

Medicare wants the minutes of timed services together and the whole treatment time. Where the record system keeps minutes,
days or the signature apart, these are taken; else the text is read for them. What is read, or not found, in free text is
to be looked at and never stops a claim; minutes in the text are compared by `durations`.
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
    medicare | 97116 |      30 |     2 | Gait 30' RW.                  |               |            35 || no_timed_minutes?   # or 30 feet
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
    medicare | 97110 |      30 |     2 | Squats. Total timed minutes: 23. |            |            35 ||      # read, not kept: durations
    -
    medicare | 97110 |         |     2 | Ther ex: squats.              |            30 |            35 || minutes_disagree?

    payer    | code  | minutes | units | note                          | signed_on  | signed_by | signed_as || broken
    medicare | 97110 |      30 |     2 | Ther ex: squats.              |            |           |           || unsigned
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats.              | 2026-03-02 |           |           || no_credential
    -
    medicare | 97110 |      30 |     2 | Squats. /s/ Pat Sample, PT    |            |           |           ||
    -
    medicare | 97110 |      30 |     2 | Squats. P. Sample PTA         |            |           |           ||
    -
    medicare | 97110 |      30 |     2 | Squats. Not signed yet.       |            |           |           || unsigned
    -
    medicare | 97110 |      30 |     2 | Squats. Pt signed the waiver. |            |           |           || unsigned

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
    -
    medicare | 97110 |      30 |     2 | Squats. Gains. /s/ P. Sample, PTA | progress |         || assistant_in_text

    payer    | code  | minutes | units | note             | written_on | amended_on || broken
    medicare | 97110 |      30 |     2 | Ther ex: squats. | 2026-03-05 |            ||
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats. | 2026-03-06 |            || late_entry
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats. |            |            || late_entry?
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats. | 2026-03-02 | 2026-04-02 || late_addendum
    -
    medicare | 97110 |      30 |     2 | LATE ENTRY for 3/2/26, written 3/12/26. Squats. | |  || late_entry
    -
    medicare | 97110 |      30 |     2 | Squats. Addendum 5/4: minutes. | 2026-03-02 |        || late_addendum
"""

from datetime import date, timedelta

from cleanclaim.kernel import Each, Missing, fact, rule
from cleanclaim.law.notes.reading import NoteReading
from cleanclaim.law.rules._facts import MINUTES_OR_FEET
from cleanclaim.law.rules._fixes import MINUTES
from cleanclaim.law.wording import day
from cleanclaim.model.note import Note
from cleanclaim.model.visit import ASSISTANTS
from cleanclaim.reference.catalogue import Code

NEEDS = "note"

ENTRY_DAYS = 3
"""Days after the visit from which an entry is called late. No rule that was read names a number; contractors expect two."""

ASSISTANTS_SIGN = ASSISTANTS | {"LPTA", "COTA", "P.T.A.", "SLPA"}
"""How assistants sign, where the text shows it."""

ADDENDUM_DAYS = 30
"""Days after the visit from which an addition is called late. No rule that was read names a number."""


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


def where_no_signature_is(unsigned_words: str) -> str:
    """The words that say there is none, or what was looked for."""
    if unsigned_words:
        return f'The note says "{unsigned_words}"; no signature stands in it or in the record.'
    return (
        "Neither the record nor the text shows a signature: no words that say so, no name with a credential at its end."
    )


@rule(
    title="Note not signed",
    cite="cms-100-08-3",
    when="has_note",
    severity="warn",
    message=where_no_signature_is,
    remedy="Look whether it is signed elsewhere. If not, add no late signature: have whoever gave the treatment attest the note in a signed and dated statement.",
    carc="252",
)
def unsigned(signed: bool, unsigned_words: str) -> bool:  # noqa: ARG001 - the message quotes them
    """An unsigned note is nobody's word, and reviewers treat it as none. The text may show it where we do not see it."""
    return not signed


@fact
def is_signed(has_note: bool, signed: bool | None = None) -> bool | None:
    """Whether there is a signed note."""
    return signed if has_note else False


@rule(
    title="Signature without credentials",
    cite="cms-100-08-3",
    when="is_signed",
    severity="warn",
    message="The note is signed, but not with what entitles the signer to treat.",
    remedy="Leave the signed note as it is; have a signature log ready that tells the signer's name and credential.",
)
def no_credential(note: Note, reading: NoteReading) -> bool:
    """A reviewer has to see that a qualified person gave the service."""
    return note.credential is None and reading.credential is None


@fact
def recorded_timed(note: Note) -> int | None:
    """Timed minutes as the record keeps them apart."""
    return note.timed_minutes


@fact
def recorded_total(note: Note) -> int | None:
    """Treatment time in all as the record keeps it apart."""
    return note.total_minutes


@fact
def asks_timed_minutes(has_note: bool, bills_timed: bool, note_total_minutes: bool | None = None) -> bool | None:
    """Whether the payer wants the timed minutes stated, and the visit bills any."""
    return note_total_minutes if has_note and bills_timed else False


@fact(missing=MINUTES_OR_FEET)
def states_timed(note: Note, reading: NoteReading) -> bool | None:
    """Whether the note states timed minutes, together or beside each service; unknown where a number may be feet."""
    if note.timed_minutes is not None or reading.timed is not None or any(one.minutes for one in reading.mentions):
        return True
    return None if reading.minutes_or_feet else False


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
def records_minutes(has_note: bool, recorded_timed: int | None = None, recorded_total: int | None = None) -> bool:
    """Whether the record keeps minutes apart that can be compared with the charge."""
    return has_note and (recorded_timed is not None or recorded_total is not None)


def how_minutes_disagree(timed_charged: int, recorded_timed: int | None, recorded_total: int | None) -> str:
    """Which two figures do not fit."""
    if recorded_timed is not None and recorded_timed != timed_charged:
        return f"The note's record has {recorded_timed} timed minutes, the charge {timed_charged}."
    timed = timed_charged if recorded_timed is None else recorded_timed
    return f"The note's record has {recorded_total} minutes in all, which is less than the {timed} timed ones."


@rule(
    title="Minutes of note and charge disagree",
    cite="cms-100-02-15-220-3",
    when="records_minutes",
    unknown="info",
    message=how_minutes_disagree,
    remedy="Find out which is right, and correct the other; bill by the note.",
    carc="16",
    doubts=MINUTES,
)
def minutes_disagree(timed_charged: int, recorded_timed: int | None = None, recorded_total: int | None = None) -> bool:
    """Units have to be those of the minutes in the note. Two records that differ cannot both be shown to a reviewer."""
    if recorded_timed is not None and recorded_timed != timed_charged:
        return True
    return recorded_total is not None and recorded_total < (timed_charged if recorded_timed is None else recorded_timed)


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


@rule(
    title="A therapist's note signed by an assistant",
    cite="cms-100-02-15-220-3",
    when="asks_recorded_signer",
    unknown="info",
    message="The note of what only a therapist may judge was signed by {credential:one}.",
    remedy="Do not bill an evaluation for this day, nor count a report: a later signature makes it none. The therapist evaluates or reports on a day of his or her own.",
    carc="185",
)
def assistant_alone(credential: str) -> bool:
    """Evaluating, and judging progress, are the therapist's part."""
    return credential in ASSISTANTS


@rule(
    title="A therapist's note that seems signed by an assistant",
    cite="cms-100-02-15-220-3",
    when="asks_signer_in_text",
    severity="warn",
    unknown="info",
    message="The note is of what only a therapist may judge; its signature reads: {signature_words}",
    remedy="Look who signed. If it was the assistant, do not bill an evaluation for this day, nor count a report; the therapist evaluates or reports on a day of his or her own.",
    carc="185",
)
def assistant_in_text(signer_in_text: str, signature_words: str) -> bool:  # noqa: ARG001 - the message quotes them
    """Evaluating, and judging progress, are the therapist's part. The credential was read in the text."""
    return signer_in_text.partition("/")[0] in ASSISTANTS_SIGN


def when_it_was_written(service_date: date, written_on: date, late_words: str) -> str:
    """Both days, with the words of the text where the day was read there."""
    dated = f', as it says: "{late_words}"' if late_words else ""
    visit = f"The visit was on {day(service_date)}, its note was written on {day(written_on)}{dated}."
    return f"{visit} More than {ENTRY_DAYS} days is late by our own measure; no law that was read names a number."


@rule(
    title="Note written late",
    cite="cms-100-02-15-220-3",
    when="has_note",
    severity="warn",
    unknown="info",
    message=when_it_was_written,
    remedy="Let it say that it is a late entry, when it was written and why; do not date it back.",
    verified=False,
)
def late_entry(written_on: date, service_date: date, late_words: str) -> bool:  # noqa: ARG001 - the message quotes them
    """A note written days later is memory, not record; reviewers give it less weight."""
    return written_on > service_date + timedelta(days=ENTRY_DAYS)


@fact(missing=Missing("When the note was written is not recorded", "Enter the day it was written (written_on)."))
def written_on(note: Note, reading: NoteReading, service_date: date | None = None) -> date | None:
    """The day of the entry, as the record keeps it, else as a late entry says; the signature's day is no other."""
    dated = reading.dates.written
    return note.written_on or (dated.after(service_date) if dated and service_date else None)


@fact(missing=Missing("When the note was added to is not recorded", "Enter the days of the additions (amended_on)."))
def newest_addition(note: Note, reading: NoteReading, service_date: date | None = None) -> date | None:
    """The day of the last addition to the note, as the record keeps it, else as the text says."""
    dated = [one.after(service_date) for one in reading.dates.added] if service_date else []
    return max(note.amended_on or [when for when in dated if when is not None], default=None)


@fact
def is_amended(has_note: bool, newest_addition: date | None = None) -> bool:
    """Whether something was added to the note later."""
    return has_note and newest_addition is not None


def when_it_was_added_to(service_date: date, newest_addition: date, added_words: str) -> str:
    """Both days, with the words of the text where the day was read there."""
    dated = f'; it says "{added_words}"' if added_words else ""
    visit = f"The visit was on {day(service_date)}, the note was added to on {day(newest_addition)}{dated}."
    return f"{visit} More than {ADDENDUM_DAYS} days is long by our own measure; no law that was read names a number."


@rule(
    title="Note added to long after the visit",
    cite="cms-100-02-15-220-3",
    when="is_amended",
    severity="warn",
    message=when_it_was_added_to,
    remedy="Keep the addition dated and signed as what it is, and do not rest units on it alone.",
    verified=False,
)
def late_addendum(newest_addition: date, service_date: date, added_words: str) -> bool:  # noqa: ARG001 - the message quotes
    """What is added long afterward looks to the reviewer as if the record was changed for the review, and seldom counts."""
    return newest_addition > service_date + timedelta(days=ADDENDUM_DAYS)
