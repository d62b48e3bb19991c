"""A public suite of cases that any program can be asked: JSON in, JSON out, and how many answers are right."""

SECTION = "Compliance"
