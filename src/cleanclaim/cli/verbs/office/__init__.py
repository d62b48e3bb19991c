"""What the office stores: checked, and filled from a practice's file."""

SECTION = "Set up"
