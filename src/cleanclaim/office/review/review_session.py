"""A file under review: its visits, what was found, what was fixed since and can be undone.

It lives in this process's memory and nowhere else (`workspace.py`), and is gone when the office stops.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from contextvars import copy_context
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock, RLock, Thread

from msgspec import Struct, structs

from cleanclaim.cases import example_case
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.chart.context import find_affected_visits
from cleanclaim.law.review.apply_fixes import FixStep, fix
from cleanclaim.law.review.coded import code_case
from cleanclaim.law.review.fixes import apply_fix
from cleanclaim.law.review.review import ClaimReview, Review, review, reviewed
from cleanclaim.model.errors import UserError
from cleanclaim.model.line import Line
from cleanclaim.model.visit import Service, Visit
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.shared.opened_cases import CASES
from cleanclaim.office.shared.visit_files import read_dropped_case
from cleanclaim.office.shared.workspace import Workspace
from cleanclaim.reference.library import Library

WAIT_SECONDS = 1.2
"""Seconds a page waits for a review before it shows how far it is instead."""


class UndoStep(Struct, frozen=True):
    """What was fixed in one go: what to call it, and the visits as they were before, by place."""

    summary: str
    before: dict[int, Visit]


class ReviewSession:
    """Visits with their reviews, in the order of the file. Read and changed by one request at a time (`lock`)."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.case: Case | None = None
        self.result: Review | None = None
        self.found: list[ClaimReview] = []
        self.filed_on: date | None = None
        self.changes: list[UndoStep] = []
        self.undone: list[UndoStep] = []
        self.read = 0
        self.done = 0
        self.error: UserError | None = None
        self._work: Thread | None = None

    def copy(self) -> "ReviewSession":
        """The same, to be changed apart; what was changed before cannot be undone in it."""
        with self.lock:
            other = ReviewSession()
            other.case, other.filed_on, other.result = self.case, self.filed_on, self.result
            other.found = list(self.found)
            return other

    @property
    def visits(self) -> Sequence[Visit]:
        """The visits as they are by now; none while they are read."""
        return self.case.visits if self.case else ()

    @property
    def basis(self) -> Basis:
        """By what these visits are reviewed: the office's law and tables, and the day that somebody chose."""
        return build_basis(filed_on=self.filed_on)

    @property
    def ready(self) -> bool:
        """Whether the review is done, or failed."""
        return self._work is None or not self._work.is_alive()

    def begin(self, paths: AbstractContextManager[dict[str, Path]]) -> None:
        """Read and review dropped files, and wait for it a moment; a large one goes on by itself."""
        self._work = Thread(target=copy_context().run, args=(self._read_and_review, paths), daemon=True)
        self._work.start()
        self._work.join(WAIT_SECONDS)

    def _read_and_review(self, paths: AbstractContextManager[dict[str, Path]]) -> None:
        try:
            with paths as dropped:
                case = read_dropped_case(dropped, build_basis(), self._count_read)
            self.take(case)
        except UserError as error:
            self.error = error

    def _count_read(self, read: int) -> None:
        self.read = read

    def take(self, case: Case) -> None:
        """Review what was read."""
        self.filed_on = case.filing_day(build_basis())
        self.case = code_case(case, self.basis)
        self.review(self._count_reviewed)

    def _count_reviewed(self, done: int) -> None:
        self.done = done

    def review(self, progress: Callable[[int], None] | None = None) -> None:
        """Review all visits again."""
        self.result = review(self.case or (), self.basis, progress=progress)
        self.found = list(self.result.claims)

    def fix(self, at: int, finding: int, rule: str, visit_id: str) -> str | None:
        """Apply the fix of one finding, and say so; None where it is no longer there to be fixed, as in an old tab."""
        claim = self.found[at] if at < len(self.found) else None
        chosen = claim.findings[finding] if claim and finding < len(claim.findings) else None
        if claim is None or chosen is None or (claim.visit_id, chosen.rule) != (visit_id, rule):
            return None
        before = self.visits[at]
        changed = apply_fix(before, chosen, claim.findings)
        if changed is None:
            return None
        self._do(f"Visit {before.visit_id}: {chosen.title}", {at: changed})
        return self.changes[-1].summary

    def fix_all(self, rule: str = "") -> int:
        """Apply every fix that frees a claim and needs nobody's judgment, or all of one `rule`. How many there were."""
        done = fix(self.case or (), self.basis, rules=[rule] if rule else None)
        if done.steps:
            changed = [at for at, visit in enumerate(done.visits) if visit is not self.visits[at]]
            self.changes.append(UndoStep(_describe_fixes(done.steps), {at: self.visits[at] for at in changed}))
            self.undone = []
            self.case = done.case
            self.found = list(done.after.claims)
        return len(done.steps)

    def corrected(self) -> list[Visit]:
        """The visits with their fixes, and with the units and modifiers that were counted where none were entered."""
        visits = self.case.unpriced() if self.case else []
        return [_with_units(visit, found.lines) for visit, found in zip(visits, self.found, strict=True)]

    def undo(self) -> str | None:
        """Undo what was fixed last, and say what it was; None where there is nothing."""
        return self._back(self.changes, self.undone)

    def redo(self) -> str | None:
        """Do again what was undone last, and say what it was; None where there is nothing."""
        return self._back(self.undone, self.changes)

    def _back(self, taken: list[UndoStep], put: list[UndoStep]) -> str | None:
        if not taken:
            return None
        step = taken.pop()
        put.append(UndoStep(step.summary, {at: self.visits[at] for at in step.before}))
        self._change(step.before)
        return step.summary

    def _do(self, summary: str, visits: Mapping[int, Visit]) -> None:
        self.changes.append(UndoStep(summary, {at: self.visits[at] for at in visits}))
        self.undone = []
        self._change(visits)

    def _change(self, visits: Mapping[int, Visit]) -> None:
        """Put visits in their places, and review again those whose answers may have changed."""
        assert self.case is not None
        changed = [visits.get(at, visit) for at, visit in enumerate(self.case.visits)]
        self.case = code_case(self.case.with_visits(changed), self.basis)
        places = sorted({place for at in visits for place in find_affected_visits(changed, at)})
        for place, claim in zip(places, reviewed(self.case, self.basis, places), strict=True):
            self.found[place] = claim


def _with_units(visit: Visit, lines: Sequence[Line | Service]) -> Visit:
    """A visit with the units and modifiers of its lines, where each service is one line and all units are known."""
    entered = visit.services
    if [one.code for one in entered] != [line.code for line in lines] or any(line.units is None for line in lines):
        return visit
    services = [
        structs.replace(one, units=line.units, modifiers=line.modifiers) if one.units is None else one
        for one, line in zip(entered, lines, strict=True)
    ]
    return structs.replace(visit, services=tuple(services))


def _describe_fixes(steps: list[FixStep]) -> str:
    return f"{len(steps)} fixes on {len({step.visit_id for step in steps})} visits"


SESSIONS: Workspace[ReviewSession] = Workspace("This review", lambda session: bool(session.changes))
"""The files under review."""

_EXAMPLE_LOCK = Lock()


def open_example() -> ReviewSession:
    """The example day under review, one for all who look at it. Who changes something takes a copy."""
    with _EXAMPLE_LOCK:  # it takes a moment, and is done once
        return _example(build_basis().library, build_basis().today)


@lru_cache(maxsize=1)
def _example(_library: Library | None, _today: date) -> ReviewSession:
    session = ReviewSession()
    session.take(example_case(build_basis()))
    return session


EXAMPLE = "example"
"""What the review of the example day is called in addresses."""


def find_case(browser: str, name: str) -> Case:
    """The case of that name: one under review, or one opened to look at. Raises UserError where there is none."""
    session = SESSIONS.find(browser, name)
    if session is None and name == EXAMPLE:
        session = open_example()
    return session.case if session is not None and session.case is not None else CASES.get(browser, name)
