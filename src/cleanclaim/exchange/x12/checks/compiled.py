"""The checks of one subject as straight-line functions that remember what files say over and over.

A file has a million lines and a few hundred different ones. So checks that read only what repeats are asked once for
each combination of the values they read, and the key under which the answer is remembered is made of exactly the names
that their parameters have: nobody lists it. Checks that share something they read share a memory; the others have their
own, so that a new diagnosis does not ask again about the clinician. What varies, such as amounts, is asked each time.

What was right once as a whole is right again. Where a subject has names that are `settled`, `quick` looks whether
nothing was found when they said the same, and asks only the checks that read something else. Where one of these does
not say at once that nothing is wrong, all are asked in their order.

    def bind(lists, capacity):
        memory_0 = {}
        def remembered_0(diagnoses, first_day):
            _key = (diagnoses, first_day)
            _known = memory_0.get(_key)
            if _known is None:
                _known = ()
                if first_day is not None: _known += faults_3(ask_3(lists, diagnoses, first_day))
                ...
                if len(memory_0) >= capacity: memory_0.clear()
                if capacity: memory_0[_key] = _known
            return _known
        def faults_of(value, written):
            charge = value.charge
            diagnoses = value.diagnoses
            ...
            _found = ()
            # 837p.diagnosis-twice, 837p.diagnosis-code
            _known = remembered_0(diagnoses, first_day)
            if _known: _found += _known
            # 837p.line-charges
            _answer = ask_0(charge, lines) if lines and charge is not None else None
            if _answer is not None: _found += faults_0(_answer)
            return _found
        right = set()
        def quick(value, written):
            charge = value.charge
            ...
            _whole = (billing, filing, own, relationship)
            if (_whole in right
                and not remembered_0(diagnoses, first_day)
                and (not lines or charge is None or ask_0(charge, lines) is None)
            ): return ()
            _found = faults_of(value, written)
            if not _found:
                if len(right) >= capacity: right.clear()
                if capacity: right.add(_whole)
            return _found
        return quick
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from cleanclaim.exchange.x12.checks.check import Check, Fault
from cleanclaim.exchange.x12.checks.code_lists import CodeLists
from cleanclaim.exchange.x12.checks.registry import checks
from cleanclaim.exchange.x12.checks.subjects import LISTS, Subject
from cleanclaim.exchange.x12.diagnostics import Level

CAPACITY = 16384
"""Combinations of values that each memory holds before it starts afresh."""

FaultsOf = Callable[..., tuple[Fault, ...]]
"""The faults of a value, by the value and the subject's context in its order."""


class FileChecks:
    """The checks as they are asked of one file: with its code lists, and what was already said to be unchecked.

    With `capacity` 0 nothing is remembered: the answers must be the same. Of values only the checks up to the SNIP
    level `most` are asked.
    """

    def __init__(self, lists: CodeLists | None = None, capacity: int = CAPACITY, most: Level = 6) -> None:
        self.lists = lists or CodeLists()
        self._capacity = capacity
        self._most = most
        self._bound: dict[Subject, FaultsOf] = {}
        self._mentioned: set[str] = set()

    def of(self, subject: Subject) -> FaultsOf:
        """The function that asks a subject's checks of a value; it remembers for as long as this file is read."""
        if subject not in self._bound:
            self._bound[subject] = _bind(subject, self._most)(self.lists, self._capacity)
        return self._bound[subject]

    def asks(self, subject: Subject) -> bool:
        """Whether any check is asked of a subject."""
        return bool(_members(subject, self._most))

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
def _bind(subject: Subject, most: Level) -> Callable[[CodeLists, int], FaultsOf]:
    return compile_checks(subject, _members(subject, most))


@cache
def _members(subject: Subject, most: Level) -> list[Check]:
    return [one for one in checks().values() if one.subject is subject and one.level <= most]


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
    context = ", ".join(("value", *subject.context))
    yield "def bind(lists, capacity):"
    for number, (names, group) in enumerate(groups):
        yield from _remembering(number, names, [(numbers[one.id], one) for one in group])
    yield f"    def faults_of({context}):"
    yield from _loads(subject, {name for one in members for name in one.reads})
    yield "        _found = ()"
    for number, (names, group) in enumerate(groups):
        gates = [_gate(one) for one in group]
        yield f"        # {', '.join(one.id for one in group)}"
        yield f"        if {' or '.join(dict.fromkeys(gates)) if all(gates) else 'True'}:"
        yield f"            _known = remembered_{number}({', '.join(names)})"
        yield "            if _known: _found += _known"
    for one in members:
        if one.id not in remembered:
            number = numbers[one.id]
            yield f"        # {one.id}"
            yield f"        _answer = ask_{number}({', '.join(one.parameters)}){_unless_gated(one)}"
            yield f"        if _answer is not None: _found += faults_{number}(_answer)"
    yield "        return _found"
    if not subject.settled:
        yield "    return faults_of"
        return
    yield "    right = set()"
    yield f"    def quick({context}):"
    yield from _quick(subject, groups, members, numbers)
    yield f"        _found = faults_of({context})"
    yield "        if not _found:"
    yield "            if len(right) >= capacity: right.clear()"
    yield "            if capacity: right.add(_whole)"
    yield "        return _found"
    yield "    return quick"


def _quick(
    subject: Subject,
    groups: Sequence[tuple[tuple[str, ...], list[Check]]],
    members: Sequence[Check],
    numbers: Mapping[str, int],
) -> Iterator[str]:
    """What is asked of a value whose settled names say what they said when nothing was wrong."""
    reads = {one: set(one.reads) - {LISTS} for one in members}
    settled = [one for one in members if reads[one] <= subject.settled]
    apart = [number for number, (names, _) in enumerate(groups) if not subject.settled.issuperset(names)]
    others = [one for one in members if one not in settled and not any(one in groups[number][1] for number in apart)]
    names = sorted({name for one in settled for name in reads[one]})
    yield from _loads(subject, {name for one in members for name in one.reads})
    yield f"        _whole = ({', '.join(names)})"
    yield "        if (_whole in right"
    yield from (f"            and not remembered_{number}({', '.join(groups[number][0])})" for number in apart)
    for one in others:
        skipped = [*([f"not {one.when}"] if one.when else []), *(f"{name} is None" for name in one.needs)]
        answer = f"ask_{numbers[one.id]}({', '.join(one.parameters)}) is None"
        yield f"            and ({' or '.join([*skipped, answer])})"
    yield "        ): return ()"


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
    yield f"    memory_{number} = {{}}"
    yield f"    def remembered_{number}({', '.join(names)}):"
    yield f"        _key = ({', '.join(names)}{',' if len(names) == 1 else ''})"
    yield f"        _known = memory_{number}.get(_key)"
    yield "        if _known is None:"
    yield "            _known = ()"
    for place, one in members:
        yield f"            _answer = ask_{place}({', '.join(one.parameters)}){_unless_gated(one)}"
        yield f"            if _answer is not None: _known += faults_{place}(_answer)"
    yield f"            if len(memory_{number}) >= capacity: memory_{number}.clear()"
    yield f"            if capacity: memory_{number}[_key] = _known"
    yield "        return _known"


def _gate(one: Check) -> str:
    """When a check is asked; empty where always."""
    return " and ".join([*([one.when] if one.when else []), *(f"{name} is not None" for name in one.needs)])


def _unless_gated(one: Check) -> str:
    gate = _gate(one)
    return f" if {gate} else None" if gate else ""
