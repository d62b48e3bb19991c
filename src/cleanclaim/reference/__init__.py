"""Published tables as they stood on a date: code pairs, unit limits, fee schedule, diagnoses, our code catalogue.

`tables.tables(on)` is the door. The files in `data/` are built by `python -m cleanclaim.reference.build` from tidy
inputs, except `catalogue.csv`, `modifiers.csv` and `inputs.toml`, which people write.
"""
