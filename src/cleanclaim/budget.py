"""How much one file may take of the machine, whatever its format: bytes, rows, cells, and how far it may unpack.

One set of limits for every door. What a clinic or a billing company exports in a year lies far below each.
"""

from cleanclaim.model.errors import UserError

MOST_BYTES = 2_000_000_000
"""Bytes of a file of text, unpacked."""
MOST_ROWS = 5_000_000
"""Rows of a table."""
MOST_CELLS = 8_000_000
"""Cells of a workbook's sheet, which is in memory whole."""
MOST_UNPACKED = 250_000_000
"""Bytes of a file that is in memory whole: a workbook, a publisher's table. The largest known has half of it."""
MOST_OF_ARCHIVE = 1_000_000_000
"""Bytes that all the files of a zip may unpack to together."""
MOST_FILES = 2_000
"""Files of a zip or a folder that are looked through."""
MOST_RATIO = 200
"""How many times its size a file may unpack to, beyond `RATIO_COUNTS_FROM`."""
RATIO_COUNTS_FROM = 20_000_000
"""Bytes unpacked below which no ratio counts."""
MOST_IN_PIECE = 64_000_000
"""Characters of what is read in one piece: JSON."""

_DIVIDE = "Check that this is a visits file; divide one that is, by month for example."


def check_unpacked(place: str, unpacked: int, packed: int, most: int = MOST_BYTES, remedy: str = _DIVIDE) -> None:
    """Pass if a file of `packed` bytes may unpack to so many. Raises UserError where it may not."""
    if unpacked > most:
        raise UserError(place, f"it unpacks to more than {most:,} bytes.", remedy)
    if unpacked > RATIO_COUNTS_FROM and unpacked > packed * MOST_RATIO:
        raise UserError(place, f"it unpacks to more than {MOST_RATIO} times its size.", remedy)
