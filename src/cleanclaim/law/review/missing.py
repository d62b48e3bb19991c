"""What a person should enter where a question cannot be answered: the missing thing's own sentence.

An input or a fact says itself what is missing where it is not known, and the kernel says which it was. What a payer's
policy leaves open is said in the policy's own words; where no policy describes the payer, that is what is missing. Of a
table that does not answer it is said which release does: its file, where to find it, and how to import it.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from cleanclaim.kernel import Missing
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.review.inputs import PAYER, ask_the_payer
from cleanclaim.law.review.law_in_force import Law, wanted_releases

OF_POLICY = "policy"
"""The name under which a finding lists what a payer's policy leaves open."""


OF_TABLES = "tables"
"""The name of what no published table on file answers."""


def word_for_law(missing: Missing, law: Law) -> Missing:
    """What is missing: a payer's answer as the payer's policy says it, a table by the release that has it."""
    policy = law.policy
    if missing.name == OF_TABLES:
        return _with_release(missing, law.tables.on)
    if missing.name not in keys().keys:
        return missing
    return _left_open(missing, policy.values[missing.name].why) if policy.name else PAYER


@lru_cache(maxsize=4096)
def _with_release(missing: Missing, on: date) -> Missing:
    return Missing(missing.title, missing.remedy.format_map(wanted_releases(on)), missing.name)


@lru_cache(maxsize=4096)
def _left_open(missing: Missing, why: str) -> Missing:
    remedy = f"{why}. {ask_the_payer(missing.name)}" if why else missing.remedy
    return Missing(missing.title, remedy, OF_POLICY)


def merge_missing(unknowns: Sequence[Missing], payer: str) -> Missing:
    """Several missing things of one name as one: what a payer's policy leaves open is said in one sentence."""
    first = unknowns[0]
    if first.name != OF_POLICY:
        return first
    keys_open = list(dict.fromkeys(unknown.title for unknown in unknowns))
    return Missing(f"Not known of {payer}: {', '.join(keys_open)}", first.remedy, OF_POLICY)
