"""`python -m cleanclaim.law`: compile the rules in force today and keep them, so that the first command starts fast."""

from datetime import date

from cleanclaim.law.review.coded import CODING_FAMILIES
from cleanclaim.law.review.rule_set import compiled, families_given

if __name__ == "__main__":
    for families in (CODING_FAMILIES, families_given(frozenset()), families_given(frozenset({"chart"}))):
        compiled(date.today(), families)
