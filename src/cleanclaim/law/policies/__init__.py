"""What changes every year and from payer to payer: dated values with their sources, as TOML.

`keys.toml` says which questions a payer must answer, `payers/` holds the answers, one file a payer.
"""
