"""The law of coding and billing: payers' policies, minutes to lines, notes, charts, the rules, and the review that asks them."""
