"""Named entries of a practice: a table of its TOML file or a row of its patients, read one by one.

Each entry is read by a function of `practice_values`, which takes the text as written and gives the value, so
that an NPI is checked alike wherever it stands.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import NoReturn, TypeVar, cast

from msgspec import Struct

from cleanclaim.exchange.files import practice_values as read
from cleanclaim.exchange.files.intake import SeveralFaultsError
from cleanclaim.exchange.files.practice_entries import EntryTable, aliases
from cleanclaim.exchange.files.visit_values import UnreadableError, quoted
from cleanclaim.exchange.files.visit_values import yes_no as read_yes_no
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Address, Name, OpenEntry
from cleanclaim.whole_file import TomlPath

T = TypeVar("T")


class LinesOfFile(Struct, frozen=True):
    """The lines of a TOML file's tables and entries, for those that stand under `path`."""

    file: str
    lines: Mapping[TomlPath, int]
    path: TomlPath = ()

    def under(self, *path: str | int) -> "LinesOfFile":
        """Those under a table of it."""
        return LinesOfFile(self.file, self.lines, (*self.path, *path))

    def find(self, entry: str) -> int | None:
        """The line of an entry; of the table where it is missing there, or stands in a table within a line."""
        return next(filter(None, (self.lines.get(path) for path in ((*self.path, entry), self.path))), None)

    def end(self, entry: str) -> int:
        """The line of an entry; where it is missing the last one of the table, so that what is written comes first."""
        written = self.lines.get((*self.path, entry))
        return written or max(line for path, line in self.lines.items() if self.path in (path, path[:-1]))


class Entries:
    """The entries of one table or row. Whatever is wrong raises UserError with its place in the file; or where the
    faults are collected, is noted, and what was to be read is None: nothing may be made of it then.
    """

    def __init__(
        self, place: str, values: Mapping[str, object], *, kind: str = "", lines: "LinesOfFile | None" = None
    ) -> None:
        """`place` is where a person finds the entries, `kind` what the file calls one: `column `, or nothing.

        `lines` are those of a TOML file.
        """
        self._place = place
        self._values = values
        self._kind = kind
        self._lines = lines
        self._path: tuple[str, ...] = ()
        self._faults: list[UserError] | None = None
        self._open: list[OpenEntry] | None = None
        self._known: EntryTable = {}

    def collect(self, faults: list[UserError]) -> None:
        """Note the faults of these entries, and of the tables below, instead of raising the first."""
        self._faults = faults

    def leave_open(self, entries: list[OpenEntry]) -> None:
        """Let what is read `later` be missing, here and in the tables below, and note it."""
        self._open = entries

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note the fault that ends what is done inside, where faults are collected."""
        try:
            yield
        except UserError as error:
            self._note(error)

    def _note(self, error: UserError) -> None:
        if self._faults is None:
            raise error
        self._faults.extend(error.errors if isinstance(error, SeveralFaultsError) else [error])

    def attempt(self, read_as: Callable[[], T]) -> T:
        """What is read, None where that fails and faults are collected."""
        try:
            return read_as()
        except UserError as error:
            self._note(error)
        return cast("T", None)

    def __contains__(self, entry: str) -> bool:
        """Whether something is written in the entry."""
        return self._values.get(entry) not in (None, "")

    @property
    def place(self) -> str:
        """Where a person finds the entries."""
        return self._place

    def written(self, entry: str) -> str | None:
        """What is written in the entry, where it is text; None where there is none."""
        text = self._values.get(entry)
        return text.strip() or None if isinstance(text, str) else None

    def is_text(self, entry: str) -> bool:
        """Whether the entry is text, not a table or a list."""
        return isinstance(self._values.get(entry), str)

    def need(self, entry: str, read_as: Callable[[str], T]) -> T:
        """The value of an entry that must not be missing or empty."""
        return self.attempt(lambda: self.require(entry, read_as))

    def require(self, entry: str, read_as: Callable[[str], T]) -> T:
        """The same; where it is missing or wrong, this raises in any case."""
        value = self._read(entry, read_as)
        if value is None:
            about = self._known.get(entry)
            meaning = about.meaning if about and about.meaning != entry.replace("_", " ") else ""
            words = "; ".join(filter(None, (meaning, about.when if about else "")))
            remedy = f"Enter {entry}: {words}." if words else f"Enter {entry}."
            self.fail(entry, "is empty." if entry in self._values else "is missing.", remedy)
        return value

    def later(self, entry: str, read_as: Callable[[str], str]) -> str:
        """The text of an entry that only sending needs: an empty one where it is missing and may come later."""
        if self._open is None or entry in self:
            return self.need(entry, read_as)
        about = self._known.get(entry)
        self._open.append(OpenEntry(path=self._path, entry=entry, meaning=about.meaning if about else ""))
        return ""

    def have(self, entry: str, read_as: Callable[[str], T]) -> T | None:
        """The value of an entry, None if it is missing or empty."""
        return self.attempt(lambda: self._read(entry, read_as))

    def _read(self, entry: str, read_as: Callable[[str], T]) -> T | None:
        try:
            text = _as_typed(self._values.get(entry))
            return read_as(text) if text else None
        except UnreadableError as error:
            self.fail(entry, error.problem, error.remedy)

    def flag(self, entry: str) -> bool | None:
        """Whether the entry is true, written with quotes or without; None if it is missing or empty."""
        return self.attempt(lambda: self._flag(entry))

    def _flag(self, entry: str) -> bool | None:
        try:
            text = _as_typed(self._values.get(entry), truth=True)
            return read_yes_no(text) if text else None
        except UnreadableError as error:
            self.fail(entry, error.problem, error.remedy)

    def every(self, read_name: Callable[[str], str], read_as: Callable[[str], T]) -> dict[str, T]:
        """The values of all entries, by name."""
        return {
            self.attempt(lambda entry=entry: self._named(entry, entry, read_name)): self.need(entry, read_as)  # type: ignore[misc]
            for entry in self._values
        }

    def only(self, known: Collection[str]) -> None:
        """Pass if every entry has one of the `known` names."""
        for entry in self._values:
            if entry not in known:
                meant = read.nearest(entry, known)
                problem = "there is no such entry." + (f" Did you mean {meant}?" if meant else "")
                with self.noting():
                    self.fail(entry, problem, f"Here belong {', '.join(known)}.")

    def respell(self, spellings: Mapping[str, str]) -> None:
        """Give every entry written in another spelling its name; one written in both is refused."""
        for alias, name in spellings.items():
            if alias in self._values and name in self._values:
                problem = f"{name} is written too, and {alias} is another spelling of it."
                self.fail(alias, problem, f"Write all of it as {name}, and delete {alias}.")
        self._values = {spellings.get(entry, entry): value for entry, value in self._values.items()}

    def describe(self, known: EntryTable) -> None:
        """Have what is missing be asked for in these words."""
        self._known = known

    def table(self, entry: str, known: EntryTable | None) -> "Entries":
        """The table `[entry]`, with no other entries than the `known` ones; None allows any.

        One that is missing is empty where its entries may come later.
        """
        written = self._values.get(entry)
        return self._table(f"[{entry}]", {} if written is None and self._open is not None else written, known, entry)

    def numbered(self, entry: str, known: EntryTable) -> list["Entries"]:
        """The tables `[[entry]]`, in their order; there must be one at least."""
        tables = self._values.get(entry)
        if not isinstance(tables, list) or not tables:
            self.fail(f"[[{entry}]]", "is missing.", f"Add a table [[{entry}]] with {', '.join(known)}.")
        return [
            self._table(f"[[{entry}]] {number}", table, known, entry, number)
            for number, table in enumerate(tables, start=1)
        ]

    def under(self, entry: str, known: EntryTable) -> list["Entries"] | None:
        """The tables `[[TABLE.entry]]` below this one, in their order; None where the entry is missing."""
        tables = self._values.get(entry)
        if tables is None:
            return None
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.fail(entry, "is not a list of tables.", f"Write it as tables, each with {', '.join(known)}.")
        return [
            self._table(f"{entry} {number}", table, known, entry, number)
            for number, table in enumerate(tables, start=1)
        ]

    def listed(self, entry: str, read_as: Callable[[str], T]) -> tuple[T, ...]:
        """The values of a list, or of one text; none where the entry is missing."""
        return self.attempt(lambda: self._listed(entry, read_as))

    def _listed(self, entry: str, read_as: Callable[[str], T]) -> tuple[T, ...]:
        written = self._values.get(entry, [])
        several = written if isinstance(written, list) else [written]
        try:
            return tuple(read_as(_as_typed(value)) for value in several)
        except UnreadableError as error:
            self.fail(entry, error.problem, error.remedy)

    def named(self, entry: str, read_name: Callable[[str], str], known: EntryTable) -> dict[str, "Entries"]:
        """The tables `[entry.NAME]`, by name; none where there is no such table."""
        tables = self._values.get(entry, {})
        if not isinstance(tables, dict):
            self.fail(entry, "is not a group of tables.", f"Write [{entry}.NAME], then {', '.join(known)}.")
        found = {}
        for key, table in tables.items():
            heading = f"[{entry}.{key}]"
            with self.noting():
                found[self._named(heading, key, read_name)] = self._table(heading, table, known, entry, key)
        return found

    def _named(self, heading: str, name: str, read_name: Callable[[str], str]) -> str:
        try:
            return read_name(name)
        except UnreadableError as error:
            self.fail(heading, error.problem, error.remedy)

    def _table(self, heading: str, table: object, known: EntryTable | None, *path: str | int) -> "Entries":
        if not isinstance(table, dict):
            problem = "is missing." if table is None else "is not a table."
            self.fail(heading, problem, f"Write {heading} on a line of its own, and its entries below.")
        lines = self._lines.under(*path) if self._lines else None
        entries = Entries(f"{self._place}, {heading}", table, lines=lines)
        entries._path = (*self._path, *map(str, path))
        entries._faults, entries._open = self._faults, self._open
        if known is not None:
            entries.describe(known)
            entries.respell(aliases(known))
            entries.only(known)
        return entries

    def fail(self, entry: str, problem: str, remedy: str) -> NoReturn:
        """Raise the UserError for an entry."""
        raise self._error(entry, problem, remedy)

    def _error(self, entry: str, problem: str, remedy: str) -> UserError:
        place = f"{self._place}, {self._kind}{entry}"
        line = self._lines.find(entry) if self._lines else None
        if self._lines is None or line is None:
            return UserError(place, problem, remedy)
        file = self._lines.file
        error = UserError(f"{file}, line {line}{place.removeprefix(file)}", problem, remedy)
        error.line = self._lines.end(entry)
        return error


def _as_typed(value: object, *, truth: bool = False) -> str:
    """A TOML value as the text that would be typed for it; empty for none. `truth`: true and false are welcome."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | Decimal | date) and not isinstance(value, bool | datetime):
        return str(value)
    if isinstance(value, bool) and truth:
        return str(value)
    problem = "it is a table, not text." if isinstance(value, dict) else f"{quoted(value)} is not text."
    raise UnreadableError(problem, "Write one value, in quotes.")


def name(entries: Entries, prefix: str = "") -> Name:
    """A person's name, its entries beginning with `prefix`."""
    return Name(
        last=entries.need(f"{prefix}last_name", read.text(60)),
        first=entries.need(f"{prefix}first_name", read.text(35)),
        middle=entries.have(f"{prefix}middle_name", read.text(25)),
        suffix=entries.have(f"{prefix}suffix", read.text(10)),
    )


def address(entries: Entries, prefix: str = "", *, full_zip: bool = False, later: bool = False) -> Address:
    """An address, its entries beginning with `prefix`. `full_zip`: all nine digits of its ZIP are wanted.

    `later`: only sending needs it.
    """
    need = entries.later if later else entries.need
    return Address(
        line1=need(f"{prefix}address", read.text(55)),
        line2=entries.have(f"{prefix}address_2", read.text(55)),
        city=need(f"{prefix}city", read.text(30, shortest=2)),
        state=need(f"{prefix}state", read.state),
        zip_code=need(f"{prefix}zip", read.noted("full_zip" if full_zip else "zip")),
    )
