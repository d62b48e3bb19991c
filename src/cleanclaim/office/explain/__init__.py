"""Explain: a visit line by line in plain words, and what another day's law or knowledge would change."""
