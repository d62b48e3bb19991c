"""A payer file checked: its answers, its examples, what is missing."""
