"""Statements of patients: what each owes and why, and which claims they may not be billed for yet."""
