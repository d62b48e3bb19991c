"""The second signature: the therapist's, beside that of an assistant or a student.

Medicare wants the supervisor's signature on an assistant's treatment note only where the supervisor took part in the
treatment: else the plan and the progress report say who supervises. Whether another payer or the state wants more, its
contract or practice act says. What a student writes counts as the therapist's note once the therapist signs it.
(Medicare Benefit Policy Manual, ch. 15, 220.3 E and 230 B)

    payer    | code  | minutes | performed_by | units | modifiers | note       | signed_as | cosigned_on || broken
    medicare | 97110 |      30 | PTA          |     2 | GP CQ     | Ther ex.   | PTA       |             ||           # the assistant alone
    -
    medicare | 97110 |      15 | PT           |     1 | GP        | Ther ex.   | PTA       |             || therapist
    medicare | 97140 |      15 | PTA          |     1 | GP CQ     |            |           |             ||
    -
    medicare | 97110 |      15 | PT           |     1 | GP        | Ther ex.   | PTA       | 2026-03-03  ||
    medicare | 97140 |      15 | PTA          |     1 | GP CQ     |            |           |             ||
    -
    medicare | 97110 |      15 | PT           |     1 | GP        | Ther ex.   | PT        |             ||           # the therapist signed it
    medicare | 97140 |      15 | PTA          |     1 | GP CQ     |            |           |             ||
    -
    medicare | 97110 |      15 | PT           |     1 | GP        | Ther ex. Cosigned by Pat Sample, PT. | PTA |        ||
    medicare | 97140 |      15 | PTA          |     1 | GP CQ     |            |           |             ||
    -
    aetna    | 97110 |      30 | PTA          |     2 | GP CQ     | Ther ex.   | PTA       |             || therapist?   # the contract says
    -
    self_pay | 97110 |      30 | PTA          |     2 |           | Ther ex.   | PTA       |             || therapist?   # the state says

    payer    | policy                  | code  | minutes | performed_by | units | modifiers | note     | signed_as || broken
    medicare | assistant_cosign=always | 97110 |      30 | PTA          |     2 | GP CQ     | Ther ex. | PTA       || therapist

    payer    | code  | minutes | units | student  | note     | signed_as | cosigned_on || broken
    medicare | 97110 |      30 |     2 | directed | Ther ex. | SPT       |             || of_student
    -
    medicare | 97110 |      30 |     2 | directed | Ther ex. | SPT       | 2026-03-03  ||
    -
    medicare | 97110 |      30 |     2 | directed | Ther ex. | PT        |             ||
"""

from collections.abc import Sequence

from cleanclaim.kernel import fact, rule
from cleanclaim.law.notes.reading import NoteReading
from cleanclaim.law.rules.notes import ASSISTANTS_SIGN
from cleanclaim.model.note import Note
from cleanclaim.model.supervision import took_part_both
from cleanclaim.model.visit import Service

NEEDS = "note"

STUDENTS_SIGN = frozenset({"SPT", "SPTA", "SOT", "SOTA"})
"""How students sign."""


@fact
def signer(note: Note, reading: NoteReading) -> str:
    """As what the note is signed: by the record, else by its text; empty where neither says."""
    return (note.credential or reading.credential or "").partition("/")[0]


@fact
def is_cosigned(note: Note, reading: NoteReading) -> bool:
    """Whether a second signature stands in the record or the text."""
    return note.cosigned_on is not None or note.cosigned_by is not None or reading.cosignature is not None


@fact
def therapist_took_part(services: Sequence[Service]) -> bool:
    """Whether a therapist gave a part of what an assistant's note is of."""
    return took_part_both(services)


@fact
def asks_cosignature(
    has_note: bool,
    signer: str | None = None,
    assistant_cosign: str | None = None,
    therapist_took_part: bool | None = None,
) -> bool | None:
    """Whether the payer wants the therapist's signature beside the assistant's; unknown where nobody has read it."""
    if not has_note or signer not in ASSISTANTS_SIGN:
        return False
    return None if assistant_cosign is None else assistant_cosign == "always" or bool(therapist_took_part)


def why_a_therapist_signs(assistant_cosign: str | None = None) -> str:
    """That one signature is missing, and why it is asked for."""
    if assistant_cosign == "always":
        return "An assistant signed the note, and the payer wants the supervising therapist's signature on it too."
    return "An assistant signed the note, and the therapist took part in the treatment: both sign it."


@rule(
    title="The therapist's signature is missing",
    cite="cms-100-02-15-220-3",
    when="asks_cosignature",
    severity="warn",
    unknown="info",
    message=why_a_therapist_signs,
    remedy="Have the supervising therapist co-sign the note, dated on the day it is done.",
    carc="252",
)
def therapist(is_cosigned: bool) -> bool:
    """Who treated has to stand by the note; a signature that is added is dated on its own day."""
    return not is_cosigned


@fact
def is_signed_by_student(has_note: bool, signer: str | None = None) -> bool:
    """Whether a student signed the note."""
    return has_note and signer in STUDENTS_SIGN


@rule(
    title="A student's note without the therapist's signature",
    cite="cms-100-02-15-230-students",
    when="is_signed_by_student",
    severity="warn",
    message="{signer} signed the note, and no therapist did: the services billed are the therapist's.",
    remedy="Have the therapist who directed the student sign the note, dated on the day it is done.",
    carc="252",
    verified=False,
)
def of_student(is_cosigned: bool) -> bool:
    """A student's signature is nobody's who can bill."""
    return not is_cosigned
