"""Tests of single rooms of the house: one file a topic."""
