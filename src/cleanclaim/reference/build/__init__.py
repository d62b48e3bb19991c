"""Builds the compact tables of this package from a folder of inputs.

`data/inputs.toml` lists the inputs with their publisher, dates and source; each module here keeps what therapy needs
of one publisher's table. The same inputs give the same bytes.
"""
