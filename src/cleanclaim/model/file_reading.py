"""What came of reading a file of visits: which columns were used and which not, and the rows that were set aside."""

from datetime import date

from msgspec import Struct


class RowFault(Struct, frozen=True, kw_only=True):
    """One cell or row that cannot be read: where it stands, what is wrong, what to write.

    `rows` are numbered as a person finds them; `column` is the file's own heading, empty where the row as a whole is
    meant. `visit_id` names the visit, where the row tells it; `text` is what stands in the cell.
    """

    place: str
    problem: str
    remedy: str
    rows: tuple[int, ...] = ()
    column: str = ""
    visit_id: str | None = None
    text: str = ""


class FileReading(Struct, frozen=True, kw_only=True):
    """How a file of visits was read. Every column is in `used` or in `not_used`, every row a service or named here.

    `visits_read` are those in the case. `used`: the field that each heading was read as. `may_be`: what a heading not
    used may stand for. `left_out`: rows that are no services (titles above the heading, totals), by kind.
    `rows_set_aside` belong to visits that cannot be read whole: their `visits_set_aside` by id, `days_set_aside` by
    patient and day (None: any), and `faults`, the cells and rows at fault, a thousand at most of `faults_counted`.
    `taken_along` are those of them that have no fault, each with the reason why it is set aside too.
    `of_visits`: that it is a file of visits, not of patients. `notes`: what else a reader should know.
    """

    file: str
    format: str
    encoding: str = ""
    visits_read: int = 0
    used: dict[str, str] = {}
    not_used: tuple[str, ...] = ()
    may_be: dict[str, str] = {}
    left_out: dict[str, tuple[int, ...]] = {}
    faults: tuple[RowFault, ...] = ()
    faults_counted: int = 0
    rows_set_aside: int = 0
    visits_set_aside: tuple[str, ...] = ()
    taken_along: dict[str, str] = {}
    days_set_aside: frozenset[tuple[str | None, date | None]] = frozenset()
    of_visits: bool = False
    notes: tuple[str, ...] = ()
