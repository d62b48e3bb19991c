"""Look-ups and searches: codes, diagnoses, rules, payers, reasons, and the reference pages made from them."""
