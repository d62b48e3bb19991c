"""Medicare's list of those who may order, refer and certify (the order and referring file), read for Part B."""

from pathlib import Path

from cleanclaim.exchange.files.published_csv import PublishedCsv


def read_ordering_list(path: Path) -> frozenset[str]:
    """The NPIs of those who may do so under Part B. Raises UserError where it is no such list."""
    table = PublishedCsv(path, "list of those who order and refer", ("NPI", "LAST_NAME", "FIRST_NAME", "PARTB"))
    return frozenset(row["NPI"] for _, row in table.rows() if row["PARTB"].upper() == "Y")
