"""Write the questions a practice sends: whether patients are covered, and where claims are."""

SECTION = "Claims"
