"""Any small book, compiled, answers as a reader would who works out every name from its definition, one at a time.

Hypothesis draws the book: facts that add up what they read, over any earlier names; rules that ask whether such a sum
passes a limit, with conditions; and trays on which any value may be unknown. The trays are of several shops, and the
function remembers what it answered of the loaves of one shop while it is asked of another.
"""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from cleanclaim.kernel import BYPASSED, FAIL, UNDETERMINED, Input, Layout, Missing, Rule, RuleSet, compile_rules
from tests.conftest import tries
from tests.kernel.bakery import CITES, SCOPES, module

Value = int | None
TRAY, LOAF = ("a0", "a1"), ("b0", "b1", "b2")
MISSING = (Missing("Not known", "Find out."),)
INPUTS = [
    Input(name="a0", scope="tray", expression="shop['a0']", words="", missing=MISSING),
    Input(name="a1", scope="tray", expression="tray['a1']", words="", missing=MISSING, patterned=True),
    Input(name="b0", scope="loaf", expression="loaf['b0']", words="", missing=MISSING, repeats=True),
    Input(name="b1", scope="loaf", expression="loaf['b1']", words="", missing=MISSING, repeats=True, patterned=False),
    Input(name="b2", scope="loaf", expression="loaf['b2']", words="", missing=MISSING),
]
LAYOUT = Layout(arguments=("shop", "tray", "loaves"), items=("loaf", "loaves"), shared=("shop",))


class Read(Struct, frozen=True):
    """One parameter: a name, read of every loaf or not, the unknown accepted or not."""

    name: str
    each: bool
    accepts: bool


class Node(Struct, frozen=True):
    """A fact or a rule: the sum of what it reads, and what becomes of it.

    A fact answers `total - limit`, or None where `gaps` and the total divides by three; with `gives_each` it answers
    so for each value of the first name it reads. A rule asks whether the total passes the limit.
    """

    name: str
    reads: tuple[Read, ...]
    limit: int
    gaps: bool = False
    gives_each: bool = False
    when: str | None = None
    unless: str | None = None


# -- drawing a book -----------------------------------------------------------------------------------


def of_loaf(name: str, facts: Sequence[Node]) -> bool:
    """Whether a name has a value a loaf."""
    node = next((node for node in facts if node.name == name), None)
    if node is None:
        return name in LOAF
    return node.gives_each or any(of_loaf(read.name, facts) for read in node.reads if not read.each)


def draw_reads(draw: st.DrawFn, facts: Sequence[Node], *, about_tray: bool) -> tuple[Read, ...]:
    names = draw(st.lists(st.sampled_from([*TRAY, *LOAF, *(node.name for node in facts)]), max_size=3, unique=True))
    return tuple(
        Read(name, of_loaf(name, facts) and (about_tray or draw(st.booleans())), draw(st.booleans())) for name in names
    )


@st.composite
def books(draw: st.DrawFn) -> tuple[list[Node], list[Node]]:
    """Facts, each reading only earlier ones, and rules on them."""
    facts: list[Node] = []
    for number in range(draw(st.integers(0, 6))):
        gives_each = draw(st.integers(0, 4)) == 0
        reads = draw_reads(draw, facts, about_tray=gives_each)
        if gives_each:
            each = Read(draw(st.sampled_from(LOAF)), each=True, accepts=draw(st.booleans()))
            reads = (each, *(read for read in reads if read.name != each.name))
        limit, gaps = draw(st.integers(-3, 3)), draw(st.booleans())
        facts.append(Node(f"f{number}", reads, limit, gaps, gives_each))
    gates = st.none() | st.sampled_from([node.name for node in facts]) if facts else st.none()
    rules = [
        Node(f"r{number}", draw_reads(draw, facts, about_tray=False), draw(st.integers(-3, 8)))
        for number in range(draw(st.integers(1, 4)))
    ]
    gated = []
    for node in rules:
        taken = {read.name for read in node.reads if read.each}
        when, unless = (gate if gate not in taken else None for gate in (draw(gates), draw(gates)))
        gated.append(Node(node.name, node.reads, node.limit, when=when, unless=unless))
    return facts, gated


AMOUNT = st.none() | st.integers(-2, 4)
LOAVES = st.lists(st.fixed_dictionaries(dict.fromkeys(LOAF, AMOUNT)), max_size=4)
SHOP = st.integers(0, 2)
TRAYS = st.lists(st.tuples(SHOP, st.fixed_dictionaries({"a1": AMOUNT}), LOAVES), min_size=1, max_size=6)


# -- writing it down ----------------------------------------------------------------------------------


def text_of(facts: Sequence[Node], rules: Sequence[Node]) -> str:
    return "\n".join([*(_fact(node) for node in facts), *(_rule(node) for node in rules)])


def _signature(reads: Sequence[Read]) -> str:
    plain = [f"{r.name}: Each[int | None]" if r.each and r.accepts else f"{r.name}: Each[int]" for r in reads if r.each]
    plain += [f"{r.name}: int" for r in reads if not r.each and not r.accepts]
    return ", ".join([*plain, *(f"{r.name}: int | None = None" for r in reads if not r.each and r.accepts)])


def _total(reads: Sequence[Read]) -> str:
    return " + ".join([f"sum(v or 0 for v in {r.name})" if r.each else f"({r.name} or 0)" for r in reads]) or "1"


def _fact(node: Node) -> str:
    if node.gives_each:
        first, *rest = node.reads
        total = f"(one or 0) + {_total(rest)}"
        value = f"[{_gapped(total, node)} for one in {first.name}]"
        kind = "Each[int | None]"
    else:
        value, kind = _gapped(_total(node.reads), node), "int | None" if node.gaps else "int"
    missing = "@fact(missing=Missing('Cannot be told', 'Look.'))" if "None" in kind else "@fact"
    return f"{missing}\ndef {node.name}({_signature(node.reads)}) -> {kind}:\n    return {value}"


def _gapped(total: str, node: Node) -> str:
    value = f"{total} - ({node.limit})"
    return f"(None if ({total}) % 3 == 0 else {value})" if node.gaps else f"({value})"


def _rule(node: Node) -> str:
    gates = f"when={node.when!r}, unless={node.unless!r}"
    head = f"@rule(**words, {gates})\ndef {node.name}({_signature(node.reads)}) -> bool:"
    return f"{head}\n    return {_total(node.reads)} > {node.limit}"


# -- reading it naively -------------------------------------------------------------------------------


class Reader:
    """Works out a name from its definition whenever it is asked, remembering nothing."""

    def __init__(self, facts: Sequence[Node], tray: dict[str, Value], loaves: Sequence[dict[str, Value]]) -> None:
        self.facts = {node.name: node for node in facts}
        self.tray = tray
        self.loaves = loaves

    def value(self, name: str, place: int) -> Value:
        if name in TRAY:
            return self.tray[name]
        if name in LOAF:
            return self.loaves[place][name]
        node = self.facts[name]
        if self.blocked(node, place):
            return None
        total = self.total(node.reads, place)
        if node.gives_each:
            first, *rest = node.reads
            total = (self.value(first.name, place) or 0) + self.total(rest, place)
        return None if node.gaps and total % 3 == 0 else total - node.limit

    def read(self, read: Read, place: int) -> list[Value]:
        return [self.value(read.name, at) for at in (range(len(self.loaves)) if read.each else [place])]

    def blocked(self, node: Node, place: int) -> bool:
        return any(None in self.read(read, place) for read in node.reads if not read.accepts)

    def total(self, reads: Sequence[Read], place: int) -> int:
        return sum(value or 0 for read in reads for value in self.read(read, place)) if reads else 1

    def outcome(self, node: Node, place: int) -> str:
        gate = self.value(node.when, place) if node.when else 1
        if not gate:
            return UNDETERMINED if gate is None else "not_applicable"
        if self.blocked(node, place):
            return UNDETERMINED
        if self.total(node.reads, place) <= node.limit:
            return "pass"
        resolved = self.value(node.unless, place) if node.unless else 0
        return UNDETERMINED if resolved is None else BYPASSED if resolved else FAIL

    def missing(self, node: Node, place: int) -> set[str]:
        """The names that may be said to leave a question open, at a place where it is."""
        if node.when and self.value(node.when, place) is None:
            return self.behind(node.when, place)
        if self.blocked(node, place):
            return self.behind_reads(node, place)
        return self.behind(node.unless or "", place)

    def behind(self, name: str, place: int) -> set[str]:
        """Why a name has no value: itself, unless what it reads holds it up."""
        node = self.facts.get(name)
        return self.behind_reads(node, place) if node and self.blocked(node, place) else {name}

    def behind_reads(self, node: Node, place: int) -> set[str]:
        places = {r: range(len(self.loaves)) if r.each else [place] for r in node.reads if not r.accepts}
        unknown = [(r.name, at) for r, found in places.items() for at in found if self.value(r.name, at) is None]
        return {name for one, at in unknown for name in self.behind(one, at)}

    def seen(self, entry: Rule, name: str, place: int) -> Value | list[Value]:
        """What the rule saw under a name: the value of every loaf where it read Each."""
        if any(parameter.each for parameter in entry.parameters if parameter.name == name):
            return [self.value(name, at) for at in range(len(self.loaves))]
        return self.value(name, place)

    def places(self, node: Node) -> range:
        names = [read.name for read in node.reads if not read.each]
        names += [gate for gate in (node.when, node.unless) if gate]
        about_loaf = any(of_loaf(name, list(self.facts.values())) for name in names)
        return range(len(self.loaves)) if about_loaf else range(-1, 0)


@tries(200)
@given(books(), st.lists(AMOUNT, min_size=3, max_size=3), TRAYS)
def test_the_compiled_function_answers_as_a_naive_reader(
    drawn: tuple[list[Node], list[Node]],
    amounts: list[Value],
    trays: list[tuple[int, dict[str, Value], list[dict[str, Value]]]],
) -> None:
    facts, rules = drawn
    held = RuleSet(scopes=SCOPES, inputs=INPUTS, modules=[module(text_of(facts, rules))], known_cites=CITES)
    made = compile_rules(held, LAYOUT)
    shops = [{"a0": amount} for amount in amounts]
    for shop, values, loaves in trays:
        tray = {**shops[shop], **values}
        raw, off = made.evaluate(shops[shop], values, loaves)
        reader = Reader(facts, tray, loaves)
        expected = {(node.name, at): reader.outcome(node, at) for node in rules for at in reader.places(node)}
        others = {key: outcome for key, outcome in expected.items() if outcome not in {"pass", "not_applicable"}}
        answers = made.answers(raw, shops[shop], values, loaves)
        assert {(a.rule.name, a.place): a.outcome for a in answers} == others
        by_name = {node.name: node for node in rules}
        for answer in answers:
            assert (answer.missing is not None) == (answer.outcome == UNDETERMINED)
            if answer.missing is not None:
                assert answer.missing.name in reader.missing(by_name[answer.rule.name], answer.place)
        assert len(raw) == len(others)
        assert off == list(expected.values()).count("not_applicable")
        assert made.questions(len(loaves)) == len(expected)
        for answer in answers:
            gate = answer.rule.when
            if gate is None or reader.value(gate, answer.place) is not None:  # else nothing else is worked out
                names = held.evidence_of(answer.rule)
                assert answer.values == tuple(reader.seen(answer.rule, name, answer.place) for name in names)
