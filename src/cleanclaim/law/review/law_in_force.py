"""What holds for one visit: its payer's policy, the published tables and the rules, as of its date."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct, structs

from cleanclaim.kernel import FAIL, Answer, Compiled, Missing, Rule
from cleanclaim.kernel.compiler import RawAnswer
from cleanclaim.law.basis import Basis
from cleanclaim.law.chart.context import VisitContext
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import Policy, policy
from cleanclaim.law.policies.sources import sources
from cleanclaim.law.review.rule_set import compiled, compiled_alone, refuse_failing_package, rule_set
from cleanclaim.model.line import Line
from cleanclaim.model.visit import Service, Visit
from cleanclaim.reference.cadence import cadences
from cleanclaim.reference.library import Library
from cleanclaim.reference.tables import Tables, tables

PAYERS_POLICY, MEDICARE_ELSEWHERE = "payer-policy", "medicare-elsewhere"
"""What findings cite of payers that Medicare's law does not bind."""


class Law(Struct, frozen=True, dict=True):
    """The law for one payer and day."""

    policy: Policy
    tables: Tables
    compiled: Compiled
    certain: Policy
    """The policy with nothing but what may stop a claim: the rest is unknown."""
    doubtful: frozenset[int]
    """The compiled rules, by number, whose faults are asked again under what is certain: they may not rest on it."""
    under_medicare: bool
    """Whether Medicare's own law binds the payer."""
    words: int
    """The same for any two laws that put answers into the same words."""

    def ask(
        self, visit: Visit, lines: Sequence[Line | Service], context: VisitContext, filed_on: date | None
    ) -> tuple[list[RawAnswer], int]:
        """The answers other than pass for a visit and its lines, and the number of questions that do not apply.

        Raises UserError where an installed package's rule fails.
        """
        try:
            return self._evaluate(visit, lines, context, filed_on)
        except BaseException as wrong:
            self._refuse_failing_package(wrong, visit, lines, context, filed_on)
            raise

    @cached_property
    def _evaluate(self) -> Callable[..., tuple[list[RawAnswer], int]]:
        """The rules as a function under this policy and these tables."""
        evaluate, _missing, _shared = self.compiled.memory.under(self.policy, self.tables)
        return evaluate

    def certain_faults(
        self,
        rules: Iterable[str],
        visit: Visit,
        lines: Sequence[Line | Service],
        context: VisitContext,
        filed_on: date | None,
    ) -> frozenset[tuple[str, int]]:
        """Of some rules those, with their lines, that are at fault whatever the payer says to what nobody verified."""
        found: set[tuple[str, int]] = set()
        for rule_id in rules:
            raw, _off = compiled_alone(rule_id).evaluate(visit, lines, context, self.certain, self.tables, filed_on)
            found |= {(rule_id, place) for _number, place, outcome, _values in raw if outcome == FAIL}
        return frozenset(found)

    def answers(
        self,
        raw: Sequence[RawAnswer],
        visit: Visit,
        lines: Sequence[Line | Service],
        context: VisitContext,
        filed_on: date | None,
    ) -> list[Answer]:
        """The raw answers with their rules, and with what is missing where one was left open."""
        return self.compiled.name(raw, self.find_missing(raw, visit, lines, context, filed_on))

    def find_missing(
        self,
        raw: Sequence[RawAnswer],
        visit: Visit,
        lines: Sequence[Line | Service],
        context: VisitContext,
        filed_on: date | None,
    ) -> list[Missing | None]:
        """What left each raw answer open, None where it is answered."""
        try:
            return self.compiled.find_missing(raw, visit, lines, context, self.policy, self.tables, filed_on)
        except BaseException as wrong:
            self._refuse_failing_package(wrong, visit, lines, context, filed_on)
            raise

    def _refuse_failing_package(
        self, wrong: BaseException, visit: Visit, lines: Any, context: Any, filed_on: Any
    ) -> None:
        arguments = visit, lines, context, self.policy, self.tables, filed_on
        refuse_failing_package(wrong, self.compiled.rules, *arguments)


NO_POLICY = Policy(
    payer="",
    name="",
    kind="public",
    on=date.min,
    unverified=frozenset(),
    values={},
    **dict.fromkeys(keys().keys),
)
"""Stands where no file describes the payer: every question is unanswered."""

UNDATED = date(1900, 1, 1)
"""Before every table: no table covers it, so nothing is answered."""


def in_force(visit: Visit, basis: Basis, families: tuple[str, ...] | None = None) -> Law:
    """The law for a visit, with the rules of these families or all.

    A visit without a date meets only the rules that need neither law nor tables.
    """
    on = basis.law_day(visit)
    return _in_force(visit.payer, on, basis.known_on, basis.payers, basis.library, families)


@lru_cache(maxsize=50_000)
def _in_force(
    payer: str | None,
    on: date | None,
    known_on: date | None,
    payers: str | Path | None,
    library: Library | None,
    families: tuple[str, ...] | None,
) -> Law:
    described = policy(payer, on, known_on, payers) if payer and on else None
    days = tables(on or UNDATED, known_on, library)
    known = described or _undescribed(payer, on)
    certain = structs.replace(known, **dict.fromkeys(known.unverified), unverified=frozenset())
    rules = compiled(on, families)
    doubtful = _find_doubtful(rules.rules, known.unverified) if known.unverified else frozenset()
    bound = is_under_medicare(known)
    return Law(known, days, rules, certain, doubtful, bound, _number_words(known, days.on, rules.rules))


def is_under_medicare(described: Policy) -> bool:
    """Whether Medicare's own law binds a payer: Medicare, its contractors and its plans. What it decided for the whole
    country tells; of a payer that nobody described nothing is known.
    """
    return described is NO_POLICY or not described.values or described.coverage_determinations is True


@cache
def basis_of(rule_id: str, *, under_medicare: bool) -> str:
    """The source that a rule's finding cites: Medicare's law where that binds the payer; of any other payer its policy,
    where the answer hangs on what that says, else that nobody verified that it asks for the same.
    """
    source = rule_set().rules[rule_id].cite
    if under_medicare or not sources()[source].program:
        return source
    return PAYERS_POLICY if rule_set().inputs_behind(rule_id) & _questions_to_payers() else MEDICARE_ELSEWHERE


@cache
def _questions_to_payers() -> frozenset[str]:
    """The questions on which what a payer asks for hangs; who it is, and what codes are, say nothing of that."""
    return frozenset(keys().keys) - {"claim_filing", "fee_schedule", "bundled_codes"}


@lru_cache(maxsize=1_000)
def _find_doubtful(rules: tuple[Rule, ...], unverified: frozenset[str]) -> frozenset[int]:
    """The rules, by number, whose fault would stop a claim if these answers were verified, and may all the same."""
    return frozenset(
        [
            number
            for number, entry in enumerate(rules)
            if entry.severity == "stop"
            and entry.verified
            and not unverified.isdisjoint(rule_set().inputs_behind(entry.id))
            and not rule_set().cannot_do_without(entry, unverified)
        ]
    )


_WORDS: dict[tuple[object, ...], int] = {}


def _number_words(policy: Policy, on: date, rules: tuple[Rule, ...]) -> int:
    """A number for all that a law adds to the words of an answer: who the payer is, what nobody verified of it and why
    the rest is unknown, which releases the day wants, and which rule a number stands for.
    """
    why = tuple([(name, value.why) for name, value in policy.values.items() if value.why])
    releases = tuple(wanted_releases(on).values())
    bound = is_under_medicare(policy)
    return _WORDS.setdefault((policy.name, policy.unverified, bound, why, releases, rules), len(_WORDS))


@cache
def wanted_releases(on: date) -> dict[str, str]:
    """By kind of table, how to get the release that a day wants."""
    return {
        kind: f"{one.period(on)}: {one.file_for(on)} ({one.where}); `cleanclaim reference import FILE`."
        for kind, one in cadences().items()
    }


@lru_cache(maxsize=1_000)
def _undescribed(payer: str | None, on: date | None) -> Policy:
    return structs.replace(NO_POLICY, payer=payer or "", on=on or UNDATED)
