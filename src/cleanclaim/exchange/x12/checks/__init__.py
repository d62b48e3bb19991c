"""The checks of X12 files: each has a stored id, a level, a reason, a remedy and an example, and is written once."""
