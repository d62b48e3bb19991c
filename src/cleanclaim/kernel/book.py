"""The book: every fact, every rule and every input, by name, and how they hang together.

Scope follows from the inputs. The caller names the scopes from coarse to fine (here: patient, visit,
line); a fact belongs to the finest scope it reads. A parameter annotated `Each[...]` reads the values
of all lines at once, so it does not pull the fact down to the line; a fact that returns `Each[...]` is
worked out once and gives every line its own value.

Unknown in, undetermined out: an input that is None makes the answer None. A parameter with the default
None accepts the unknown, and `Each[int | None]` accepts lists in which some values are unknown.
"""

import difflib
import string
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from types import ModuleType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from msgspec import Struct

T = TypeVar("T")
Each = Annotated[Sequence[T], "each"]
"""The values of one name over all lines of the visit."""


class BookError(Exception):
    """The rule book itself is wrong: a typo, a cycle, two things with one name, an unknown citation."""


class Input(Struct, frozen=True, kw_only=True):
    """A value the caller brings. `expression` is how the compiled code reads it, such as `visit.payer`."""

    name: str
    scope: str
    expression: str
    may_be_unknown: bool = True


class Parameter(Struct, frozen=True):
    """What one parameter of a fact or rule asks for."""

    name: str
    each: bool
    accepts_unknown: bool


class Fact(Struct, frozen=True, kw_only=True):
    """A function that gives its name a value."""

    name: str
    function: Callable[..., Any]
    parameters: tuple[Parameter, ...]
    gives_each: bool
    may_be_none: bool

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The plain function, for reading and testing it alone."""
        return self.function(*args, **kwargs)


class Rule(Fact, frozen=True, kw_only=True):
    """A yes-or-no question, true meaning fault.

    `when` names a fact that must be true for the question to be asked at all (else `not_applicable`),
    `unless` one that lawfully resolves the fault (then `bypassed`). `since` and `until` are the first
    and last date of service the rule holds for. `message` and `remedy` may name inputs in
    braces; a message that is harder to say is a function of the inputs it names as parameters.
    `severity` is that of a fault, `unknown` that of not knowing (the same, unless said). An unverified rule
    rests on knowledge nobody re-read and never stops a claim.
    """

    id: str
    title: str
    cite: str
    severity: str
    unknown: str
    message: str | Callable[..., str]
    remedy: str
    why: str
    when: str | None = None
    unless: str | None = None
    since: date | None = None
    until: date | None = None
    carc: str | None = None
    verified: bool = True

    def holds_on(self, day: date | None) -> bool:
        """Whether the rule is in force for a date of service; an unknown date asks every rule."""
        if day is None:
            return True
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


def fact(function: Callable[..., Any]) -> Fact:
    """Make a function a fact. Its name is the fact's name, its parameters are its inputs."""
    gives_each, may_be_none = _kind(function.__annotations__.get("return"))
    return Fact(
        name=function.__name__,
        function=function,
        parameters=_parameters(function),
        gives_each=gives_each,
        may_be_none=may_be_none,
    )


def rule(  # noqa: PLR0913 - every part of a rule's page, by name
    *,
    title: str,
    cite: str,
    message: str | Callable[..., str],
    remedy: str,
    severity: str = "stop",
    unknown: str | None = None,
    when: str | None = None,
    unless: str | None = None,
    since: date | None = None,
    until: date | None = None,
    carc: str | None = None,
    verified: bool = True,
) -> Callable[[Callable[..., Any]], Rule]:
    """Make a function a rule. Its id is the module's last name and its own: `minutes.overbilled`.

    The function's docstring says why the fault matters. See `Rule` for the arguments.
    """

    def make(function: Callable[..., Any]) -> Rule:
        return Rule(
            name=function.__name__,
            function=function,
            parameters=_parameters(function),
            gives_each=False,
            may_be_none=False,
            id=f"{function.__module__.rpartition('.')[2]}.{function.__name__}",
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
        )

    return make


class Book:
    """All inputs, facts and rules, checked against each other.

    `scopes` run from coarse to fine; the last is the one that repeats. `modules` are read for `Fact` and
    `Rule` objects defined in them. `known_cites` are the ids a rule may cite.

    Raises BookError, naming the culprit and the likeliest correction.
    """

    def __init__(
        self,
        *,
        scopes: tuple[str, ...],
        inputs: Iterable[Input],
        modules: Iterable[ModuleType],
        known_cites: Iterable[str],
    ) -> None:
        self.scopes = scopes
        self.inputs: dict[str, Input] = {}
        self.facts: dict[str, Fact] = {}
        self.rules: dict[str, Rule] = {}
        for entry in inputs:
            self._claim_name(entry.name, "an input")
            self.inputs[entry.name] = entry
        for module in modules:
            self._read(module)
        self._check_references()
        self._check_cites(set(known_cites))
        self.order = self._sorted()
        self._scope = self._scopes_of_all()
        self._evidence = {entry.id: self._names_of(entry) for entry in self.rules.values()}
        self._behind = {entry.id: self._inputs_behind(entry) for entry in self.rules.values()}

    def _read(self, module: ModuleType) -> None:
        for item in vars(module).values():
            if not isinstance(item, Fact) or item.function.__module__ != module.__name__:
                continue
            if isinstance(item, Rule):
                self.rules[item.id] = item
            else:
                self._claim_name(item.name, f"a fact in {module.__name__}")
                self.facts[item.name] = item

    def _claim_name(self, name: str, what: str) -> None:
        if name in self.inputs:
            raise BookError(f"{name!r} is already an input; {what} cannot have the same name. Rename the fact.")
        if name in self.facts:
            first = self.facts[name].function.__module__
            raise BookError(f"Two facts are called {name!r}: one in {first}, and {what}. Rename one of them.")

    def _check_references(self) -> None:
        names = [*self.inputs, *self.facts]
        for node in self.nodes():
            kind = f"Rule {node.id!r}" if isinstance(node, Rule) else f"Fact {node.name!r}"
            for read in reads_of(node):
                if read not in self.inputs and read not in self.facts:
                    raise BookError(f"{kind} reads {read!r}, which is neither a field nor a fact.{hint(read, names)}")
            for parameter in node.parameters:
                if parameter.each and not self._is_each(parameter.name):
                    raise BookError(
                        f"{kind} reads {parameter.name!r} as Each, but it has one value a {self.scopes[-2]}, "
                        f"not one a {self.scopes[-1]}. Drop the Each."
                    )

    def _is_each(self, name: str) -> bool:
        """Whether a name has one value a line, found by following what it reads."""
        return self._level(name, ()) == len(self.scopes) - 1

    def _check_cites(self, known: set[str]) -> None:
        for entry in self.rules.values():
            if entry.cite not in known:
                raise BookError(
                    f"Rule {entry.id!r} cites {entry.cite!r}, not in the bibliography.{hint(entry.cite, known)}"
                )

    def _sorted(self) -> tuple[Fact, ...]:
        """Facts in an order in which each comes after what it reads."""
        order: list[Fact] = []
        done: set[str] = set()

        def visit(name: str, path: tuple[str, ...]) -> None:
            if name in path:
                raise BookError("Facts go round in a circle: " + " → ".join([*path[path.index(name) :], name]) + ".")
            if name in done or name in self.inputs:
                return
            for read in reads_of(self.facts[name]):
                visit(read, (*path, name))
            done.add(name)
            order.append(self.facts[name])

        for name in self.facts:
            visit(name, ())
        return tuple(order)

    def _scopes_of_all(self) -> dict[str, str]:
        return {name: self.scopes[self._level(name, ())] for name in (*self.inputs, *self.facts)}

    def _level(self, name: str, path: tuple[str, ...]) -> int:
        if name in self.inputs:
            return self.scopes.index(self.inputs[name].scope)
        if name in path:
            raise BookError("Facts go round in a circle: " + " → ".join([*path[path.index(name) :], name]) + ".")
        node = self.facts[name]
        if node.gives_each:
            return len(self.scopes) - 1
        return self._level_of_reads(node, (*path, name))

    def _level_of_reads(self, node: Fact, path: tuple[str, ...]) -> int:
        each = {parameter.name for parameter in node.parameters if parameter.each}
        one_coarser = len(self.scopes) - 2
        return max((one_coarser if read in each else self._level(read, path) for read in reads_of(node)), default=0)

    def scope_of(self, name: str) -> str:
        """The scope of an input or fact: the finest of what it reads."""
        return self._scope[name]

    def scope_of_rule(self, entry: Rule) -> str:
        """The scope a rule is asked in: once a visit, or once a line."""
        return self.scopes[self._level_of_reads(entry, ())]

    def may_be_none(self, name: str) -> bool:
        """Whether the value behind a name can be unknown."""
        if name in self.inputs:
            return self.inputs[name].may_be_unknown
        node = self.facts[name]
        return node.may_be_none or any(self.can_block(parameter) for parameter in node.parameters)

    def can_block(self, parameter: Parameter) -> bool:
        """Whether an unknown value of this parameter makes the answer unknown."""
        return not parameter.accepts_unknown and self.may_be_none(parameter.name)

    def nodes(self) -> Iterator[Fact]:
        """All facts, then all rules."""
        yield from self.facts.values()
        yield from self.rules.values()

    def inputs_behind(self, rule_id: str) -> frozenset[str]:
        """Every input that a rule's answer can depend on, however far back."""
        return self._behind[rule_id]

    def evidence_of(self, entry: Rule) -> tuple[str, ...]:
        """The names whose values a finding carries: what the rule reads, then what its words mention."""
        return self._evidence[entry.id]

    def _names_of(self, entry: Rule) -> tuple[str, ...]:
        names = dict.fromkeys(reads_of(entry))
        for name in [*names_in(entry.message), *names_in(entry.remedy)]:
            if name not in self.facts and name not in self.inputs:
                raise BookError(f"Rule {entry.id!r} mentions {name!r}, which is neither a field nor a fact.")
            names[name] = None
        return tuple(names)

    def _inputs_behind(self, node: Fact) -> frozenset[str]:
        found: set[str] = set()
        seen: set[str] = set()
        waiting = reads_of(node)
        while waiting:
            name = waiting.pop()
            if name in self.inputs:
                found.add(name)
            elif name not in seen:
                seen.add(name)
                waiting.extend(reads_of(self.facts[name]))
        return frozenset(found)


def reads_of(node: Fact) -> list[str]:
    """The names a fact or rule reads: its parameters, and what its `when` and `unless` name."""
    names = [parameter.name for parameter in node.parameters]
    if isinstance(node, Rule):
        names += [name for name in (node.when, node.unless) if name and name not in names]
    return names


def names_in(words: str | Callable[..., str]) -> list[str]:
    """The names a message or remedy mentions: those in braces, or the parameters of the function that says it."""
    if not isinstance(words, str):
        return list(words.__code__.co_varnames[: words.__code__.co_argcount])
    return [field.partition(".")[0] for _text, field, _spec, _conversion in string.Formatter().parse(words) if field]


def hint(word: str, known: Iterable[str]) -> str:
    """` Did you mean 'minutes'?`, or nothing where no known word is near."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean {near[0]!r}?" if near else ""


def _parameters(function: Callable[..., Any]) -> tuple[Parameter, ...]:
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    defaults = function.__defaults__ or ()
    with_default = names[len(names) - len(defaults) :]
    if any(value is not None for value in defaults):
        raise BookError(f"{function.__name__!r}: only None may be a default; it means the unknown is accepted.")
    return tuple(_parameter(function, name, name in with_default) for name in names)


def _parameter(function: Callable[..., Any], name: str, accepts_unknown: bool) -> Parameter:
    annotation = function.__annotations__.get(name)
    if annotation is None:
        raise BookError(
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
