"""`python -m cleanclaim.law`: compile the rules in force today and keep them, so that the first command starts fast."""

from datetime import date

from cleanclaim.law.review.rule_set import coding_families, compiled, families_for

if __name__ == "__main__":
    for families in (coding_families(), families_for(frozenset()), families_for(frozenset({"chart"}))):
        compiled(date.today(), families)
