"""Visits: what was done, with its note, as versions until they are signed."""
