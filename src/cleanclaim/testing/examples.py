"""The tables in a rule module's docstring: pictures, tests and documentation at once.

    payer    | code  | minutes | units || earned | broken
    medicare | 97110 |      33 |     2 ||      2 |             # 33 + 7 = 40: three units
    medicare | 97140 |       7 |     1 ||      1 |
    -
    acme     | 97110 |      33 |     2 ||      2 |
    acme     | 97140 |       7 |     1 ||      0 | overbilled

Each row is a line of a visit, `-` starts another visit. Left of `||` stand inputs, right of it facts
and, under `broken`, the rules that object: `name` fails, `name?` is undetermined, `name~` is bypassed.
An empty cell is unknown. What follows `#` says what the example shows.
"""

from collections.abc import Iterator

from msgspec import Struct


class ExampleRow(Struct, frozen=True):
    """One line of an example: the inputs, the expected facts, the rules that object."""

    inputs: dict[str, str]
    expected: dict[str, str]
    broken: tuple[str, ...]


class Example(Struct, frozen=True):
    """One visit of a table: its rows, what it shows, and the text it was read from (with the heading)."""

    rows: tuple[ExampleRow, ...]
    shows: str
    text: str

    @property
    def mentions(self) -> frozenset[str]:
        """The names of the rules that object somewhere in the example."""
        return frozenset(name.rstrip("?~") for row in self.rows for name in row.broken)


def examples_in(docstring: str) -> Iterator[Example]:
    """Every example of every table in a docstring. Raises ValueError for a row that does not fit its heading."""
    heading: list[str] | None = None
    left_columns = 0
    title = ""
    rows: list[str] = []
    for raw in [*docstring.splitlines(), ""]:
        line = raw.strip()
        if heading is None:
            left, _, right = line.partition("||")
            cells = [cell.strip() for cell in (*left.split("|"), *right.split("|"))]
            if "||" in line and (len(cells) > 2 or all(cell.isidentifier() for cell in cells)):
                heading, left_columns, title = cells, left.count("|") + 1, line
        elif "||" in line:
            rows.append(line)
        elif "|" in line:
            raise ValueError(f"the row {line!r} has no ||, which parts what is given from what comes of it")
        else:
            if rows:
                yield _example(heading, left_columns, title, rows)
            rows = []
            if line != "-":
                heading = None


def _example(heading: list[str], left_columns: int, title: str, lines: list[str]) -> Example:
    rows, remarks = [], []
    for line in lines:
        text, _, remark = line.partition("#")
        left, _, right = text.partition("||")
        cells = [cell.strip() for cell in (*left.split("|"), *right.split("|"))]
        if len(cells) != len(heading):
            raise ValueError(f"the row {line!r} has {len(cells)} cells, its heading {len(heading)}")
        named = dict(zip(heading, cells, strict=True))
        broken = tuple(named.get("broken", "").split())
        expected = {name: named[name] for name in heading[left_columns:] if name != "broken"}
        rows.append(ExampleRow({name: named[name] for name in heading[:left_columns]}, expected, broken))
        if remark.strip():
            remarks.append(remark.strip())
    return Example(tuple(rows), " ".join(remarks), "\n".join([title, *lines]))
