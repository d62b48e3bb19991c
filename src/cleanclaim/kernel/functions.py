"""Facts and rules as they are written: plain functions, whose signatures say what they read.

A parameter annotated `Each[...]` reads the values of all lines at once; a function that returns `Each[...]` is worked
out once and gives every line its own value. A parameter with the default None accepts the unknown, and
`Each[int | None]` accepts lists in which some values are unknown. `rule_set` puts the functions together.
"""

import inspect
import string
from collections.abc import Callable, Sequence
from datetime import date
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, overload

from msgspec import Struct

from cleanclaim.kernel.inline import source_of

T = TypeVar("T")
Each = Annotated[Sequence[T], "each"]
"""The values of one name over all lines of the visit."""

Severity = Literal["stop", "warn", "info"]
"""How grave a fault is: it stops the claim, somebody should look, or it is worth knowing."""

Outcome = Literal["fail", "bypassed", "undetermined"]
"""What came of a question that did not pass."""
FAIL: Literal["fail"] = "fail"
BYPASSED: Literal["bypassed"] = "bypassed"
UNDETERMINED: Literal["undetermined"] = "undetermined"


class RuleSetError(Exception):
    """The rule book itself is wrong: a typo, a cycle, two things with one name, an unknown citation."""


class Missing(Struct, frozen=True, cache_hash=True):
    """What to say where a value is not known: how that is said, and what to do about it.

    `name` tells it from other missing things; it is the input's or fact's own unless it says otherwise.
    """

    title: str
    remedy: str
    name: str = ""


MissingParts = tuple["str | Missing", ...]
"""Why a value is not known: the first of the names that is itself not known, else the last part as it stands."""


class Parameter(Struct, frozen=True):
    """What one parameter of a fact or rule asks for."""

    name: str
    each: bool
    accepts_unknown: bool


class Fact(Struct, frozen=True, kw_only=True, eq=False):
    """A function that gives its name a value.

    `missing` says why it may itself answer None: see `MissingParts`. Where it says nothing, it is for the first of the
    parameters it accepts as unknown that is unknown. `money`: the value is in cents. `source` is the text of its
    module as it was imported.
    """

    name: str
    function: Callable[..., Any]
    parameters: tuple[Parameter, ...]
    gives_each: bool
    may_be_none: bool
    source: bytes
    missing: MissingParts = ()
    money: bool = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The plain function, for reading and testing it alone."""
        return self.function(*args, **kwargs)


class Rule(Fact, frozen=True, kw_only=True, eq=False):
    """A yes-or-no question, true meaning fault.

    `when` names a fact or field that must be true for the question to be asked at all (else `not_applicable`),
    `unless` one that lawfully resolves the fault (then `bypassed`). `since` and `until` are the first
    and last date of service the rule holds for. `message` and `remedy` may name inputs in
    braces; a message that is harder to say is a function of the inputs it names as parameters.
    `severity` is that of a fault, `unknown` that of not knowing (the same, unless said). An unverified rule
    rests on knowledge nobody re-read and never stops a claim. `fix` is how a machine may put the fault right; the
    kernel only carries it along, as the `field` of a line that a person corrects for its fault, where none of its
    inputs is that field. `id` is a stored name: findings are kept under it for years. `aliases` are the names the rule
    had before. `required`: no claim can be written without what it asks for, so that nobody may let it pass. `doubts`
    names what of the record may change once the fault is dealt with; a fix that rests on it waits till then.
    """

    id: str
    aliases: tuple[str, ...] = ()
    title: str
    cite: str
    severity: Severity
    unknown: Severity
    message: str | Callable[..., str]
    remedy: str
    why: str
    when: str | None = None
    unless: str | None = None
    since: date | None = None
    until: date | None = None
    carc: str | None = None
    verified: bool = True
    fix: Any = None
    field: str = ""
    required: bool = False
    doubts: str = ""

    def holds_on(self, day: date | None) -> bool:
        """Whether the rule is in force for a date of service; an unknown date asks every rule."""
        if day is None:
            return True
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


@overload
def fact(function: Callable[..., Any]) -> Fact: ...
@overload
def fact(
    *, missing: "str | Missing | MissingParts" = (), money: bool = False
) -> Callable[[Callable[..., Any]], Fact]: ...
def fact(
    function: Callable[..., Any] | None = None,
    *,
    missing: "str | Missing | MissingParts" = (),
    money: bool = False,
) -> Fact | Callable[[Callable[..., Any]], Fact]:
    """Make a function a fact. Its name is the fact's name, its parameters are its inputs. See `Fact` for the rest."""

    def make(function: Callable[..., Any]) -> Fact:
        gives_each, may_be_none = _kind(function.__annotations__.get("return"))
        return Fact(
            name=function.__name__,
            function=function,
            parameters=_parameters(function),
            gives_each=gives_each,
            may_be_none=may_be_none,
            source=source_of(function),
            missing=missing if isinstance(missing, tuple) else (missing,),
            money=money,
        )

    return make if function is None else make(function)


def rule(  # noqa: PLR0913 - every part of a rule's page, by name
    *,
    title: str,
    cite: str,
    message: str | Callable[..., str],
    remedy: str,
    severity: Severity = "stop",
    unknown: Severity | None = None,
    when: str | None = None,
    unless: str | None = None,
    since: date | None = None,
    until: date | None = None,
    carc: str | None = None,
    verified: bool = True,
    fix: Any = None,
    field: str = "",
    required: bool = False,
    doubts: str = "",
    id: str | None = None,  # noqa: A002 - what it is
    aliases: tuple[str, ...] = (),
) -> Callable[[Callable[..., Any]], Rule]:
    """Make a function a rule. Unless `id` says otherwise, that is the module's last name and its own:
    `minutes.overbilled`.

    The function's docstring says why the fault matters. See `Rule` for the arguments.
    """

    def make(function: Callable[..., Any]) -> Rule:
        return Rule(
            name=function.__name__,
            function=function,
            parameters=_parameters(function),
            gives_each=False,
            may_be_none=False,
            source=source_of(function),
            id=id or f"{function.__module__.rpartition('.')[2]}.{function.__name__}",
            aliases=aliases,
            title=title,
            cite=cite,
            severity=severity,
            unknown=unknown or severity,
            message=message,
            remedy=remedy,
            why=" ".join((function.__doc__ or "").split()),
            when=when,
            unless=unless,
            since=since,
            until=until,
            carc=carc,
            verified=verified,
            fix=fix,
            field=field,
            required=required,
            doubts=doubts,
        )

    return make


def describe_node(node: Fact) -> str:
    """How a refusal names a fact or rule."""
    return f"Rule {node.id!r}" if isinstance(node, Rule) else f"Fact {node.name!r}"


def reads_of(node: Fact) -> list[str]:
    """The names a fact or rule reads: its parameters, and what its `when` and `unless` name."""
    names = [parameter.name for parameter in node.parameters]
    if isinstance(node, Rule):
        names += [name for name in (node.when, node.unless) if name and name not in names]
    return names


def names_in(words: str | Callable[..., str]) -> list[str]:
    """The names a message or remedy mentions: those in braces, or the parameters of the function that says it."""
    if not isinstance(words, str):
        return list(_parameter_names(words))
    return [field.partition(".")[0] for _text, field, _spec, _conversion in string.Formatter().parse(words) if field]


def _parameter_names(function: Callable[..., Any]) -> tuple[str, ...]:
    code = function.__code__
    if code.co_kwonlyargcount or code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS):
        raise RuleSetError(
            f"{function.__name__!r}: parameters behind a * are not filled in. Write each as a plain parameter."
        )
    return code.co_varnames[: code.co_argcount]


def _parameters(function: Callable[..., Any]) -> tuple[Parameter, ...]:
    names = _parameter_names(function)
    defaults = function.__defaults__ or ()
    with_default = names[len(names) - len(defaults) :]
    if any(value is not None for value in defaults):
        raise RuleSetError(f"{function.__name__!r}: only None may be a default; it means the unknown is accepted.")
    return tuple(_parameter(function, name, name in with_default) for name in names)


def _parameter(function: Callable[..., Any], name: str, accepts_unknown: bool) -> Parameter:
    annotation = function.__annotations__.get(name)
    if annotation is None:
        raise RuleSetError(
            f"{function.__name__!r}: parameter {name!r} needs a type, so that a reader knows what it holds."
        )
    each, _ = _kind(annotation)
    if each:
        (element, *_rest) = get_args(get_args(annotation)[0])
        accepts_unknown = accepts_unknown or _kind(element)[1]
    return Parameter(name, each, accepts_unknown)


def _kind(annotation: Any) -> tuple[bool, bool]:
    """Whether a type is `Each[...]`, and whether it, or its elements, may be None."""
    if get_origin(annotation) is Annotated and "each" in get_args(annotation):
        elements = get_args(get_args(annotation)[0])
        return True, bool(elements) and _kind(elements[0])[1]
    optional = isinstance(annotation, UnionType) or get_origin(annotation) is Union
    return False, annotation is None or (optional and type(None) in get_args(annotation))
