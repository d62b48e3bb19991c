"""The versions of the tables of files."""
