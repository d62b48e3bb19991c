"""Look codes up: what one is, whether two may be billed together, which one fits words."""

SECTION = "Look up"
