"""Work through a whole book, millions of lines: Parquet or a folder of claims in, tables in Parquet out."""

SECTION = "Code and review"
