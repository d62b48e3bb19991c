"""Contracts with payers: what each pays for a code on a day, and what should be allowed for a visit under it."""
