"""Payers' policies: what changes every year and from payer to payer, dated and with its source, as TOML.

`keys.toml` says which questions a payer must answer, `payers/` holds the answers, one file a payer.
"""
