"""Who did what, and who read what, in a log that only grows and is sealed minute by minute."""
