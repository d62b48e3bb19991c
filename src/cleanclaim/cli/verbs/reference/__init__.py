"""The published tables: what is on file, what is missing, and importing the publishers' own files."""

SECTION = "Set up"
