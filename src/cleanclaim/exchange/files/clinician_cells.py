"""A clinician's cell: the name or NPI in it, the NPI in another column of the row, and the credential that it writes.

`Diaz, Mario PTA` beside an NPI that is Kowalski's by the practice's file cannot both be so: the cell is bad. Only an
assistant beside the number of the therapist who supervises is no contradiction: the visit is billed under that.
"""

from cleanclaim.exchange.files.column_names import CLINICIAN
from cleanclaim.exchange.files.fields import SERVICE_FIELDS
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.name_keys import CREDENTIALS
from cleanclaim.exchange.files.visit_values import UnreadableError, quoted, word_key
from cleanclaim.model.visit import ASSISTANTS

_STUDENTS = frozenset({"student", "students", "intern", "spt", "sot"})
_DISCIPLINES = {"PT": "PT", "PTA": "PT", "OT": "OT", "OTA": "OT", "SLP": "SLP"}


def credential_of(cell: str) -> str | None:
    """Who gives services by the credential at the end of a clinician's cell: PTA for `Diaz, Mario PTA`.

    None where the cell writes none, writes two that contradict each other, or tells of a student.
    """
    words = [word for word in word_key(cell).replace("(", " ").replace(")", " ").split() if word.strip("-–")]
    if _STUDENTS.intersection(words):
        return None
    for start in range(1, len(words)):
        found = _performer(" ".join(words[start:]))
        if found in _DISCIPLINES:
            alone = words[start - 1] in CREDENTIALS or _performer(words[start - 1]) is not None
            return None if alone else found
    return None


def _performer(text: str) -> str | None:
    try:
        found = SERVICE_FIELDS["performed_by"](text)
    except UnreadableError:
        return None
    return str(found)


class ClinicianCells:
    """Reads the clinician's cell of each row, beside the NPI's where the file has both."""

    def __init__(self, intake: Intake, heading: str, *, with_npi: bool, gives: bool) -> None:
        """`heading`: of the clinician's column; `with_npi`: whether an NPI has another; `gives`: whether the credential
        tells who gave a service, since nothing else does.
        """
        self._intake, self._heading, self._with_npi, self._gives = intake, heading, with_npi, gives
        self._read: dict[tuple[str, ...], tuple[str, str]] = {}

    def settle(self, who: str, npi: str, discipline: str) -> tuple[str, str]:
        """The text that the visit's NPI is read from, and the credential, empty where it tells none.

        Raises UnreadableError where the two columns contradict each other by the practice's file.
        """
        texts = (who.strip(), npi.strip(), discipline.strip())
        if texts not in self._read:
            if self._with_npi and texts[0] and texts[1]:
                self._compare(*texts[:2])
            number = texts[1] if self._with_npi else ""
            self._read[texts] = (number or texts[0], self._credential(texts[0], texts[2]) if self._gives else "")
        found = self._read[texts]
        if found[1]:
            counts = self._intake.credentials.setdefault(self._heading, {})
            counts[found[1]] = counts.get(found[1], 0) + 1
        return found

    def _compare(self, who: str, npi: str) -> None:
        people = self._intake.names.people
        named = self._intake.find_clinician(who)
        number = self._intake.find_clinician(npi) or npi
        if named == number:
            return
        if named is None:
            if people:
                what = "is none of the practice's clinicians: the NPI beside it is read."
                note = f"{quoted(who)} in {quoted(self._heading)} {what}"
                self._intake.notes[note] = None
            return
        person, other = people.get(named), people.get(number)
        if person is None and other is None:
            return  # two numbers, and nobody says whose
        if person and other and person.credential in ASSISTANTS and person.supervised_by == number:
            what = f"stands beside the NPI of {other.name.last}, who supervises by the practice's file"
            note = f"{quoted(who)} in {quoted(self._heading)} {what}: the visit is under that NPI."
            self._intake.notes[note] = None
            return
        whose = f"{other.name.first} {other.name.last}'s" if other else "not that clinician's"
        raise UnreadableError(
            f"{quoted(who)} stands beside the NPI {quoted(npi)}, which is {whose} by the practice's file.",
            "Correct one of the two; or map the column that is wrong to nothing, with --map.",
            CLINICIAN,
        )

    def _credential(self, who: str, discipline: str) -> str:
        found = credential_of(who)
        if found is None:
            return ""
        person = self._intake.names.people.get(self._intake.find_clinician(who) or "")
        against = ""
        if person and person.credential != found:
            against = f"the practice's file has {person.credential}"
        elif (of := self._discipline(discipline)) and of != _DISCIPLINES[found]:
            against = f"the discipline is {of}"
        if not against:
            return found
        what = f"writes {found}, and {against}: who gave the service is left unknown."
        note = f"{quoted(who)} in {quoted(self._heading)} {what}"
        self._intake.notes[note] = None
        return ""

    def _discipline(self, text: str) -> str | None:
        try:
            found = self._intake.field("discipline")[text]
        except UnreadableError:
            return None
        return str(found) if found else None
