"""The playbook: what to do about a denial, by its codes (`playbook.toml`), the most specific play first.

CO 16 with N285    the play of "16 N285": who certified the plan of care is missing
CO 16 with N999    no play names them: by the kind of the remark, else by that of the reason
CO 999             on no list: the queue "unknown"
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct, structs

from cleanclaim.law.policies.spans import Standing
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.reference.reasons import KINDS, Kind, reason

Category = Kind | Literal["unknown"]
Action = Literal[
    "appeal",
    "authorization",
    "bill another",
    "bill next",
    "bill patient",
    "call",
    "correct",
    "enrollment",
    "exception",
    "find first",
    "look",
    "new claim",
    "send records",
    "stop",
    "wait",
    "write off",
]
Way = Literal["new claim", "correction", "appeal", "next payer"]
BillPatient = Literal["no", "yes", "with notice", "by plan"]

ACTIONS: dict[Action, str] = {
    "appeal": "appeal with the record",
    "authorization": "get or amend the authorization",
    "bill another": "bill the right payer",
    "bill next": "bill the next payer",
    "bill patient": "bill the patient",
    "call": "call the payer",
    "correct": "send a corrected claim",
    "enrollment": "fix the enrollment",
    "exception": "ask for an exception",
    "find first": "find the first claim",
    "look": "read what it says",
    "new claim": "send a new claim",
    "send records": "send the records",
    "stop": "stop and examine",
    "wait": "wait for the payer",
    "write off": "write it off",
}
"""Each first step, for people."""
WAYS_OF: dict[Action, tuple[Way, ...]] = {
    "appeal": ("appeal",),
    "bill another": ("next payer", "new claim"),
    "bill next": ("next payer", "new claim"),
    "correct": ("correction", "new claim"),
    "new claim": ("new claim",),
}
"""The ways by which a first step is taken, the best first; what is in none has a day of whatever may be done."""
BILL_PATIENT: dict[BillPatient, str] = {
    "no": "The patient may not be billed.",
    "yes": "The patient may be billed.",
    "with notice": "The patient may be billed only with a notice signed before the visit.",
    "by plan": "Whether the patient may be billed, the plan says.",
}
TABLE = Path(__file__).with_name("playbook.toml")
_GROUPS = frozenset({"CO", "PR", "OA", "PI", "CR"})
_REMARK = re.compile(r"(M|MA|N)[0-9]+")


class Play(Struct, frozen=True, kw_only=True):
    """What to do about denials of one cause.

    `name` is `referrer`, or `kind technical` where the kind of a reason decided, or `unknown`. `codes` are the forms in
    which it is reached; `rules` our rules that would have seen it. `of_patient` is what to do besides where the payer
    put it to the patient; `instead` names the plays that count with payers of other policies. `cite` is a source's id,
    `standing` what it rests on, `reviewed` the day it was last looked at.
    """

    name: str
    codes: tuple[str, ...]
    category: Category
    cause: str
    action: Action
    to_do: str
    gather: tuple[str, ...]
    ways: tuple[Way, ...]
    patient: BillPatient
    rules: tuple[str, ...]
    cite: str
    standing: Standing
    reviewed: date
    of_patient: str = ""
    instead: dict[str, str] = {}


class ClosedWays(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a remark changes of any play: which ways it `closes`, which it `opens`, and why."""

    closes: tuple[Way, ...]
    opens: tuple[Way, ...]
    why: str
    cite: str


class _WrittenPlay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    cause: str
    action: Action
    to_do: str
    gather: tuple[str, ...]
    ways: tuple[Way, ...]
    patient: BillPatient
    codes: tuple[str, ...] = ()
    category: Kind | None = None
    rules: tuple[str, ...] = ()
    cite: str | None = None
    standing: Standing | None = None
    of_patient: str = ""
    instead: dict[str, str] = {}


class _PlaybookFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reviewed: date
    cite: str
    standing: Standing
    by_remark: frozenset[str]
    remarks: dict[str, ClosedWays]
    plays: dict[str, _WrittenPlay]
    kinds: dict[Kind, _WrittenPlay]
    unknown: _WrittenPlay


class Playbook(Struct, frozen=True, kw_only=True):
    """All plays: `by_codes`, those `by_kind` of a reason, and the one of what is `unknown`."""

    plays: tuple[Play, ...]
    by_codes: dict[str, Play]
    by_kind: dict[Kind, Play]
    unknown: Play
    by_remark: frozenset[str]
    remarks: dict[str, ClosedWays]

    def play(self, group: str, code: str, remarks: Collection[str] = (), policy: str = "") -> Play:
        """What to do about what a payer of a policy denied with this group and reason beside these remarks. Only group
        PR puts it to the patient.
        """
        found = self._by_codes(group, code, remarks)
        if policy in found.instead:
            found = next(one for one in self.plays if one.name == found.instead[policy])
        return _as_group_puts_it(found, group)

    def _by_codes(self, group: str, code: str, remarks: Collection[str]) -> Play:
        for forms in _forms(group, code, remarks):
            found = [self.by_codes[form] for form in forms if form in self.by_codes]
            if found:
                return min(found, key=self.plays.index)
            if forms == [code] and (by_remark := self._kind_of_remarks(code, remarks)):
                return self.by_kind[by_remark]
        known = reason("carc", code)
        return self.by_kind[known.kind] if known and known.kind else self.unknown

    def notice(self, remark: str) -> Play | None:
        """What to do about a remark that denies nothing and yet wants something done; None of any other."""
        return self.by_codes.get(remark)

    def _kind_of_remarks(self, code: str, remarks: Collection[str]) -> Kind | None:
        """The kind of work that remarks make of a reason that says too little by itself."""
        if code not in self.by_remark:
            return None
        kinds = [known.kind for one in sorted(remarks) if (known := reason("rarc", one)) and known.kind]
        return next((kind for kind in kinds if kind != "notice"), None)

    def closed_ways(self, remarks: Collection[str]) -> list[ClosedWays]:
        """What remarks change of a play."""
        return [self.remarks[one] for one in sorted(remarks) if one in self.remarks]


def _as_group_puts_it(play: Play, group: str) -> Play:
    """A play as it stands with the group: what it says of the patient holds of group PR."""
    if play.patient == "no":
        return play
    if group == "PR":
        return structs.replace(play, to_do=f"{play.to_do} {play.of_patient}".strip())
    return structs.replace(
        play,
        to_do=f"{play.to_do} Do not bill the patient: group {group} does not put it to the patient.",
        action=_without_patient(play) if play.action == "bill patient" else play.action,
        patient="no",
    )


def _without_patient(play: Play) -> Action:
    """The first step where the patient may not be billed."""
    steps: dict[Way, Action] = {"appeal": "appeal", "new claim": "new claim"}
    return next((steps[way] for way in play.ways if way in steps), "look")


def _forms(group: str, code: str, remarks: Collection[str]) -> Iterator[list[str]]:
    """The forms in which plays name codes, the most specific first."""
    ordered = sorted(remarks)
    yield [f"{group} {code} {one}" for one in ordered]
    yield [f"{group} {code}"]
    yield [f"{code} {one}" for one in ordered]
    yield [code]


@cache
def playbook() -> Playbook:
    """The playbook as it is written. Raises ValueError where it contradicts itself."""
    written = msgspec.convert(tomllib.loads(TABLE.read_text("utf-8")), _PlaybookFile)
    plays = [_play(name, one, one.category, written) for name, one in written.plays.items()]
    by_codes: dict[str, Play] = {}
    for play in plays:
        for form in play.codes:
            if form in by_codes or not _is_form(form):
                raise ValueError(f"playbook.toml, {play.name}: {form!r} is no codes of its own")
            by_codes[form] = play
    names = {play.name for play in plays}
    if wrong := [one.name for one in plays if not names.issuperset(one.instead.values())]:
        raise ValueError(f"playbook.toml, {', '.join(wrong)}: instead names no play")
    if missing := set(KINDS) - set(written.kinds):
        raise ValueError(f"playbook.toml: no play of {', '.join(sorted(missing))}")
    by_kind = {kind: _play(f"kind {kind}", one, kind, written) for kind, one in written.kinds.items()}
    return Playbook(
        plays=tuple(plays),
        by_codes=by_codes,
        by_kind=by_kind,
        unknown=_play("unknown", written.unknown, "unknown", written),
        by_remark=written.by_remark,
        remarks=written.remarks,
    )


def _play(name: str, one: _WrittenPlay, category: Category | None, written: _PlaybookFile) -> Play:
    if category is None:
        raise ValueError(f"playbook.toml, {name}: category is missing")
    return Play(
        name=name,
        codes=one.codes,
        category=category,
        cause=one.cause,
        action=one.action,
        to_do=one.to_do,
        gather=one.gather,
        ways=one.ways,
        patient=one.patient,
        rules=one.rules,
        cite=one.cite or written.cite,
        standing=one.standing or written.standing,
        reviewed=written.reviewed,
        of_patient=one.of_patient,
        instead=one.instead,
    )


def _is_form(form: str) -> bool:
    """Whether a play may be reached so: group, reason and remark, each once, in this order; not a group alone."""
    parts = form.split()
    kinds = ["group" if one in _GROUPS else "remark" if _REMARK.fullmatch(one) else "reason" for one in parts]
    return kinds in (["group", "reason", "remark"], ["group", "reason"], ["reason", "remark"], ["reason"], ["remark"])


def unlisted_codes(code: str, remarks: Sequence[str]) -> tuple[str, ...]:
    """Those of a denial's codes that no list here has."""
    found = [] if reason("carc", code) else [code]
    return (*found, *(one for one in remarks if reason("rarc", one) is None))


def preventing_rules(play: Play, code: str) -> tuple[str, ...]:
    """Our rules that would have seen it: those that the play names; where no play names the codes, those that speak of
    the reason, unless it says too little.
    """
    if play.codes or code in playbook().by_remark:
        return play.rules
    return _rules_of_reason().get(code, ())


@cache
def _rules_of_reason() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one in rule_set().rules.values():
        if one.carc:
            found.setdefault(one.carc, []).append(one.id)
    return {code: tuple(sorted(ids)) for code, ids in found.items()}
