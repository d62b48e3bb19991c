"""Measurements: how fast the review is, and how quickly the command line starts."""
