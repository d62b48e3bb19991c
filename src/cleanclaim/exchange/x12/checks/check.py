"""What a check is: a question about an X12 file with a stored id, a level, a reason, a remedy and an example.

Most checks are functions whose parameters are what they read: a name of the subject they look at, such as `charge` of a
claim (`subjects`), or `lists`, the published code lists. A parameter without a default is asked about only where it was
sent; one with the default None accepts what is missing. The answer is what is wrong in a sentence, or None; a check
that may find several things yields a `Wrong` for each.

    @check(
        "837p.line-charges",
        of=CLAIM_837P,
        level=3,
        title="The lines' charges do not come to the claim's",
        at="2300.CLM02",
        remedy="Find the amount that is wrong; they must agree to the cent.",
        example=CheckExample("837p", "CLM*", fails="CLM*PT1*127.51***11:B:1*Y*A*Y*Y~"),
    )
    def line_charges(charge: int, lines: tuple[SubmittedLine, ...]) -> str | None:
        \"\"\"A payer refuses a claim whose lines do not add up.\"\"\"

What one segment's grammar asks (levels 1 and 2) is found while segments are matched; such a check has no function, and
the code that finds it says `MISSING.fault("CLM01 is missing.")`.

An id is stored with findings and in people's overrides. To rename a check, put its old id into `aliases`.
"""

import inspect
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple, get_origin

from msgspec import Struct

from cleanclaim.exchange.x12.checks.subjects import LISTS, Subject
from cleanclaim.exchange.x12.diagnostics import DiagnosticSeverity, Level
from cleanclaim.nearest import did_you_mean

_AT = re.compile(
    r"(?P<path>\w*\.[A-Z][A-Z0-9]{1,2}?)(?:\[(?P<qualifier>\w+)\])?(?P<element>[0-9][0-9])?(?:-(?P<component>[0-9]))?"
)


class CheckError(Exception):
    """A check is written wrongly: it reads what its subject does not have, or its place cannot be read."""


class CheckExample(NamedTuple):
    """A right file of `example_files/` in which one segment is changed.

    `fails` stands in place of the segment that begins with `segment` and has the fault; `passes` is a segment in the
    same place that has not, None for the one that stands there. Either may be several segments, or none. `also` is a
    change that both have, as the beginning of a segment and what stands in its place.
    """

    file: str
    segment: str
    fails: str
    passes: str | None = None
    also: tuple[str, str] | None = None


class GuidePlace(NamedTuple):
    """A segment by its path in the guide, an element of it and a component, from 1; None for the whole.

    `qualifier` tells the segment from others of its path, such as one DTP of a claim; empty for the first.
    """

    path: str
    element: int | None
    component: int | None
    qualifier: str = ""


class Wrong(NamedTuple):
    """One thing that a check found. `at` and `remedy`, where they are others than the check's."""

    problem: str
    at: str = ""
    remedy: str = ""


class Fault(Struct, frozen=True):
    """What a check found, before the place in the file is known.

    `path` names the segment in the guide (`2310B.NM1`) where it is another than the subject's first, and `qualifier`
    which of those that have the path. `code` is how a 999 says it.
    """

    check: "Check"
    problem: str
    remedy: str
    code: str
    element: int | None = None
    component: int | None = None
    path: str = ""
    qualifier: str = ""


CheckAnswer = str | Iterable[Wrong] | None


class Check(Struct, frozen=True, kw_only=True, eq=False):
    """One check. `why` says why the fault matters; `code` is how a 999 says it, empty where it has no word for it.

    `severity` stop: a receiver may refuse the file or the claim; undetermined: it says what could not be checked.
    `parameters` are the function's, `needs` those of them without which it is not asked; `when` is a name whose value
    must be true, or not empty, for the check to be asked.
    """

    id: str
    level: Level
    title: str
    why: str
    remedy: str
    example: CheckExample
    code: str = ""
    severity: DiagnosticSeverity = "stop"
    aliases: tuple[str, ...] = ()
    subject: Subject | None = None
    function: Callable[..., CheckAnswer] | None = None
    at: str = ""
    parameters: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    when: str | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        """The names whose values the answer depends on."""
        return tuple(dict.fromkeys((*self.parameters, self.when) if self.when else self.parameters))

    def fault(
        self,
        problem: str,
        remedy: str = "",
        element: int | None = None,
        component: int | None = None,
        *,
        path: str = "",
        qualifier: str = "",
    ) -> Fault:
        """A fault that this check found."""
        return Fault(self, problem, remedy or self.remedy, self.code, element, component, path, qualifier)

    def faults(self, answer: CheckAnswer) -> tuple[Fault, ...]:
        """The faults of an answer of the check's function."""
        if answer is None:
            return ()
        return tuple(self._fault_at(*wrong) for wrong in ([Wrong(answer)] if isinstance(answer, str) else answer))

    def _fault_at(self, problem: str, at: str, remedy: str) -> Fault:
        place = place_of(at or self.at)
        return self.fault(problem, remedy, place.element, place.component, path=place.path, qualifier=place.qualifier)


@lru_cache(maxsize=1024)
def place_of(text: str) -> GuidePlace:
    """A place in a guide: `2300.CLM05-3`, `2400.SV1`. Raises CheckError for anything else."""
    match = _AT.fullmatch(text)
    if match is None:
        raise CheckError(f"{text!r} is no place in a guide. Write 2300.CLM, 2300.CLM05, 2300.CLM05-3 or 2300.DTP[454].")
    element, component = match["element"], match["component"]
    return GuidePlace(
        match["path"],
        int(element) if element else None,
        int(component) if component else None,
        match["qualifier"] or "",
    )


def check(  # noqa: PLR0913 - every part of a check's page, by name
    check_id: str,
    *,
    of: Subject,
    level: Level,
    title: str,
    remedy: str,
    example: CheckExample,
    at: str = "",
    when: str | None = None,
    code: str = "",
    severity: DiagnosticSeverity = "stop",
    aliases: tuple[str, ...] = (),
) -> Callable[[Callable[..., CheckAnswer]], Check]:
    """Make a function a check of a subject. Its docstring says why the fault matters; see `Check` for the rest.

    Raises CheckError for a parameter that names nothing of the subject.
    """

    def make(function: Callable[..., CheckAnswer]) -> Check:
        parameters = inspect.signature(function).parameters
        names = tuple(parameters)
        known = {*of.names, LISTS}
        for name in (*names, *([when] if when else [])):
            if name not in known:
                raise CheckError(
                    f"Check {check_id!r} reads {name!r}, which {of.words} does not have.{did_you_mean(name, known)}"
                )
        place_of(at or of.path)
        return Check(
            id=check_id,
            level=level,
            title=title,
            why=" ".join((function.__doc__ or "").split()),
            remedy=remedy,
            example=example,
            code=code,
            severity=severity,
            aliases=aliases,
            subject=of,
            function=function,
            at=at or of.path,
            parameters=names,
            needs=tuple(name for name in names if _must_be_sent(parameters[name])),
            when=when,
        )

    return make


def _must_be_sent(parameter: inspect.Parameter) -> bool:
    """Whether the check is not asked where the value is missing: lists are never missing, only empty."""
    annotation = parameter.annotation
    return (
        parameter.default is inspect.Parameter.empty
        and parameter.name != LISTS
        and get_origin(annotation) is not tuple
        and annotation is not bool
    )
