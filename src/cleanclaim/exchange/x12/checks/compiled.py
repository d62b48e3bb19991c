"""The checks of one subject as one straight-line function that remembers what files say over and over.

A file has a million lines and a few hundred different ones. So checks that read only what repeats are asked once for
each combination of the values they read, and the key under which the answer is remembered is made of exactly the names
that their parameters have: nobody lists it. Checks that share something they read share a memory; the others have their
own, so that a new diagnosis does not ask again about the clinician. What varies, such as amounts, is asked each time.

    def bind(lists, capacity):
        memory_0 = {}
        def faults_of(value, paid_on):
            charge = value.charge
            code = value.code
            code_kind = value.code_kind
            ...
            _found = ()
            # 835.procedure-code, 835.procedure-unlisted, 835.line-dates
            _key = (code, code_kind, first_date, last_date)
            _known = memory_0.get(_key)
            if _known is None:
                _known = ()
                if code is not None: _known += faults_3(ask_3(lists, code, code_kind, first_date))
                ...
                if len(memory_0) >= capacity: memory_0.clear()
                if capacity: memory_0[_key] = _known
            if _known: _found += _known
            # 835.line-balance
            if charge is not None and paid is not None:
                _answer = ask_0(charge, paid, adjustments)
                if _answer is not None: _found += faults_0(_answer)
            return _found
        return faults_of
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from cleanclaim.exchange.x12.checks.check import Check, Fault
from cleanclaim.exchange.x12.checks.code_lists import CodeLists
from cleanclaim.exchange.x12.checks.registry import checks
from cleanclaim.exchange.x12.checks.subjects import LISTS, Subject

CAPACITY = 16384
"""Combinations of values that each memory holds before it starts afresh."""

FaultsOf = Callable[..., tuple[Fault, ...]]
"""The faults of a value, by the value and the subject's context in its order."""


class FileChecks:
    """The checks as they are asked of one file: with its code lists, and what was already said to be unchecked.

    With `capacity` 0 nothing is remembered: the answers must be the same.
    """

    def __init__(self, lists: CodeLists | None = None, capacity: int = CAPACITY) -> None:
        self._lists = lists or CodeLists()
        self._capacity = capacity
        self._bound: dict[Subject, FaultsOf] = {}
        self._mentioned: set[str] = set()

    def of(self, subject: Subject) -> FaultsOf:
        """The function that asks a subject's checks of a value; it remembers for as long as this file is read."""
        if subject not in self._bound:
            self._bound[subject] = _bind(subject)(self._lists, self._capacity)
        return self._bound[subject]

    def remembers(self, count: int) -> bool:
        """Whether one more answer is remembered beside so many."""
        return count < self._capacity

    def new(self, faults: Sequence[Fault]) -> Sequence[Fault]:
        """The faults without those `undetermined` that say what was said in this file before."""
        return [fault for fault in faults if fault.check.severity == "stop" or self._is_new(fault.problem)]

    def _is_new(self, problem: str) -> bool:
        if problem in self._mentioned:
            return False
        if len(self._mentioned) < CAPACITY:
            self._mentioned.add(problem)
        return True


@cache
def _bind(subject: Subject) -> Callable[[CodeLists, int], FaultsOf]:
    return compile_checks(subject, [one for one in checks().values() if one.subject is subject])


def compile_checks(subject: Subject, members: Sequence[Check]) -> Callable[[CodeLists, int], FaultsOf]:
    """The checks of a subject as a function of the code lists and the capacity, which gives the function to ask."""
    namespace: dict[str, object] = {function.__name__ + "_of": function for function in subject.derived}
    for number, one in enumerate(members):
        namespace |= {f"ask_{number}": one.function, f"faults_{number}": one.faults}
    exec("\n".join(source_of(subject, members)), namespace)  # noqa: S102 - our own text, nobody else's
    return namespace["bind"]  # type: ignore[return-value] # the text above defines it


def memories(subject: Subject, members: Sequence[Check]) -> list[tuple[tuple[str, ...], list[Check]]]:
    """The checks that can be remembered, with the names that make up their key: the widest of what they read."""
    reads = {one: frozenset(one.reads) - {LISTS} for one in members}
    repeating = [one for one in members if reads[one] <= subject.repeats]
    keys: list[frozenset[str]] = []
    for one in sorted(repeating, key=lambda one: -len(reads[one])):
        if not any(reads[one] <= key for key in keys):
            keys.append(reads[one])
    home = {one: next(key for key in keys if reads[one] <= key) for one in repeating}
    return [(tuple(sorted(key)), [one for one in repeating if home[one] is key]) for key in keys]


def source_of(subject: Subject, members: Sequence[Check]) -> Iterator[str]:
    """The text of the function, line by line."""
    numbers = {one.id: number for number, one in enumerate(members)}
    groups = memories(subject, members)
    remembered = {one.id for _, group in groups for one in group}
    yield "def bind(lists, capacity):"
    yield from (f"    memory_{number} = {{}}" for number in range(len(groups)))
    yield f"    def faults_of({', '.join(('value', *subject.context))}):"
    yield from _loads(subject, {name for one in members for name in one.reads})
    yield "        _found = ()"
    for number, (names, group) in enumerate(groups):
        yield from _remembering(number, names, [(numbers[one.id], one) for one in group])
    for one in members:
        if one.id not in remembered:
            number = numbers[one.id]
            yield f"        # {one.id}"
            yield f"        _answer = ask_{number}({', '.join(one.parameters)}){_unless_gated(one)}"
            yield f"        if _answer is not None: _found += faults_{number}(_answer)"
    yield "        return _found"
    yield "    return faults_of"


def _loads(subject: Subject, names: set[str]) -> Iterator[str]:
    """The values that the checks read, and before them those of which they are worked out."""
    expressions = subject.names
    for name, expression in expressions.items():
        if name in names and expression and expression != name:
            yield f"        {name} = {expression}"
    for function in subject.derived:
        if function.__name__ in names:
            parameters = function.__code__.co_varnames[: function.__code__.co_argcount]
            arguments = ", ".join(expressions[parameter] for parameter in parameters)
            yield f"        {function.__name__} = {function.__name__}_of({arguments})"


def _remembering(number: int, names: Sequence[str], members: Sequence[tuple[int, Check]]) -> Iterator[str]:
    """Checks whose answers are remembered by the values of the names."""
    gates = [_gate(one) for _, one in members]
    yield f"        # {', '.join(one.id for _, one in members)}"
    yield f"        if {' or '.join(dict.fromkeys(gates)) if all(gates) else 'True'}:"
    yield f"            _key = ({', '.join(names)}{',' if len(names) == 1 else ''})"
    yield f"            _known = memory_{number}.get(_key)"
    yield "            if _known is None:"
    yield "                _known = ()"
    for place, one in members:
        yield f"                _answer = ask_{place}({', '.join(one.parameters)}){_unless_gated(one)}"
        yield f"                if _answer is not None: _known += faults_{place}(_answer)"
    yield f"                if len(memory_{number}) >= capacity: memory_{number}.clear()"
    yield f"                if capacity: memory_{number}[_key] = _known"
    yield "            if _known: _found += _known"


def _gate(one: Check) -> str:
    """When a check is asked; empty where always."""
    return " and ".join([*([one.when] if one.when else []), *(f"{name} is not None" for name in one.needs)])


def _unless_gated(one: Check) -> str:
    gate = _gate(one)
    return f" if {gate} else None" if gate else ""
