"""Who may ask for a page that is no organization's: anybody, or who signed in. All others name a permission.

And by which page one becomes somebody else, so that a page of whoever one was may ask for it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

ANYBODY = "anybody"
PEOPLE = "people"

View = TypeVar("View", bound=Callable[..., Any])


def for_anybody(view: View) -> View:
    """A page that answers also who did not sign in."""
    return _mark(view, ANYBODY)


def for_people(view: View) -> View:
    """A page of whoever signed in, about him or her alone."""
    return _mark(view, PEOPLE)


def changes_person(view: View) -> View:
    """A page by which whoever asks works as somebody else from then on."""
    marked: Any = view
    marked.changes_person = True
    return view


def may_change_person(view: object) -> bool:
    """Whether a page is such a one."""
    return getattr(view, "changes_person", False)


def _mark(view: View, who: str) -> View:
    marked: Any = view
    marked.open_to = who
    return view
