"""The published tables: what is held, what is missing, and importing the publishers' own files."""

SECTION = "Set up"
