"""Files with one object a patient or a visit: JSON, a list of them; NDJSON, one a line; Parquet, one a row."""

import io
from collections.abc import Iterator
from pathlib import Path

from cleanclaim.budget import MOST_UNPACKED
from cleanclaim.exchange.files.exact_json import decode
from cleanclaim.exchange.files.parquet_rows import whole_frame
from cleanclaim.exchange.files.visit_values import UnreadableError, quoted
from cleanclaim.model.errors import UserError
from cleanclaim.whole_file import read_whole_bytes, read_whole_text

BY_LINE = (".ndjson", ".jsonl")


def objects_by(path: Path, key: str, word: str) -> Iterator[tuple[str, dict[str, object], str]]:
    """Each object of a file: its value of `key`, its other fields, its place. `word` names what it describes.

    Raises UserError for what is no object, lacks its key, or repeats one.
    """
    seen: set[str] = set()
    for fields, place in _objects(path, word):
        named = fields.pop(key, None)
        if not isinstance(named, str) or not named.strip():
            raise UserError(f"{place}, field {key}", "is missing.", f"Say whose {word} it is.")
        if named.strip() in seen:
            raise UserError(f"{place}, field {key}", f"{named} has a {word} before.", "Keep one of them.")
        seen.add(named.strip())
        yield named.strip(), fields, place


def _objects(path: Path, word: str) -> Iterator[tuple[dict[str, object], str]]:
    if path.suffix.lower() == ".parquet":
        frame = whole_frame(io.BytesIO(read_whole_bytes(path, most=MOST_UNPACKED)), str(path))
        yield from ((row, f"{path}, row {number}") for number, row in enumerate(frame.iter_rows(named=True), 1))
        return
    text = read_whole_text(path, most=MOST_UNPACKED)
    by_line = path.suffix.lower() in BY_LINE
    found = (
        ((_decoded(line, f"{path}, line {number}"), f"{path}, line {number}") for number, line in _lines(text))
        if by_line
        else ((one, f"{path}, {word} {number}") for number, one in enumerate(_listed(text, path, word), 1))
    )
    for one, place in found:
        if not isinstance(one, dict):
            raise UserError(place, f"{quoted(one)} is not an object.", f"Write one object for each {word}.")
        yield one, place


def _lines(text: str) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip())


def _listed(text: str, path: Path, word: str) -> list[object]:
    found = _decoded(text, str(path))
    if not isinstance(found, list):
        raise UserError(str(path), f"is not a list, one object for each {word}.", "Write [{...}, {...}], or NDJSON.")
    return found


def _decoded(text: str, place: str) -> object:
    try:
        return decode(text)
    except UnreadableError as error:
        raise error.at(place, "field") from None
