"""What a run over a book writes: tidy tables in Parquet, their columns documented."""
