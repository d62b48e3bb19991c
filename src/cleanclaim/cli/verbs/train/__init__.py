"""Train people on what they get wrong: questions worked out by the engine, spaced, with who has learned what."""

SECTION = "Compliance"
