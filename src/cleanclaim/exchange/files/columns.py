"""Which column or key holds which field, and what to say when a name is nearly right.

Own names come first, then what practices call them (`column_names.toml`), as a mapping says otherwise. A column of
none of these is not used, and listed as such. But `minuts` would be minutes lost, so a name that looks like a missing
field's is an error until a mapping says what it is.
"""

import difflib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from operator import itemgetter

from msgspec import Struct

from cleanclaim.exchange.files.clinician_cells import ClinicianCells
from cleanclaim.exchange.files.column_names import CLINICIAN, may_be, read_as
from cleanclaim.exchange.files.fields import FIELDS, REQUIRED
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.mapping import NO_MAPPING, recognize
from cleanclaim.exchange.files.name_keys import name_key
from cleanclaim.exchange.files.visit_values import UnreadableError, quoted, word_key
from cleanclaim.model.errors import UserError

Pick = Callable[[Sequence[str]], tuple[str, ...]]
"""What picks the texts of FIELDS out of a row that has one more, empty cell at its end."""

SEVERAL = frozenset({"modifiers", "diagnoses"})
"""Fields that may stand in several columns."""
IDENTIFYING = ("patient_id", "service_date")
"""What makes a visit, with who treated, where the file gives it no number."""
_CONSONANTS, _TAG = "BCDFGHJKLMNPQRSTVWXZ", 4  # of the letters that stand for who treated

_MOST_LISTED = 20  # headings that a message lists
_MOST_NAMES = 1_000  # a row with more is no row of visits, and comparing its names would take long
_BY_KEY = {name_key(field): field for field in FIELDS}
_MAPPED, _OWN, _KNOWN = range(3)
_NPI, _DISCIPLINE, _PERFORMED_BY = (FIELDS.index(field) for field in ("provider_npi", "discipline", "performed_by"))


class _Source(Struct, frozen=True, order=True):
    """A column that may be a field's: how sure that is, its place among several, where it stands."""

    rank: int
    number: int
    position: int


class ColumnLayout(Struct, frozen=True):
    """Where the fields stand in the rows under some headings, by position. `derived`: visits have no number there."""

    sources: dict[str, tuple[int, ...]]
    headings: tuple[str, ...]
    derived: bool = False

    @property
    def plain(self) -> bool:
        """Whether each field is one column or none, so that a row is only to be picked from."""
        return not self.derived and CLINICIAN not in self.sources and all(len(at) == 1 for at in self.sources.values())


def normalized_name(name: str) -> str:
    """A heading as we write names: `Visit ID` is `visit_id`."""
    return "_".join(name.strip().lower().replace("-", " ").split())


def lay_out(headings: Sequence[str], intake: Intake, place: str) -> ColumnLayout:
    """Where the fields stand under `headings`; what is used and what not is noted in `intake`.

    Raises UserError, at `place`, if a heading is wrong or a column is missing without which there is no visit.
    """
    recognize_layout(headings, intake)
    try:
        sources = find_sources(headings, intake, FIELDS)
    except UnreadableError as error:
        raise error.at(place, "column") from None
    _check_left_out(headings, intake, place)
    here = {*sources, *intake.mapping.always}
    derived = intake.derived = "visit_id" not in here and derived_from(here)
    if derived:
        made = "A visit is a patient's day with one clinician and discipline: the file gives visits no number."
        intake.notes[made] = None
    missing = [name for name in REQUIRED if name not in here and not (name == "visit_id" and derived)]
    if missing:
        raise UserError(place, _missing(missing[0]), _missing_remedy(missing[0], headings, intake))
    return ColumnLayout(sources, tuple(headings), derived)


def _check_left_out(headings: Sequence[str], intake: Intake, place: str) -> None:
    """Refuse a mapping of this file that leaves out rows by a column which is not there: they would all be services."""
    missing = intake.mapping.left_out.keys() - {name_key(heading) for heading in headings}
    if missing and not intake.mapping.recognized_by:
        problem = f"the mapping leaves out rows by the column {quoted(min(missing))}, which is not there."
        raise UserError(place, problem, "Correct the heading under [left_out], or take it out.")


def recognize_layout(headings: Sequence[str], intake: Intake) -> None:
    """Take the ready mapping of the layout that the columns are of, where no other is named, and say so."""
    if intake.mapping is NO_MAPPING and not all(name_key(heading) in _BY_KEY for heading in headings):
        found = recognize(headings)
        if found is not None:
            name, intake.mapping = found
            intake.notes[f"The columns are of {intake.mapping.name}: read as --map {name} says."] = None
    if intake.mapping.note:
        intake.notes[intake.mapping.note] = None


def derived_from(fields: Collection[str]) -> bool:
    """Whether the fields tell visits apart without a number."""
    return set(fields).issuperset(IDENTIFYING)


def _missing(name: str) -> str:
    if name == "visit_id":
        return f"there is no column visit_id, nor {' and '.join(IDENTIFYING)}, which make a visit without it."
    return f"there is no column {name}."


def _missing_remedy(field: str, headings: Sequence[str], intake: Intake) -> str:
    wanted = (field, *(IDENTIFYING if field == "visit_id" else ()))
    maybe = [f"{quoted(heading)} may be {name}" for heading, name in intake.may_be.items() if name in wanted]
    names = [quoted(heading.strip())[1:-1] for heading in headings if heading.strip()]
    found = ", ".join(names[:_MOST_LISTED]) + (f" and {len(names) - _MOST_LISTED:,} more" * (len(names) > _MOST_LISTED))
    if maybe:
        return f"{'; '.join(maybe)}: say so with --map (`cleanclaim columns` writes one). Found only {found}."
    return f"Add it, or say with --map which column it is. Found only {found}."


def find_sources(
    headings: Sequence[str], intake: Intake, known: Collection[str], misplaced: Collection[str] = ()
) -> dict[str, tuple[int, ...]]:
    """The positions of the columns of each of the `known` fields. What is used and what not is noted in `intake`.

    `misplaced` are the fields of the other level, a visit's or a service's. Raises UnreadableError for a name that is
    wrong: one field twice, one misspelled, one of the other level.
    """
    if len(headings) > _MOST_NAMES:
        raise UnreadableError(f"there are {len(headings):,} names.", f"Keep to {_MOST_NAMES:,}: name each field once.")
    found: dict[str, list[_Source]] = {}
    unknown: list[int] = []
    for position, heading in enumerate(headings):
        field, source = _source(heading, position, intake)
        if field and field in misplaced:
            raise UnreadableError(
                "the field does not belong here.", f"Move it. Here belong {', '.join(known)}.", normalized_name(heading)
            )
        if field and (field in known or (field == CLINICIAN and "provider_npi" in known)):
            found.setdefault(field, []).append(source)
        elif field is None:
            unknown.append(position)
    sources = {field: _chosen(field, columns, headings) for field, columns in found.items()}
    here = {*sources, *intake.mapping.always, *(["provider_npi"] if CLINICIAN in sources else [])}
    _check_near([headings[at] for at in unknown], [field for field in known if field not in here])
    _note(sources, headings, intake)
    return sources


def _source(heading: str, position: int, intake: Intake) -> tuple[str | None, _Source]:
    """The field that a column is, None where no list has it, and how that is known."""
    key = name_key(heading)
    if key in intake.mapping.columns:
        return intake.mapping.columns[key], _Source(_MAPPED, position, position)
    if key in _BY_KEY:
        return _BY_KEY[key], _Source(_OWN, position, position)
    if (named := read_as(key)) is not None:
        return named[0], _Source(_KNOWN, named[1], position)
    return None, _Source(_KNOWN, 0, position)


def _chosen(field: str, columns: list[_Source], headings: Sequence[str]) -> tuple[int, ...]:
    """The columns that are the field: those of which that is surest. Raises UnreadableError where one is not enough."""
    best = min(columns).rank
    those = sorted(source for source in columns if source.rank == best)
    if len(those) > 1 and field not in SEVERAL:
        names = [headings[source.position] for source in those]
        if len({name_key(name) for name in names}) == 1:
            raise UnreadableError("the name is given twice.", "Keep one of them.", normalized_name(names[0]))
        either = " and ".join(quoted(name) for name in names)
        raise UnreadableError(
            f"{either} may each be {field}.", f'Say with --map which one is: "{names[0]}" = "{field}".'
        )
    return tuple(source.position for source in those)


def _check_near(unknown: Iterable[str], missing: Sequence[str]) -> None:
    for heading in unknown:
        name = normalized_name(heading)
        near = [] if may_be(name_key(heading)) else difflib.get_close_matches(name, missing, n=1, cutoff=0.85)
        if near:
            raise UnreadableError(
                f"{quoted(name)} is not a field. Did you mean {near[0]}?",
                f"Rename it to {near[0]}; if it is something else, say so with --map.",
            )


def _note(sources: Mapping[str, Sequence[int]], headings: Sequence[str], intake: Intake) -> None:
    used = {at for columns in sources.values() for at in columns}
    for field, columns in sources.items():
        for at in columns:
            alone = field == CLINICIAN and "provider_npi" not in sources
            intake.used[headings[at]] = "provider_npi" if alone else field
    if CLINICIAN in sources and "provider_npi" in sources:
        who, npi = (quoted(headings[sources[field][0]]) for field in (CLINICIAN, "provider_npi"))
        both = f"The clinician is the NPI in {npi}, else who is in {who}; where both are filled, they are compared."
        intake.notes[both] = None
    for field, text in intake.mapping.always.items():
        if field in sources or (field == "provider_npi" and CLINICIAN in sources):
            column = quoted(headings[sources.get(field, sources.get(CLINICIAN, (0,)))[0]])
            note = f"The mapping has {field} = {quoted(text)} for all rows; the column {column} is read instead."
            intake.notes[note] = None
    left_out = intake.mapping.left_out
    for at, heading in enumerate(headings):
        if at not in used and heading.strip():
            if name_key(heading) in left_out:
                intake.used[heading] = ""
                continue
            intake.not_used[heading] = None
            field = may_be(name_key(heading)) or (read_as(name_key(heading)) or ("",))[0]
            field = "provider_npi" if field == CLINICIAN else field
            if field and name_key(heading) not in intake.mapping.columns and field not in sources:
                intake.may_be[heading] = field
    _note_missing(headings, intake)


def _note_missing(headings: Sequence[str], intake: Intake) -> None:
    """Note what a mapping of this file names and the file lacks; a ready one names all that there may be."""
    named = intake.mapping.headings
    missing = named.keys() - {name_key(heading) for heading in headings}
    if not intake.mapping.recognized_by and len(missing) < len(named):
        for key in sorted(missing):
            intake.notes[f'The mapping names a column "{named[key]}", which is not there.'] = None


def build_pick(layout: ColumnLayout, intake: Intake) -> Pick:
    """What picks the texts of FIELDS out of a row."""
    one = {field: at[0] for field, at in layout.sources.items() if len(at) == 1}
    base: Pick = itemgetter(*(one.get(name, -1) for name in FIELDS))
    always = intake.mapping.always
    if layout.plain and not set(always) - set(layout.sources):
        return base
    several = [(FIELDS.index(field), at) for field, at in layout.sources.items() if len(at) > 1]
    constant = [(FIELDS.index(field), text) for field, text in always.items() if field not in layout.sources]
    derive = _deriver(intake) if layout.derived else None
    clinicians = clinician_cells(layout.sources, layout.headings, intake)
    who_at = layout.sources.get(CLINICIAN, (-1,))[0]

    def pick(row: Sequence[str]) -> tuple[str, ...]:
        cells = list(base(row))
        for place, columns in several:
            cells[place] = " ".join(filter(None, (row[at].strip() for at in columns)))
        for place, text in constant:
            cells[place] = text
        wrong = None
        if clinicians:
            try:
                cells[_NPI], written = clinicians.settle(row[who_at], cells[_NPI], cells[_DISCIPLINE])
                cells[_PERFORMED_BY] = written or cells[_PERFORMED_BY]
            except UnreadableError as error:
                wrong = error
        if derive:
            cells[0] = derive(cells)
        if wrong:
            wrong.cells = tuple(cells)
            raise wrong
        return tuple(cells)

    return pick


def clinician_cells(
    sources: Mapping[str, Sequence[int]], headings: Sequence[str], intake: Intake
) -> ClinicianCells | None:
    """What reads the clinician's column; None where there is none."""
    if CLINICIAN not in sources:
        return None
    intake.unnamed_clinicians = True
    gives = "performed_by" not in sources and "performed_by" not in intake.mapping.always
    heading = headings[sources[CLINICIAN][0]]
    return ClinicianCells(intake, heading, with_npi="provider_npi" in sources, gives=gives)


def picked(pick: Pick, texts: Sequence[str], wrong: UnreadableError | None) -> tuple[str, ...]:
    """The texts of FIELDS. Raises the first error of the row, where there is one, with those that can be told."""
    try:
        cells = pick(texts)
    except UnreadableError as error:
        if not wrong:
            raise
        cells = error.cells
    if wrong:
        wrong.cells = cells
        raise wrong
    return cells


def _deriver(intake: Intake) -> Callable[[Sequence[str]], str]:
    """What makes a visit's number of its patient and day; empty where they are not known.

    It looks like P1-260302-KZRT: four letters stand for the clinician and the discipline, the same in every file.
    """
    made, taken = dict[tuple[str, str, str, str], str](), set[str]()
    patient, on, npi, discipline = (
        FIELDS.index(name) for name in ("patient_id", "service_date", "provider_npi", "discipline")
    )
    days, npis = intake.field("service_date"), intake.field("provider_npi")

    def derive(cells: Sequence[str]) -> str:
        try:
            day = days[cells[on]]
        except UnreadableError:
            day = None
        who = cells[patient].strip()
        if day is None or not who:
            return ""
        try:
            clinician = npis[cells[npi]]
        except UnreadableError:
            clinician = None
        key = (
            who,
            f"{day:%y%m%d}" if 2000 <= day.year < 2100 else f"{day:%Y%m%d}",
            clinician or word_key(cells[npi]),
            cells[discipline].strip(),
        )
        if key not in made:
            made[key] = _number_of(key, taken)
            taken.add(made[key])
        return made[key]

    return derive


def _number_of(key: tuple[str, str, str, str], taken: Collection[str]) -> str:
    """A visit's number, other than those taken: with more letters for the few clinicians whose letters are the same."""
    who, day, *by = key
    if not any(by):
        return f"{who}-{day}"
    digest = sha256("\0".join(by).encode("utf-8", "surrogatepass")).digest()
    letters = "".join(_CONSONANTS[byte % len(_CONSONANTS)] for byte in digest)
    numbers = (f"{who}-{day}-{letters[:length]}" for length in range(_TAG, len(letters)))
    return next(number for number in numbers if number not in taken)


def is_left_out(headings: Sequence[str], intake: Intake) -> Callable[[Sequence[str]], bool] | None:
    """What tells whether a row is no service, as the mapping says; None where it says nothing of it."""
    wanted = [
        (at, intake.mapping.left_out[name_key(heading)])
        for at, heading in enumerate(headings)
        if name_key(heading) in intake.mapping.left_out
    ]
    if not wanted:
        return None
    met = {at: intake.left_out_by.setdefault(name_key(headings[at]), set()) for at, _ in wanted}

    def left_out(row: Sequence[str]) -> bool:
        found = False
        for at, words in wanted:
            if at < len(row) and (word := word_key(row[at])) in words:
                met[at].add(word)
                found = True
        return found

    return left_out


def check_names(names: Sequence[str], known: Collection[str]) -> None:
    """Check the names of fields of another file than one of visits: none twice, none misspelled.

    Raises UnreadableError for the first name that is wrong.
    """
    if len(names) > _MOST_NAMES:
        raise UnreadableError(f"there are {len(names):,} names.", f"Keep to {_MOST_NAMES:,}: name each field once.")
    missing = [field for field in known if field not in names]
    seen = set()
    for name in names:
        if name in known:
            if name in seen:
                raise UnreadableError("the name is given twice.", "Keep one of them.", name)
            seen.add(name)
        elif near := _near(name, missing):
            raise UnreadableError(
                f"{quoted(name)} is not a field. Did you mean {near[0]}?",
                f"Rename it to {near[0]}; if it is something else, give it a name less like ours.",
            )


def _near(name: str, missing: Sequence[str]) -> list[str]:
    """The missing field that a name seems to stand for."""
    field = (read_as(name_key(name)) or ("",))[0]
    return [field] if field in missing else difflib.get_close_matches(normalized_name(name), missing, n=1, cutoff=0.85)
