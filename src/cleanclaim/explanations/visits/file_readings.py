"""What came of reading a file, in sentences: columns that stand for something or were not used, rows left out."""

from pathlib import Path

from cleanclaim.model.file_reading import FileReading, RowFault

_LONGEST_HEADING = 40
_MOST_ROWS = 6


def describe_reading(reading: FileReading) -> list[str]:
    """The sentences on a file's columns and on the rows left out; none where all is plain."""
    lines = []
    renamed = [f"{shorten(name)} as {field}" for name, field in reading.used.items() if field and not _is(name, field)]
    if renamed:
        lines.append(f"Read: {', '.join(renamed)}.")
    if reading.not_used:
        lines.append(f"Columns not used: {', '.join(map(shorten, reading.not_used))}.")
    if reading.may_be:
        maybe = [f"{shorten(heading)} may be {field}" for heading, field in reading.may_be.items()]
        lines.append(f"{'; '.join(maybe)}: a mapping says so.")
    for kind, rows in reading.left_out.items():
        lines.append(f"Left out as no service ({kind}): {_list_rows(rows)}.")
    if reading.encoding == "Windows-1252":
        lines.append("The file is not UTF-8; it was read in the Windows alphabet (Windows-1252).")
    lines += reading.notes
    return [f"{Path(reading.file).name}: {line}" for line in lines]


def summarize_reading(reading: FileReading) -> list[str]:
    """The same in a line, for a file of visits, whose columns `cleanclaim columns` shows; the notes stay whole."""
    if not reading.of_visits:
        return describe_reading(reading)
    file = Path(reading.file).name
    renamed = any(field and not _is(name, field) for name, field in reading.used.items())
    parts = [f"{_count(sum(map(bool, reading.used.values())), 'column')} used"]
    if reading.not_used:
        parts.append(f"{len(reading.not_used):,} not used: {', '.join(map(shorten, reading.not_used))}")
    parts += [f"left out as no service ({kind}): {_list_rows(rows)}" for kind, rows in reading.left_out.items()]
    if reading.encoding == "Windows-1252":
        parts.append("read as Windows-1252")
    if reading.rows_set_aside:
        rows = _count(reading.rows_set_aside, "visit" if reading.format == "json" else "row")
        parts.append(f"{rows} set aside")
    plain = len(parts) == 1 and not renamed
    lines = [] if plain else [f"{'; '.join(parts)}. `cleanclaim columns {shorten(file)}` shows how."]
    return [f"{file}: {line}" for line in (*lines, *reading.notes)]


def describe_set_aside(reading: FileReading) -> str:
    """How much of a file was set aside: `visits.csv: 2 rows set aside, of 1 visit that cannot be read whole`."""
    rows = _count(reading.rows_set_aside, "visit" if reading.format == "json" else "row")
    if not reading.of_visits and not reading.visits_set_aside:
        return f"{Path(reading.file).name}: {rows} set aside; the visits of these patients are on hold"
    visits = _count(len(reading.visits_set_aside), "visit")
    return f"{Path(reading.file).name}: {rows} set aside, of {visits} that cannot be read whole"


def place_in_file(fault: RowFault, reading: FileReading) -> str:
    """Where in its file a fault stands: `row 3, column minutes`."""
    return fault.place.removeprefix(reading.file).lstrip(", ")


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _is(heading: str, field: str) -> bool:
    return "".join(filter(str.isalnum, heading.lower())) == field.replace("_", "")


def shorten(heading: str) -> str:
    """A heading or an id as a line has room for it, without what a terminal would obey."""
    text = "".join(sign if sign.isprintable() else " " for sign in heading.strip())
    return text if len(text) <= _LONGEST_HEADING else f"{text[: _LONGEST_HEADING - 3]}..."


def _list_rows(rows: tuple[int, ...]) -> str:
    listed = ", ".join(f"{row:,}" for row in rows[:_MOST_ROWS])
    more = f" and {len(rows) - _MOST_ROWS:,} more" if len(rows) > _MOST_ROWS else ""
    return f"row{'' if len(rows) == 1 else 's'} {listed}{more}"
