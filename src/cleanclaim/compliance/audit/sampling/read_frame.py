"""A frame read from a table: a row an item.

item       paid    patient  date        clinician   payer     stratum
C0001      58.97   P07      2026-03-02  1000000012  medicare

Where no column says what was paid and one is called `allowed`, the amounts are what was allowed, and stay so.
"""

from pathlib import Path

from msgspec import structs

from cleanclaim.compliance.audit.sampling.frame import Amounts, AuditFrame, FrameItem, make_frame
from cleanclaim.compliance.audit.wrong_rows import FaultyRow, RowCheck
from cleanclaim.exchange.files.named_table import (
    Cells,
    NamedTable,
    TableRow,
    day_reader,
    raise_all,
    read_named_table,
    signed_cents,
    whole_number,
)
from cleanclaim.model.errors import UserError

NAMES = {
    "item": ("claim", "claim id", "claim number", "claim no", "icn", "dcn", "visit id", "line id", "sampling unit"),
    "paid": ("amount paid", "paid amount", "payment", "medicare paid", "provider paid"),
    "allowed": ("allowed amount", "amount allowed"),
    "patient": ("patient id", "beneficiary", "mrn", "hicn", "mbi"),
    "date": ("service date", "date of service", "dos", "from date"),
    "clinician": ("provider npi", "rendering npi", "therapist", "npi"),
    "payer": (),
    "stratum": ("strata",),
    "status": ("claim status",),
    "risk": (),
    "amounts": (),
}
"""What the columns of a frame may be called."""
REMEDY = "Name the columns item and paid, with the amount in dollars that was paid for each item."


def read_frame(path: Path) -> AuditFrame:
    """The frame of a file. Raises UserError with every row that is wrong, and for items that stand there twice."""
    unused: list[str] = []
    return structs.replace(make_frame(read_frame_items(path, unused=unused)), not_used=tuple(unused))


def read_frame_items(
    path: Path, wrong: list[FaultyRow] | None = None, unused: list[str] | None = None
) -> list[FrameItem]:
    """The rows of a frame as they stand there, also those that don't belong into one. Raises UserError with every row
    that cannot be read; where `wrong` is there, it takes those without a number or an amount, which are left out.
    `unused` takes the names of columns that are not read.
    """
    table = read_named_table(path, NAMES, ("item",), "items", REMEDY)
    amount: Amounts = "paid" if "paid" in table.fields else "allowed"
    if amount not in table.fields:
        raise UserError(str(path), "no column is paid", REMEDY)
    cells = Cells(table.file)
    reader = _RowReader(table, cells, amount)
    check = RowCheck(cells, wrong)
    items = [reader.item(row, check) for row in table.rows]
    raise_all(cells.faults)
    if unused is not None:
        unused += table.not_used
        unused += ["allowed"] if amount == "paid" and "allowed" in table.fields else []
    left_out = {one.place for one in wrong or ()}
    return [one for one in items if one.place not in left_out]


class _RowReader:
    """Reads the rows of one table, whose amounts are in the column of a field."""

    def __init__(self, table: NamedTable, cells: Cells, amount: Amounts) -> None:
        self._cells = cells
        self._amount = amount
        self._day = day_reader(table, "date")

    def item(self, row: TableRow, check: RowCheck) -> FrameItem:
        """The item of a row; what is wrong with it is noted."""
        text = row.cells.get
        if not text("item"):
            problem = "the item has no number"
            check.note(row, "no number in the frame", "item", problem, "Every item needs a number of its own.")
        if not text(self._amount):
            problem = f"what was {self._amount} is empty"
            remedy = f"Write 0.00 where nothing was {self._amount}."
            check.note(row, f"{self._amount} not stated in the frame", self._amount, problem, remedy)
        return FrameItem(
            item=text("item", ""),
            paid=self._cells.read(row, self._amount, signed_cents, 0),
            stratum=text("stratum", ""),
            patient=text("patient", ""),
            on=self._cells.read(row, "date", self._day, None),
            clinician=text("clinician", ""),
            payer=text("payer", ""),
            status=text("status", ""),
            risk=self._cells.read(row, "risk", whole_number, None),
            amounts="allowed" if self._amount == "allowed" else _amounts(row, self._cells),
            place=f"{self._cells.file}, row {row.number}",
        )


def _amounts(row: TableRow, cells: Cells) -> Amounts:
    text = row.cells.get("amounts", "")
    if text == "allowed":
        return "allowed"
    if text not in {"", "paid"}:
        cells.fault(row, "amounts", f'"{text}" is neither paid nor allowed', "Write which of the two the amount is.")
    return "paid"
