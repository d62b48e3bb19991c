"""A check of X12 files as a page: what it finds, why it matters, what to do, what fails and what passes.

One place decides what is on the page; `rules show` prints it, the reference has it as Markdown. What the check says is
what it says of its own failing example.
"""

from io import BytesIO

from msgspec import Struct

from cleanclaim.exchange.x12.checks.check import Check
from cleanclaim.exchange.x12.checks.examples import example_file, failing
from cleanclaim.exchange.x12.checks.registry import check_named, checks
from cleanclaim.exchange.x12.diagnostics import LEVELS, Diagnostic, Level
from cleanclaim.exchange.x12.stream import read_stream
from cleanclaim.model.errors import UserError
from cleanclaim.nearest import did_you_mean

_WEIGHTS = {
    "stop": "A receiver may refuse the file or the claim.",
    "undetermined": "Something could not be checked; said once in a file.",
}


class CheckPage(Struct, frozen=True, kw_only=True):
    """Everything about one check.

    `says` is what it says of `fails`, the segments of its failing example; `passes` are segments in the same place of
    which it says nothing. `code` is how a 999 says it, None where it has no word for it.
    """

    id: str
    aliases: tuple[str, ...]
    level: Level
    title: str
    why: str
    says: str
    remedy: str
    looks_at: str
    severity: str
    weight: str
    code: str | None
    fails: tuple[str, ...]
    passes: tuple[str, ...]

    @property
    def level_words(self) -> str:
        """The SNIP level with its name: `3, balance`."""
        return f"{self.level}, {LEVELS[self.level]}"


def build_check_page(check_id: str) -> CheckPage:
    """The page of one check, by the id it has or had. Raises UserError, with the likeliest correction, for another."""
    found = check_named(check_id)
    if found is None:
        raise UserError(
            check_id,
            f"no check has this id.{did_you_mean(check_id, checks())}",
            "docs/reference/checks has every check.",
        )
    return _page(found)


def build_check_pages(level: Level) -> list[CheckPage]:
    """The pages of a level's checks, in the order they are written."""
    return [_page(one) for one in checks().values() if one.level == level]


def _page(one: Check) -> CheckPage:
    example = one.example
    unchanged = next(segment for segment in example_file(example.file) if segment.startswith(example.segment))
    passes = unchanged if example.passes is None else example.passes
    return CheckPage(
        id=one.id,
        aliases=one.aliases,
        level=one.level,
        title=one.title,
        why=one.why,
        says=_example_problem(one),
        remedy=one.remedy,
        looks_at=one.subject.words if one.subject else "every segment, while it is matched against its guide",
        severity=one.severity,
        weight=_WEIGHTS[one.severity],
        code=one.code or None,
        fails=_segments(one, example.fails),
        passes=_segments(one, passes),
    )


def _example_problem(one: Check) -> str:
    """What the check says of its failing example."""
    items = read_stream(BytesIO(failing(one.example)))
    return next(item.problem for item in items if isinstance(item, Diagnostic) and item.check == one.id)


def _segments(one: Check, text: str) -> tuple[str, ...]:
    """The segments of an example, in a line each; what is left out by its beginning."""
    with_other = [one.example.also[1]] if one.example.also else []
    pieces = [f"{piece}~" for whole in (*with_other, text) for piece in whole.removesuffix("~").split("~") if piece]
    return tuple(pieces) if text else (*pieces, f"{one.example.segment.rstrip('*')} left out")
