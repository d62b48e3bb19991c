"""The page of the tables that `cleanclaim bulk` writes, made from the descriptions by which they are written."""

from cleanclaim.bulk.run.stages import WORKS
from cleanclaim.bulk.tables.schemas import KINDS, TableSchema
from cleanclaim.explanations.lookup.markdown import GENERATED, join_blocks, render_table


def bulk_page() -> str:
    """The page."""
    described: dict[str, TableSchema] = {}
    for work in WORKS.values():
        described |= {schema.name: schema for schema in work.tables}
    written = [
        (f"`bulk {verb}`", ", ".join(f"[{name}](#{name})" for name in work.names)) for verb, work in WORKS.items()
    ]
    return join_blocks(
        "# Tables of a whole book",
        GENERATED,
        "`cleanclaim bulk` writes a folder for each table, in it Parquet files that together are the table: DuckDB, "
        "polars and Spark read `OUT/findings/*.parquet` as it is. Money is in cents. What is not known is null. "
        "`manifest.json` is written last: of which files, law and options the run is, what it came to, and what "
        "was not read. [How to ask them](../how-to/ask-the-tables.md).",
        render_table(("command", "tables"), written),
        *(block for schema in described.values() for block in _table(schema)),
    )


def _table(schema: TableSchema) -> tuple[str, ...]:
    rows = [
        (f"`{one.name}`", KINDS[one.kind], one.meaning, "" if one.nullable else "always known")
        for one in schema.columns
    ]
    return f"## {schema.name}", f"A row is {schema.row}.", render_table(("column", "type", "meaning", ""), rows)
