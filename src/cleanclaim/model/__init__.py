"""What exists: visits, lines, claims, findings, money, NPIs. Values only: no I/O, no rules."""
