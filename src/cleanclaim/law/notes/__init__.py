"""Reading a note: which services it describes, the minutes it states, what it measures, and who signed it."""
