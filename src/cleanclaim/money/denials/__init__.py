"""What payers refused: why, what to do about it, until when, and what would have prevented it."""
