"""The public suite: our own answers are right, each public defect is seen, and the page says so."""
