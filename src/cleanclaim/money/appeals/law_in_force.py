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
from cleanclaim.law.policies.sources import cite, sources
from cleanclaim.law.policies.spans import Standing
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.finding import Cite


class LawStatement(Struct, frozen=True, kw_only=True):
    """One answer in force: to which question, what it is, since when, on what it stands. `on` is the day it answers
    for.
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
    """The payer's answers behind some rules on a day, then the sources of the rules themselves, which bind a payer of
    public law. `is_known`: the practice's file or the kind of insurance tells whose policy it is.
    """
    rules = [rule_set().rules[one] for one in rule_ids]
    named: set[str] = set()
    for key in sorted({key for rule in rules for key in rule_set().inputs_behind(rule.id) & keys().keys.keys()}):
        value = policy.value(key) if policy else None
        if value is None or value.value is None or value.cite is None or value.standing is None:
            continue
        named.add(value.cite.id)
        yield LawStatement(
            about=keys().keys[key].meaning,
            says=_in_words(keys().keys[key], value.value),
            on=on,
            since=value.since,
            standing=value.standing if is_known or value.standing != "verified" else "reported",
            cite=value.cite,
        )
    for rule in rules:
        if rule.cite not in named and sources()[rule.cite].url and rule.holds_on(on):
            named.add(rule.cite)
            binds = is_known and policy is not None and policy.kind == "public"
            read = binds and rule.verified and sources()[rule.cite].read
            yield LawStatement(
                about=rule.title,
                says=" ".join(rule.why.split()),
                on=on,
                since=rule.since,
                standing="verified" if read else "reported",
                cite=cite(rule.cite),
            )


def _in_words(key: PolicyKey, value: object) -> str:
    """An answer as a sentence has it: a number with what it counts."""
    words = describe_answer(key, value)
    return f"{words} {key.unit}" if key.type == "int" and key.unit and value != NO_LIMIT else words
