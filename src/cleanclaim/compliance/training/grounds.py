"""What a question stands on: the rules, policy answers and entries behind its answer, each with a version.

    rule:minutes.overbilled    changes when the rule decides otherwise, or says it in other words
    policy:medicare.unit_method    changes when the payer's answer does

An item is made under the law of a day. Where something it rests on has another version now, or is gone, the item is
retired, and what somebody knew by it counts no more.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from hashlib import sha256

import msgspec
from msgspec import Struct

from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.policies.sources import sources
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.money.denials.playbook import Play, playbook

VERSION_LETTERS = 12


class Grounds(Struct, frozen=True, kw_only=True):
    """What an answer stands on: the source's id, its standing (`verified`, `contract`, `reported`), and the version of
    everything it rests on by name.
    """

    source: str
    standing: str
    versions: Mapping[str, str]


def of_policy(policy: Policy, *keys: str) -> Grounds:
    """What answers of a payer's policy stand on; the source is that of the first."""
    values = [policy.value(key) for key in keys]
    first = next((one for one in values if one.cite), None)
    return Grounds(
        source=first.cite.id if first and first.cite else "payer-policy",
        standing=_weakest(one.standing or "reported" for one in values),
        versions={f"policy:{policy.payer}.{key}": _policy_version(policy, key) for key in keys},
    )


def of_rules(*rule_ids: str) -> Grounds:
    """What rules stand on; the source is that of the first."""
    found = [rule_set().rules[rule_id] for rule_id in rule_ids]
    return Grounds(
        source=found[0].cite,
        standing="verified" if all(one.verified for one in found) else "reported",
        versions={f"rule:{rule_id}": _rule_version(rule_id) for rule_id in rule_ids},
    )


def of_play(play: Play) -> Grounds:
    """What a play of the playbook of denials stands on."""
    return Grounds(
        source=play.cite, standing=play.standing, versions={f"play:{play.name}": _play_version(play.name) or ""}
    )


def of_table(source: str, standing: str) -> Grounds:
    """What an answer stands on that is read from a published table, or follows from the form of a message."""
    return Grounds(source=source, standing=standing, versions={})


def together(*grounds: Grounds) -> Grounds:
    """Several grounds of one answer; the source is that of the first."""
    return Grounds(
        source=grounds[0].source,
        standing=_weakest(one.standing for one in grounds),
        versions={name: version for one in grounds for name, version in one.versions.items()},
    )


def is_current(versions: Mapping[str, str], basis: Basis, on: date) -> bool:
    """Whether everything has the version it had, under the law of a day."""
    return all(_current(name, basis, on) == version for name, version in versions.items())


def source_words(source: str) -> str:
    """A source for people: its title and section."""
    entry = sources()[source]
    return ", ".join(part for part in (entry.title, entry.section) if part)


def _current(name: str, basis: Basis, on: date) -> str | None:
    """The version something has now; None where it is gone."""
    kind, _, what = name.partition(":")
    if kind == "policy":
        payer, _, key = what.partition(".")
        policy = basis.policy(payer, on)
        return _policy_version(policy, key) if policy is not None and key in policy.values else None
    if kind == "rule":
        return _rule_version(what) if what in rule_set().rules else None
    return _play_version(what)


def _play_version(name: str) -> str | None:
    """Of a play as the playbook has it, before a group changes it; None where there is none of that name."""
    plays = {play.name: play for play in (*playbook().plays, *playbook().by_kind.values(), playbook().unknown)}
    if name not in plays:
        return None
    play = plays[name]
    return _version((play.cause, play.action, play.to_do, play.patient, play.of_patient, play.codes))


def _policy_version(policy: Policy, key: str) -> str:
    value = policy.value(key)
    return _version((key, value.payer, repr(value.value), value.since, value.standing))


def _weakest(standings: Iterable[str]) -> str:
    order = ("reported", "contract", "verified")
    return min(standings, key=order.index)


def _version(stated: object) -> str:
    return sha256(msgspec.json.encode(stated)).hexdigest()[:VERSION_LETTERS]


@cache
def _rule_version(rule_id: str) -> str:
    """Of what a rule says: how it decides, in which words, from when on, and by which source; not of its comments."""
    entry = rule_set().rules[rule_id]
    message = entry.message if isinstance(entry.message, str) else _code(entry.message)
    words = (entry.title, message, entry.remedy, entry.cite, entry.severity, str(entry.since), str(entry.until))
    return _version((*words, _code(entry.function)))


def _code(function: Callable[..., object]) -> str:
    """A function's code without its comments, decorators and docstring."""
    (found,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(found, ast.FunctionDef)
    body = found.body[1:] if ast.get_docstring(found) else found.body
    return "\n".join([ast.unparse(found.args), *map(ast.unparse, body)])
