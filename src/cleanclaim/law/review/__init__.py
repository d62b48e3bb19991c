"""The review: every rule in force asked of every visit, what is missing, and the fixes."""
