"""Compliance: a practice's own records audited as an auditor would, and its clinicians' credentials."""
