"""From minutes to units, modifiers and lines, with a proof of every step."""
