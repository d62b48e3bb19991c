"""Compliance: the audit of a practice's own records."""
