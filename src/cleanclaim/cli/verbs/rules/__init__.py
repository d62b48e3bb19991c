"""The rule book: every rule with its source, dates, examples and remedy."""

SECTION = "Look up"
