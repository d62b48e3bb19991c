"""`python -m cleanclaim.law`: compile the rules in force today and keep them, so that the first command starts fast."""

from datetime import date

from cleanclaim.law.review.rule_set import coding_families, compiled, families_given

if __name__ == "__main__":
    for families in (coding_families(), families_given(frozenset()), families_given(frozenset({"chart"}))):
        compiled(date.today(), families)
