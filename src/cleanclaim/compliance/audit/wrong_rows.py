"""Rows of an audit's tables that contradict themselves: our own are refused for them, another's are objected to."""

from msgspec import Struct

from cleanclaim.exchange.files.named_table import Cells, TableRow


class FaultyRow(Struct, frozen=True, kw_only=True):
    """A row that cannot be counted: of which item, where, what kind of mistake, and what it says."""

    item: str
    kind: str
    place: str
    problem: str


class RowCheck:
    """Notes what is wrong with rows: as faults of the table, or, where `wrong` is there to take them, as rows that
    cannot be counted.
    """

    def __init__(self, cells: Cells, wrong: list[FaultyRow] | None) -> None:
        self._cells = cells
        self._wrong = wrong

    def note(self, row: TableRow, kind: str, column: str, problem: str, remedy: str) -> None:
        """Note one mistake of a row; `column` is empty where it is not in one column alone."""
        if self._wrong is None:
            self._cells.fault(row, column, problem, remedy)
        else:
            place = f"{self._cells.file}, row {row.number}"
            self._wrong.append(FaultyRow(item=row.cells.get("item", ""), kind=kind, place=place, problem=problem))
