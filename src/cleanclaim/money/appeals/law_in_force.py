"""The law that a request cites: what was in force on the day of service, each answer with its source and standing.

Of a payer that is known by the practice's file or by the kind of insurance. What nobody verified is for the biller to
know, and is not cited to the payer.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from cleanclaim.law.policies.answer_words import describe_answer
from cleanclaim.law.policies.keys import NO_LIMIT, PolicyKey, keys
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.policies.spans import Standing
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.finding import Cite


class LawStatement(Struct, frozen=True, kw_only=True):
    """One answer in force: to which question, what it is, since when, on what it stands. `on` is the day it answers
    for; `since` is None where it held before our tables begin.
    """

    about: str
    says: str
    on: date
    since: date | None
    standing: Standing
    cite: Cite

    @property
    def may_be_cited(self) -> bool:
        """Whether somebody read its source, so that it can be cited to a payer."""
        return self.standing == "verified"


def law_in_force(policy: Policy | None, on: date, rule_ids: Iterable[str], *, is_known: bool) -> Iterator[LawStatement]:
    """The payer's answers behind some rules on a day. Verified are those that its own file gives: what it follows of
    another payer is reported. `is_known`: the practice's file or the kind of insurance tells whose policy it is.

    What a rule says of a fault is no part of it, for it speaks against who sends the request.
    """
    for key in sorted({key for one in rule_ids for key in rule_set().inputs_behind(one) & keys().keys.keys()}):
        value = policy.value(key) if policy else None
        if value is None or value.value is None or value.cite is None or value.standing is None:
            continue
        is_own = is_known and policy is not None and value.payer == policy.payer
        yield LawStatement(
            about=keys().keys[key].meaning,
            says=_in_words(keys().keys[key], value.value),
            on=on,
            since=value.since if value.since > keys().covers_from else None,
            standing=value.standing if is_own or value.standing != "verified" else "reported",
            cite=value.cite,
        )


def _in_words(key: PolicyKey, value: object) -> str:
    """An answer as a sentence has it: a number with what it counts."""
    words = describe_answer(key, value)
    return f"{words} {key.unit}" if key.type == "int" and key.unit and value != NO_LIMIT else words
