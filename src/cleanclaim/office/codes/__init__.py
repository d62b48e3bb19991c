"""Codes: what a code is on a day, found as one types; its pairs, its history; two of them side by side."""
