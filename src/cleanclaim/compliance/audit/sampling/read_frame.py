"""A frame read from a table: a row an item.

item       paid    patient  date        clinician   payer     stratum
C0001      58.97   P07      2026-03-02  1000000012  medicare
"""

from pathlib import Path

from cleanclaim.compliance.audit.sampling.frame import Amounts, AuditFrame, FrameItem, make_frame
from cleanclaim.compliance.audit.wrong_rows import FaultyRow, RowCheck
from cleanclaim.exchange.files import visit_values as values
from cleanclaim.exchange.files.named_table import (
    Cells,
    TableRow,
    raise_all,
    read_named_table,
    signed_cents,
    whole_number,
)

NAMES = {
    "item": ("claim", "claim id", "claim number", "claim no", "icn", "dcn", "visit id", "line id", "sampling unit"),
    "paid": ("amount paid", "paid amount", "payment", "medicare paid", "provider paid"),
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
    return make_frame(read_frame_items(path))


def read_frame_items(path: Path, wrong: list[FaultyRow] | None = None) -> list[FrameItem]:
    """The rows of a frame as they stand there, also those that don't belong into one. Raises UserError with every row
    that cannot be read; where `wrong` is there, it takes those without a number or an amount, which are left out.
    """
    table = read_named_table(path, NAMES, ("item", "paid"), "items", REMEDY)
    cells = Cells(table.file)
    check = RowCheck(cells, wrong)
    items = [_item(row, cells, check) for row in table.rows]
    raise_all(cells.faults)
    left_out = {one.place for one in wrong or ()}
    return [one for one in items if one.place not in left_out]


def _item(row: TableRow, cells: Cells, check: RowCheck) -> FrameItem:
    text = row.cells.get
    if not text("item"):
        problem = "the item has no number"
        check.note(row, "no number in the frame", "item", problem, "Every item needs a number of its own.")
    if not text("paid"):
        problem = "what was paid is empty"
        check.note(row, "paid not stated in the frame", "paid", problem, "Write 0.00 where nothing was paid.")
    return FrameItem(
        item=text("item", ""),
        paid=cells.read(row, "paid", signed_cents, 0),
        stratum=text("stratum", ""),
        patient=text("patient", ""),
        on=cells.read(row, "date", values.recent_date, None),
        clinician=text("clinician", ""),
        payer=text("payer", ""),
        status=text("status", ""),
        risk=cells.read(row, "risk", whole_number, None),
        amounts=_amounts(row, cells),
        place=f"{cells.file}, row {row.number}",
    )


def _amounts(row: TableRow, cells: Cells) -> Amounts:
    text = row.cells.get("amounts", "")
    if text == "allowed":
        return "allowed"
    if text not in {"", "paid"}:
        cells.fault(row, "amounts", f'"{text}" is neither paid nor allowed', "Write which of the two the amount is.")
    return "paid"
