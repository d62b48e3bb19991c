"""A table of text cells as visits: what CSV and workbooks have in common once their rows are cells."""

from collections.abc import Iterable

from cleanclaim.exchange.files.columns import build_pick, is_left_out, lay_out
from cleanclaim.exchange.files.headings import Numbered, fit, services_alone, visit_heading
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.rows_to_visits import LeftOutRowError, Table
from cleanclaim.model.errors import UserError


def table_of(rows: Iterable[Numbered], intake: Intake) -> Table[list[str]]:
    """The rows under the heading. Raises UserError if the heading is missing or wrong."""
    (number, heading), rest = visit_heading(rows, intake)
    if not heading:
        raise UserError(
            intake.file, "the file is empty.", "It needs a first row that names the columns, then the services."
        )
    layout = lay_out(heading, intake, f"{intake.file}, row {number}")
    pick, width = build_pick(layout, intake), len(heading)
    unnamed = [at for at, name in enumerate(heading) if not name.strip()]
    code_at = layout.sources.get("code", (None,))[0]
    left_out = is_left_out(heading, intake)
    own = [(at, name) for at, name in enumerate(heading) if name in intake.not_used]

    def cells(row: list[str]) -> tuple[str, ...]:
        fit(row, width)
        for at in unnamed:
            if row[at].strip():
                intake.not_used[f"column {at + 1}, without a heading"] = None
        if left_out and left_out(row):
            raise LeftOutRowError
        row.append("")
        if intake.own_rows is not None:
            visit_id = intake.field("visit_id")[pick(row)[0]]
            intake.own_rows.setdefault(str(visit_id), []).append({name: row[at] for at, name in own})
        return pick(row)

    return Table(services_alone(rest, heading, code_at, intake), cells)
