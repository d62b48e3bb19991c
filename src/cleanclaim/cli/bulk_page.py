"""The page of the tables that `cleanclaim bulk` writes, made from the descriptions by which they are written."""

from cleanclaim.bulk.run.bulk_run import REVIEW_TABLES
from cleanclaim.bulk.tables.schemas import KINDS, TableSchema
from cleanclaim.explanations.lookup.markdown import GENERATED, join_blocks, render_table

WRITTEN_BY: dict[str, tuple[TableSchema, ...]] = {"review": REVIEW_TABLES}
"""The tables of each verb."""


def bulk_page() -> str:
    """The page."""
    described: dict[str, TableSchema] = {}
    for schemas in WRITTEN_BY.values():
        described |= {schema.name: schema for schema in schemas}
    written = [
        (f"`bulk {verb}`", ", ".join(f"[{schema.name}](#{schema.name})" for schema in schemas))
        for verb, schemas in WRITTEN_BY.items()
    ]
    return join_blocks(
        "# Tables of a whole book",
        GENERATED,
        "`cleanclaim bulk` writes a folder for each table, in it Parquet files that together are the table: DuckDB, "
        "polars and Spark read `OUT/findings/*.parquet` as it is. Money is in cents. What is not known is null. "
        "`manifest.json` is written last: of which files, law and options the run is, what it came to, and what "
        "was not read. [How to ask them](../how-to/a-whole-book.md).",
        render_table(("command", "tables"), written),
        *(block for schema in described.values() for block in _table(schema)),
    )


def _table(schema: TableSchema) -> tuple[str, ...]:
    rows = [
        (f"`{one.name}`", KINDS[one.kind], one.meaning, "" if one.nullable else "always known")
        for one in schema.columns
    ]
    return f"## {schema.name}", f"A row is {schema.row}.", render_table(("column", "type", "meaning", ""), rows)
