"""What changes every year: the bibliography, the payers' policies, how minutes are coded, and the rules."""
