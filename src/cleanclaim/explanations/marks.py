"""How a claim stands and how grave a finding is, in words: one table for the command line and the office.

in data                  on screen       its tone
clean                    clean           clean
failed, stop             on hold         hold       must be fixed before it goes out
warn                     check           check      somebody should look
undetermined             info missing    missing    cannot be judged, and is not guessed
info                     FYI             fyi        good to know, nothing to do
bypassed                 resolved        clean      lawfully so
"""

from typing import Literal

from msgspec import Struct

from cleanclaim.model.finding import Finding, Outcome, Severity, Status

Tone = Literal["hold", "check", "missing", "fyi", "clean"]


class Mark(Struct, frozen=True):
    """A word and its tone, by which a screen chooses color and shape."""

    word: str
    tone: Tone


CLEAN, ON_HOLD, CHECK = Mark("clean", "clean"), Mark("on hold", "hold"), Mark("check", "check")
INFO_MISSING, FYI, RESOLVED = Mark("info missing", "missing"), Mark("FYI", "fyi"), Mark("resolved", "clean")

STATUS_MARKS: dict[Status, Mark] = {"clean": CLEAN, "failed": ON_HOLD, "undetermined": INFO_MISSING}
SEVERITY_MARKS: dict[Severity, Mark] = {"stop": ON_HOLD, "warn": CHECK, "info": FYI}
SEVERITY_MEANINGS: dict[Severity, str] = {
    "stop": "the claim waits until it is fixed",
    "warn": "the claim may go out, but somebody should look first",
    "info": "worth knowing, nothing waits",
}
WORST_FIRST = (ON_HOLD, INFO_MISSING, CHECK, FYI)

_NAMED: dict[str, Mark] = {"look": CHECK, "unknown": INFO_MISSING, "note": FYI, "held": ON_HOLD}
"""Marks by every word for them, former words first: addresses that somebody saved may have them."""
_NAMED.update((name, mark) for mark in (*WORST_FIRST, CLEAN) for name in (mark.word, mark.tone))
_NAMED.update((status, mark) for status, mark in STATUS_MARKS.items())
_NAMED.update((severity, mark) for severity, mark in SEVERITY_MARKS.items())


def mark_outcome(outcome: Outcome, severity: Severity) -> Mark:
    """The mark of a rule's answer: what cannot be judged is never a fault, what is lawfully resolved is none."""
    if outcome == "undetermined":
        return INFO_MISSING
    return RESOLVED if outcome == "bypassed" else SEVERITY_MARKS[severity]


def mark_finding(finding: Finding) -> Mark:
    """The mark of a finding."""
    return mark_outcome(finding.outcome, finding.severity)


def find_mark(word: str) -> Mark | None:
    """The mark that a word on screen, in data or of earlier times means; None where it means none."""
    return _NAMED.get(word)
