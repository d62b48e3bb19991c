"""The ledger as a Parquet file: a row for each posting, amounts in whole cents."""

from io import BytesIO

from cleanclaim.money.ledger import Ledger


def write_parquet(ledger: Ledger) -> bytes:
    """The content of a Parquet file. Columns: day, kind, claim_id, payer, payment, account, of, line, cents, file,
    segment, person, note, original_day.
    """
    import polars

    rows = [(entry, posting) for entry in ledger.entries for posting in entry.postings]
    text, number = polars.String, polars.Int64
    columns: dict[str, tuple[list[object], type[polars.DataType]]] = {
        "day": ([entry.on for entry, _ in rows], polars.Date),
        "kind": ([entry.kind for entry, _ in rows], text),
        "claim_id": ([entry.claim_id for entry, _ in rows], text),
        "payer": ([entry.payer for entry, _ in rows], text),
        "payment": ([entry.payment for entry, _ in rows], text),
        "account": ([posting.account.kind for _, posting in rows], text),
        "of": ([posting.account.of for _, posting in rows], text),
        "line": ([posting.line for _, posting in rows], text),
        "cents": ([posting.cents for _, posting in rows], number),
        "file": ([entry.source.file for entry, _ in rows], text),
        "segment": ([entry.source.segment for entry, _ in rows], number),
        "person": ([entry.source.person for entry, _ in rows], text),
        "note": ([entry.note for entry, _ in rows], text),
        "original_day": ([entry.original_on for entry, _ in rows], polars.Date),
    }
    frame = polars.DataFrame([polars.Series(name, found, kind) for name, (found, kind) in columns.items()])
    content = BytesIO()
    frame.write_parquet(content)
    return content.getvalue()
