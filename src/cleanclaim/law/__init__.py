"""The law: payers' policies, how minutes are coded, what notes and charts say, the rules, and the review."""
