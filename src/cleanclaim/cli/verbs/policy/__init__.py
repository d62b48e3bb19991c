"""What payers ask for, and payers of your own."""

SECTION = "Look up"
