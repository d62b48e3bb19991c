"""The fee schedule of all releases as one table, a row for each span in which a code's values stayed the same."""

from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct, structs

from cleanclaim.reference.build.inputs import Input, Source, Table, csv_text

Values = tuple[str, ...]


class Span(Struct, frozen=True):
    """The values of a code and the first and last day they held."""

    first: date
    last: date
    values: Values


def table(source: Source, inputs: list[Input]) -> Table:
    """The fee schedule in date order. Equal rows merge where no day lies between them."""
    spans: dict[str, list[Span]] = {}
    counts = []
    for release in inputs:
        rows = {row["hcpcs"]: _values(row) for row in source.rows(release.input) if row["hcpcs"] in source.kept}
        counts.append(len(rows))
        first = release.answers_from or release.effective_from
        last = release.effective_to
        assert last is not None, f"{release.name}: a fee schedule has a last day"
        for code, values in rows.items():
            _append(spans.setdefault(code, []), Span(first, last, values))
    cells = [
        [code, span.first.isoformat(), span.last.isoformat(), *span.values] for code in spans for span in spans[code]
    ]
    header = "code,from,to,status,work,nonfacility_pe,facility_pe,malpractice,pctc,mult_proc"
    return Table(csv_text(header, cells), counts)


def _append(spans: list[Span], span: Span) -> None:
    before = spans[-1] if spans else None
    if before and before.values == span.values and before.last + timedelta(days=1) == span.first:
        spans[-1] = structs.replace(before, last=span.last)
    else:
        spans.append(span)


def _values(row: dict[str, str]) -> Values:
    """Status, the four relative values in hundredths, and the two indicators, under either set of column names."""
    cells = {_SAME.get(name, name): cell for name, cell in row.items()}
    hundredths = [_hundredths(cells[name]) for name in ("work_rvu", "nonfac_pe_rvu", "fac_pe_rvu", "mp_rvu")]
    return (cells["status"], *hundredths, cells["pctc"], cells["mult_proc"])


_SAME = {
    "status_code": "status",
    "non_fac_pe_rvu": "nonfac_pe_rvu",
    "facility_pe_rvu": "fac_pe_rvu",
    "pctc_ind": "pctc",
}


def _hundredths(cell: str) -> str:
    """Relative values have two decimals; older extracts went through floating point (0.6769999 for 0.68)."""
    return str(round(Decimal(cell) * 100))
