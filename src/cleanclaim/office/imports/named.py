"""What a file says of its patients beside their numbers: a number that was typed wrong is another patient's.

of visits       number, name and birth date are a patient's here     the visit is taken
                the number is, the birth date is another             set aside, and asked
                the number is, the name is another, no birth date    set aside, and asked
of patients     the number is, the name or birth date is another     set aside, and asked: it would replace who that is
"""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct, field

from cleanclaim.exchange.files.column_names import patient_name
from cleanclaim.exchange.files.date_values import full_birth, month_first
from cleanclaim.exchange.files.intake import PracticeNames
from cleanclaim.exchange.files.mapping import ColumnMapping
from cleanclaim.exchange.files.name_keys import name_key
from cleanclaim.exchange.files.visit_values import UnreadableError, birth_date
from cleanclaim.exchange.files.visits import read_own_columns
from cleanclaim.law.wording import day
from cleanclaim.office.day import today
from cleanclaim.office.patients.same_name import may_be_named

WHOSE = ("patient", "pt", "client")
"""How a heading begins that names a patient and nobody else."""
NAMES = ("full_name", "last_name", "first_name")
BIRTH = "birth_date"


class PatientNamed(Struct, frozen=True):
    """A patient as the rows of a visit say: the names in their order, and the day of birth; both may be missing."""

    name: str = ""
    born: date | None = None

    @property
    def text(self) -> str:
        """Both as people write them."""
        return ", born ".join(filter(None, (self.name, day(self.born) if self.born else "")))

    def may_be(self, name: str, born: date) -> bool:
        """Whether a patient of this name and day of birth may be meant."""
        return self.born == born if self.born else may_be_named(self.name, name)


class NameClash(Struct, frozen=True):
    """A number of the file whose patient here is called otherwise: what the file says, who has it here, of how many
    visits or rows.

    `choice`: that it is the same person all the same.
    """

    number: str
    says: str
    here: str
    counted: int = field(name="visits")
    choice: str = ""

    @property
    def key(self) -> str:
        """By what it is found again."""
        return clash_key(self.number, self.says)


def clash_key(number: str, says: str) -> str:
    """By what a number and what the file says with it are found again."""
    return f"{number} {says}"


def find_name_columns(headings: Iterable[str]) -> dict[str, str]:
    """The columns that say who a patient is, each with what it says of that."""
    keys = {heading: name_key(heading) for heading in headings}
    fields = {heading: patient_name(key) or "" for heading, key in keys.items()}
    return {
        heading: field
        for heading, field in fields.items()
        if field == BIRTH or (field in NAMES and keys[heading].startswith(WHOSE))
    }


def read_patients_named(
    path: Path, columns: Mapping[str, str], mapping: ColumnMapping | None, names: PracticeNames
) -> dict[str, PatientNamed]:
    """Whom the rows of each visit name, by its id: what the first row that says something says."""
    found = {}
    for visit_id, rows in read_own_columns(path, mapping=mapping, names=names).items():
        written = {
            field: next(filter(None, (row.get(heading, "").strip() for row in rows)), "")
            for heading, field in columns.items()
        }
        born = _birth(written.get(BIRTH, ""), day_first=mapping is not None and mapping.day_first)
        name = written.get("full_name") or " ".join(filter(None, (written.get(one) for one in NAMES[1:])))
        if name or born:
            found[visit_id] = PatientNamed(" ".join(name.split()), born)
    return found


def _birth(text: str, *, day_first: bool) -> date | None:
    """A day of birth; None for what is none, by which nobody is told apart."""
    try:
        return birth_date(full_birth(month_first(text) if day_first else text, today())) if text else None
    except UnreadableError:
        return None
