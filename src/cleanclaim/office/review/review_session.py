"""A file under review: its visits, what was found, what was mended since and can be undone.

It lives in this process's memory and nowhere else (`workspace.py`), and is gone when the office stops.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock, RLock, Thread
from typing import Any

from msgspec import Struct

from cleanclaim.law.chart.context import touched
from cleanclaim.law.review.apply_fixes import FixStep, fix
from cleanclaim.law.review.fixes import fixed
from cleanclaim.law.review.review import ClaimReview, Review, review, reviewed
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit
from cleanclaim.office.shared.office_basis import office_basis
from cleanclaim.office.shared.visit_files import DroppedFiles, example, opened
from cleanclaim.office.shared.workspace import Workspace
from cleanclaim.reference.library import Library

PATIENCE = 1.2
"""Seconds a page waits for a review before it shows how far it is instead."""


class UndoStep(Struct, frozen=True):
    """What was mended in one go: what to call it, and the visits as they were before, by place."""

    said: str
    before: dict[int, Visit]


class ReviewSession:
    """Visits with their reviews, in the order of the file. Read and changed by one request at a time (`lock`)."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.file: DroppedFiles | None = None
        self.visits: list[Visit] = []
        self.result: Review | None = None
        self.found: list[ClaimReview] = []
        self.filed_on = date.today()
        self.changes: list[UndoStep] = []
        self.read = 0
        self.done = 0
        self.error: UserError | None = None
        self._work: Thread | None = None

    def copy(self) -> "ReviewSession":
        """The same, to be changed apart; what was changed before cannot be undone in it."""
        with self.lock:
            other = ReviewSession()
            other.file, other.filed_on, other.result = self.file, self.filed_on, self.result
            other.visits, other.found = list(self.visits), list(self.found)
            return other

    @property
    def told(self) -> dict[str, Any]:
        """What every review of these visits is told."""
        return {"basis": office_basis(filed_on=self.filed_on), "practice": self.file.practice if self.file else None}

    @property
    def ready(self) -> bool:
        """Whether the review is done, or failed."""
        return self._work is None or not self._work.is_alive()

    def begin(self, paths: AbstractContextManager[list[Path]]) -> None:
        """Read and review dropped files, and wait for it a moment; a large one goes on by itself."""
        self._work = Thread(target=self._reads, args=(paths,), daemon=True)
        self._work.start()
        self._work.join(PATIENCE)

    def _reads(self, paths: AbstractContextManager[list[Path]]) -> None:
        try:
            with paths as held:
                file = opened(held, self._so_far)
            self.take(file)
        except UserError as error:
            self.error = error

    def _so_far(self, read: int) -> None:
        self.read = read

    def take(self, file: DroppedFiles) -> None:
        """Review what was read."""
        self.file, self.filed_on = file, file.filed_on
        self.visits = list(file.visits)
        self.review(self._reviewed)

    def _reviewed(self, done: int) -> None:
        self.done = done

    def review(self, progress: Callable[[int], None] | None = None) -> None:
        """Review all visits anew."""
        self.result = review(self.visits, progress=progress, **self.told)
        self.found = list(self.result.claims)

    def fix(self, at: int, finding: int, rule: str) -> str:
        """Carry out one finding's remedy, and say so. Raises UserError where it is no longer there to be mended."""
        claim = self.found[at] if at < len(self.found) else None
        held = claim.findings[finding] if claim and finding < len(claim.findings) else None
        changed = fixed(self.visits[at], held) if held and held.rule == rule else None
        if held is None or changed is None:
            raise UserError(
                "This finding", "it is no longer there, or takes somebody's judgement", "Load the page anew."
            )
        before = self.visits[at]
        self.visits[at] = changed
        self.changes.append(UndoStep(f"Visit {before.visit_id}: {held.title}", {at: before}))
        self._again([at])
        return self.changes[-1].said

    def mend_all(self) -> int:
        """Carry out every remedy that frees a claim and needs nobody's judgement; returns how many there were."""
        done = fix(self.visits, **self.told)
        if done.steps:
            changed = [at for at, visit in enumerate(done.visits) if visit is not self.visits[at]]
            before = {at: self.visits[at] for at in changed}
            self.visits = done.visits
            self.changes.append(UndoStep(_said(done.steps), before))
            self.found = list(done.after.claims)
        return len(done.steps)

    def undo(self) -> str | None:
        """Take back what was mended last, and say what it was; None where there is nothing."""
        if not self.changes:
            return None
        change = self.changes.pop()
        for at, visit in change.before.items():
            self.visits[at] = visit
        self._again(list(change.before))
        return change.said

    def _again(self, changed: list[int]) -> None:
        """Review those visits anew whose answers may have changed."""
        places = sorted({place for at in changed for place in touched(self.visits, at)})
        told = self.told
        again = reviewed(self.visits, told["basis"], told["practice"], only=places)
        for place, claim in zip(places, again, strict=True):
            self.found[place] = claim


def _said(steps: list[FixStep]) -> str:
    return f"{len(steps)} remedies on {len({step.visit_id for step in steps})} visits"


BOOKS: Workspace[ReviewSession] = Workspace("This review", lambda session: bool(session.changes))
"""The files under review."""

_EXAMPLE_LOCK = Lock()


def shared_example() -> ReviewSession:
    """The example day under review, one for all who look at it. Who changes something takes a copy."""
    with _EXAMPLE_LOCK:  # it takes a moment, and is done once
        return _example(office_basis().library, date.today())


@lru_cache(maxsize=1)
def _example(_library: Library | None, _today: date) -> ReviewSession:
    session = ReviewSession()
    session.take(example())
    return session
