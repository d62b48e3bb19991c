"""One file of visits while it is read: what its columns and words stand for, and what came of each row.

Readers of CSV, workbooks, NDJSON, JSON and Parquet differ in how a row is taken apart; what is used, what is not and
what is set aside is noted here, so that no door loses a column or a row in silence.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from string import digits
from typing import Any, TypeVar

from msgspec import Struct

from cleanclaim.exchange.files.date_values import is_day_first, month_first
from cleanclaim.exchange.files.fields import FIELDS, Field
from cleanclaim.exchange.files.mapping import NO_MAPPING, ColumnMapping
from cleanclaim.exchange.files.name_keys import person_words
from cleanclaim.exchange.files.visit_values import UnreadableError, payer, payer_may_be, quoted, word_key
from cleanclaim.model.errors import UserError
from cleanclaim.model.file_reading import FileReading, RowFault
from cleanclaim.model.practice import Clinician, Practice

K = TypeVar("K", bound=Hashable)

MOST_FAULTS = 1_000
"""Faults of a file that are listed; the others are counted."""
MOST_IN_MESSAGE = 50
"""Faults that the refusal of a file tells."""


Corrections = Mapping[tuple[int, str], str]
"""What cells should say, by the row as a person finds it and the field."""


class PracticeNames(Struct, frozen=True, kw_only=True):
    """Whom a practice calls what: its payers' policies by name, its clinicians' NPIs by the words of their names, and
    its `people`, the clinicians by NPI.
    """

    payers: Mapping[str, str] = {}
    clinicians: Mapping[frozenset[str], str] = {}
    people: Mapping[str, Clinician] = {}


NO_NAMES = PracticeNames()


def names_of(practice: Practice | None) -> PracticeNames:
    """The names that a practice's file gives its payers and clinicians; what two share is left out."""
    if practice is None:
        return NO_NAMES
    payers = _unique((word_key(one.name), policy) for policy, one in practice.payers.items())
    people = ((person_words(f"{one.name.first} {one.name.last}"), npi) for npi, one in practice.clinicians.items())
    return PracticeNames(
        payers={name: policy for name, policy in payers.items() if payer(name) not in practice.payers},
        clinicians=_unique(people),
        people=practice.clinicians,
    )


def _unique(pairs: Iterable[tuple[K, str]]) -> dict[K, str]:
    found: dict[K, str | None] = {}
    for name, value in pairs:
        found[name] = None if name in found and found[name] != value else value
    return {name: value for name, value in found.items() if value is not None}


class Intake:
    """What is known of a file before it is read, and what is noted while it is."""

    def __init__(
        self, file: str, mapping: ColumnMapping | None = None, names: PracticeNames = NO_NAMES, *, strict: bool = True
    ) -> None:
        self.file = file
        self.mapping = mapping or NO_MAPPING
        self.names = names
        self.corrections: Corrections = {}
        self.today: date | None = None
        """By which the century of a birth is known."""
        self.checks: Mapping[str, Callable[[Any], None]] = {}
        self.strict = strict
        self.format = ""
        self.encoding = ""
        self.used: dict[str, str] = {}
        self.not_used: dict[str, None] = {}
        self.may_be: dict[str, str] = {}
        self.left_out: dict[str, list[int]] = {}
        self.notes: dict[str, None] = {}
        self.left_out_by: dict[str, set[str]] = {}  # columns of [left_out] that were found, with the words met
        self.errors: list[UserError] = []
        self.faults: list[RowFault] = []
        self.faults_counted = 0
        self.rows_set_aside = 0
        self.visits_set_aside: dict[str, None] = {}
        self.taken_along: dict[str, str] = {}  # of the visits set aside those that can be read, and why they go too
        self.days_set_aside: set[tuple[str | None, date | None]] = set()  # of patients; None where any may be meant
        self.unnamed_clinicians = False
        self.credentials: dict[str, dict[str, int]] = {}  # by the clinician's column: rows that write each
        self.derived = False
        self.own_rows: dict[str, list[dict[str, str]]] | None = None
        """By visit id and service the cells of columns that are not used; None: they are not wanted."""
        self.wrong = 0
        self._day_first: UserError | None = None
        self._fields: dict[str, Field] = {}

    def field(self, name: str) -> Field:
        """What reads a field of this file."""
        if name not in self._fields:
            self._fields[name] = Field(name, lambda text: self._rewrite(name, text), self.checks.get(name))
        return self._fields[name]

    def _rewrite(self, name: str, text: str) -> str:
        """A text of the file as we write it, by the mapping and the practice's names."""
        words = self.mapping.values.get(name, {})
        if name in ("payer", "secondary_payer"):
            words = {**self.names.payers, **self.mapping.values.get("payer", {}), **words}
        if name == "provider_npi":
            return self._npi_of(text, words)
        if name == "service_date" and self.mapping.day_first:
            return month_first(text.strip())
        return words.get(word_key(text), text) if words else text

    def _npi_of(self, text: str, words: Mapping[str, str]) -> str:
        """The NPI of a clinician who is named; any other text as it is."""
        if (found := self.find_clinician(text, words)) is not None:
            return found
        if any(letter in digits for letter in text) or not text.strip():
            return text
        if not person_words(text) and self.unnamed_clinicians:
            raise UnreadableError(
                f"{quoted(text)} is a credential, not a clinician.",
                'If the column says who gave the service, say so with --map: its heading = "performed_by".',
            )
        if not self.unnamed_clinicians:
            return text
        if self.names.clinicians:
            raise UnreadableError(
                f"{quoted(text)} is none of the practice's clinicians.",
                "Add the clinician to the practice's file, or the NPI under [values.provider_npi] of a mapping.",
            )
        self.notes["A clinician is named without an NPI, which --practice or a mapping would tell."] = None
        return ""

    def correct(self, number: int, cells: tuple[str, ...]) -> tuple[str, ...]:
        """The cells of a row, in the order of the fields, with what some should say."""
        if not self.corrections:
            return cells
        return tuple(self.corrections.get((number, name), cell) for name, cell in zip(FIELDS, cells, strict=True))

    def find_clinician(self, text: str, words: Mapping[str, str] | None = None) -> str | None:
        """The NPI in a clinician's cell, or of whom it names by the mapping or the practice's file; None: of nobody."""
        words = self.mapping.values.get("provider_npi", {}) if words is None else words
        if (found := words.get(word_key(text))) is not None:
            return found
        number = text.strip()
        if number.isascii() and number.isdigit():
            return number
        named = person_words(text)
        those = {npi for who, npi in self.names.clinicians.items() if who <= named}
        return those.pop() if len(those) == 1 else None

    def note_fault(
        self,
        error: UserError,
        *,
        rows: Sequence[int] = (),
        column: str = "",
        text: str = "",
        visit_id: str | None = None,
    ) -> None:
        """Note a cell or row that cannot be read; `text` is what stands in the cell."""
        self.faults_counted += 1
        if self._day_first is None and is_day_first(text.strip()):
            self._day_first = error
        if len(self.faults) < MOST_FAULTS:
            self.errors.append(error)
            self.faults.append(
                RowFault(
                    place=error.place,
                    problem=error.problem,
                    remedy=error.remedy,
                    rows=tuple(rows),
                    column=column,
                    visit_id=visit_id,
                    text=text,
                )
            )

    def note_left_out(self, kind: str, row: int) -> None:
        """Note a row that is no service."""
        self.left_out.setdefault(kind, []).append(row)

    def heading_of(self, field: str) -> str:
        """What the file calls a field."""
        return next((heading for heading, used_as in self.used.items() if used_as == field), field)

    def finish(self, visits_left: int, kind: str) -> None:
        """Raise what was noted where nothing may be set aside, and where nothing is left; `kind`: row or visit."""
        self._check_day_first()
        if self.errors and (self.strict or not visits_left):
            raise SeveralFaultsError(self.errors, self.faults_counted, self.wrong, kind)

    def _check_day_first(self) -> None:
        """Refuse dates written day first: those of the first twelve days of a month would be read as other days."""
        wrong, dates = self._day_first, self._fields.get("service_date")
        if wrong is None or self.mapping.day_first:
            return
        if dates is not None and any(is_day_first(text.strip()) is False for text in dates):
            return  # somebody's slip among dates written month first
        raise UserError(
            wrong.place,
            f"{wrong.problem} The dates here seem to be written day first.",
            'Write the month first, or say dates = "day first" in a mapping (--map).',
        )

    def reading(self) -> FileReading:
        """What came of it."""
        self._note_payers()
        self._note_credentials()
        self._note_left_out_words()
        return FileReading(
            file=self.file,
            format=self.format,
            encoding=self.encoding,
            used=self.used,
            not_used=tuple(self.not_used),
            may_be={heading: field for heading, field in self.may_be.items() if heading in self.not_used},
            left_out={kind: tuple(rows) for kind, rows in self.left_out.items()},
            faults=tuple(self.faults),
            faults_counted=self.faults_counted,
            rows_set_aside=self.rows_set_aside,
            visits_set_aside=tuple(self.visits_set_aside),
            taken_along=dict(self.taken_along),
            days_set_aside=frozenset(self.days_set_aside),
            notes=tuple(self.notes),
        )

    def _note_payers(self) -> None:
        """Suggest the payers that names without a policy may be."""
        ours = self.names.payers.values()
        found = {one for name in ("payer", "secondary_payer") for one in self._fields.get(name, {}).values() if one}
        for name in sorted(map(str, found - set(ours))):
            if (may_be := payer_may_be(name)) and may_be != name:
                self.notes[f"The payer {quoted(name)} may be {may_be}: a mapping says so, under [values.payer]."] = None

    def _note_credentials(self) -> None:
        """Say that clinicians' cells told who gave the services."""
        for heading, counts in self.credentials.items():
            listed = ", ".join(f"{word} ({times:,})" for word, times in sorted(counts.items()))
            note = f"Who gave a service (performed_by) is the credential that {quoted(heading)} writes: {listed}."
            self.notes[note] = None

    def _note_left_out_words(self) -> None:
        """Say what the mapping leaves out rows by and no row has."""
        if self.mapping.recognized_by:
            return
        for key, words in self.mapping.left_out.items():
            if key not in self.left_out_by:
                self.notes[f"The mapping leaves out rows by {quoted(key)}, which is no column here."] = None
                continue
            for word in sorted(words - self.left_out_by[key]):
                self.notes[f"The mapping leaves out rows with {quoted(word)} in {quoted(key)}: no row has it."] = None


class SeveralFaultsError(UserError):
    """The faults of a file, one message each; place, problem and remedy are the first one's. `errors` are those that
    are known one by one.
    """

    def __init__(self, errors: Sequence[UserError], counted: int, wrong: int, kind: str) -> None:
        first, others = errors[0], wrong - 1
        problem = first.problem
        if others:
            more = f"1 more {kind} has a problem" if others == 1 else f"{others:,} more {kind}s have problems"
            problem = f"{problem} {more}."
        super().__init__(first.place, problem, first.remedy)
        self.errors = tuple(errors)
        if counted > 1:
            unlisted = max(counted - MOST_IN_MESSAGE, 0)
            listed = [str(error) for error in errors[:MOST_IN_MESSAGE]]
            self.args = ("\n".join([*listed, f"{unlisted:,} more have problems."] if unlisted else listed),)
