"""Who treated, as the note says, against who is entered as having treated.

The minutes say who gave them, and the modifiers and the price follow from it. A note that names somebody else is what a
reviewer reads. Its words are read in free text, so a person looks first.
(Medicare Benefit Policy Manual, ch. 15, 220.3 E and 230)

    payer    | code  | minutes | performed_by | units | note                                 || broken
    medicare | 97110 |      30 | PT           |     2 | Ther ex 30 min by PTA.               || assistant_in_note
    -
    medicare | 97110 |      30 | PTA          |     2 | Ther ex 30 min by PTA.               ||
    -
    medicare | 97110 |      15 | PT           |     1 | Ther ex 15 min; manual 15 min by PTA. ||
    medicare | 97140 |      15 | PTA          |     1 |                                      ||
    -
    medicare | 97110 |      30 |              |     2 | Ther ex 30 min by PTA.               || assistant_in_note?
    -
    medicare | 97110 |      30 | PT           |     2 | Ther ex 30 min. Next visit by PTA.   ||            # another day's
    -
    medicare | 97110 |      30 | PTA          |     2 | Ther ex 30 min given by therapist.   || therapist_in_note
    -
    medicare | 97110 |      30 | PT           |     2 | Ther ex 30 min given by therapist.   ||

    payer    | code  | minutes | performed_by | units | student  | note                               || broken
    medicare | 97110 |      30 | PT           |     2 |          | Ther ex 30 min by student PT.      || student_in_note
    -
    medicare | 97110 |      30 | PT           |     2 | directed | Ther ex 30 min by student PT.      ||

    payer    | code  | minutes | performed_by | units | note               | signed_as || broken
    medicare | 97110 |      30 | PT           |     2 | Ther ex 30 min.    | PTA       || assistant_in_note
    -
    medicare | 97110 |      30 | PT           |     2 | Ther ex 30 min.    | PT        ||
    -
    medicare | 97110 |      30 | PT           |     2 | Ther ex 30 min. /s/ J. Lund, PTA | || assistant_in_note
"""

from collections.abc import Sequence

from cleanclaim.kernel import fact, rule
from cleanclaim.law.notes.reading import NoteReading
from cleanclaim.law.rules.notes import ASSISTANTS_SIGN
from cleanclaim.model.note import Note
from cleanclaim.model.supervision import THERAPISTS
from cleanclaim.model.visit import ASSISTANTS, Service

NEEDS = "note"


@fact
def assistant_words(note: Note, reading: NoteReading) -> str:
    """The words by which the note says that an assistant treated or signed; empty where it does not."""
    treated = reading.says_by("assistant")
    if treated:
        return f'says "{treated}"'
    if note.credential is not None:
        return f"is signed as {note.credential}" if note.credential in ASSISTANTS else ""
    credential = (reading.credential or "").partition("/")[0]
    return f'is signed "{reading.signature.text}"' if reading.signature and credential in ASSISTANTS_SIGN else ""


@fact
def names_assistant(has_note: bool, assistant_words: str | None = None) -> bool:
    """Whether the note says that an assistant treated or signed."""
    return has_note and bool(assistant_words)


@fact(missing="performers")
def gave_all_themselves(services: Sequence[Service]) -> bool | None:
    """Whether therapists alone gave everything; unknown where nobody says who gave a service, and none is an assistant's."""
    if any(one.performed_by in ASSISTANTS or one.mode == "together" for one in services):
        return False
    if any(one.performed_by is None for one in services):
        return None
    return bool(services) and all(one.performed_by in THERAPISTS for one in services)


@rule(
    title="The note names an assistant, the minutes do not",
    cite="42-usc-1395m-v",
    when="names_assistant",
    severity="warn",
    unknown="info",
    message="The note {assistant_words}, and every minute is entered as a therapist's.",
    remedy="Enter who gave each service; where the therapist did, correct the note.",
    carc="4",
)
def assistant_in_note(gave_all_themselves: bool) -> bool:
    """An assistant's service without the assistant's modifier is overpaid, and the note is the proof of it."""
    return gave_all_themselves


@fact
def therapist_words(reading: NoteReading) -> str:
    """The words by which the note says that a therapist treated; empty where it does not."""
    return reading.says_by("therapist")


@fact
def names_therapist(has_note: bool, therapist_words: str | None = None) -> bool:
    """Whether the note says that a therapist treated."""
    return has_note and bool(therapist_words)


@rule(
    title="The note names a therapist, the minutes only an assistant",
    cite="42-usc-1395m-v",
    when="names_therapist",
    severity="warn",
    message='The note says "{therapist_words}", and every minute is entered as an assistant\'s.',
    remedy="Enter who gave each service; where the assistant did, correct the note.",
    carc="4",
    verified=False,
)
def therapist_in_note(services: Sequence[Service]) -> bool:
    """What the therapist gave is paid in full, and short where it goes out as the assistant's."""
    return bool(services) and all(one.performed_by in ASSISTANTS and one.mode != "together" for one in services)


@fact
def student_words(reading: NoteReading) -> str:
    """The words by which the note says that a student treated; empty where it does not."""
    return reading.says_by("student")


@fact
def names_student(has_note: bool, student_words: str | None = None) -> bool:
    """Whether the note says that a student treated."""
    return has_note and bool(student_words)


@rule(
    title="The note names a student, the visit does not",
    cite="cms-100-02-15-230-students",
    when="names_student",
    severity="warn",
    message='The note says "{student_words}", and no service is entered with a student.',
    remedy="Enter of each service whether the therapist directed the student throughout, or the student gave it alone.",
    verified=False,
)
def student_in_note(services: Sequence[Service]) -> bool:
    """What a student gives alone is nobody's to bill; that the therapist directed it has to be on record."""
    return all(one.student is None for one in services)
