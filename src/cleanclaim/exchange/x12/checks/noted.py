"""A check that looks for a note of a guide: its words, remedy and example stand in the guide's table of notes.

@noted("837p.accident-state", of=CLAIM_837P, when="accident_causes")
def accident_state(accident_causes: tuple[str, ...], accident_state: str | None = None) -> str | None:
    \"\"\"Which insurer pays for an auto accident depends on the state in which it happened.\"\"\"
"""

from collections.abc import Callable

from cleanclaim.exchange.x12.checks.check import Check, CheckAnswer, CheckError, CheckExample, check
from cleanclaim.exchange.x12.checks.subjects import Subject
from cleanclaim.exchange.x12.guide_notes import GuideNote, all_notes
from cleanclaim.nearest import did_you_mean


def noted(check_id: str, *, of: Subject, when: str | None = None) -> Callable[[Callable[..., CheckAnswer]], Check]:
    """Make a function the check of a note. Raises CheckError where no table has a note of that id."""
    note = all_notes().get(check_id)
    if note is None or note.of_segment or note.unchecked:
        raise CheckError(f"No note {check_id!r} waits for a function.{did_you_mean(check_id, all_notes())}")
    return check(
        check_id,
        of=of,
        level=note.level,
        title=note.title,
        at=note.at[0],
        remedy=note.remedy,
        when=when,
        code=note.code,
        example=example_of(check_id, note),
    )


def example_of(check_id: str, note: GuideNote) -> CheckExample:
    """The example of a note that is looked for. Raises CheckError where the row has none."""
    if note.example is None:
        raise CheckError(f"Note {check_id!r} has no example.")
    one = note.example
    return CheckExample(one.file, one.segment, one.fails, one.passes, one.also)
