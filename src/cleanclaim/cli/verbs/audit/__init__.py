"""Audit one's own charts as an auditor would, and answer one who does: samples, worksheets, estimates."""

SECTION = "Compliance"
