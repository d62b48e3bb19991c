"""What was compiled, kept for the next process: writing the functions takes longer than most of what they are asked.

A kept file bears a mark of everything it was made from: the kernel, the modules of facts and rules, how they read each
other, the inputs, and Python itself. Kernel and modules count as they were imported, whatever their files say by now.
It is used only where that mark is today's and its own checksum holds; otherwise the functions are written anew, and
where the folder can be written they take its place. So it can be missing, damaged or old, and never gives an answer of
other rules than those at hand.
"""

import ast
import hashlib
import marshal
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from types import CodeType

import msgspec
from msgspec import Struct

from cleanclaim.atomic_write import write_atomically
from cleanclaim.kernel.functions import Fact, Rule
from cleanclaim.kernel.inline import read_source
from cleanclaim.kernel.rule_set import RuleSet

Name = tuple[str, str | None]
"""What a name of the written code stands for: a fact's or rule's function, or something of that function's module."""

MARK = hashlib.sha256().digest_size
KERNEL = tuple(read_source(file) for file in sorted(Path(__file__).parent.glob("*.py")))
"""The kernel's own sources, as they were imported."""


class Layout(Struct, frozen=True, kw_only=True):
    """What the compiled function looks like from outside.

    `arguments` are its parameters, which the inputs' expressions read. `items` names the loop variable and the
    argument it runs over. `shared` names the arguments whose objects serve many calls and never change, such as the
    payer's policy.
    """

    arguments: tuple[str, ...]
    items: tuple[str, str]
    shared: tuple[str, ...] = ()

    def is_shared(self, expression: str) -> bool:
        """Whether an expression reads nothing but what many calls share."""
        names = {node.id for node in ast.walk(ast.parse(expression)) if isinstance(node, ast.Name)}
        return bool(names) and names <= set(self.shared)


class GeneratedSource(Struct, frozen=True):
    """The functions as text: `names` tells what the text takes from the rule set."""

    source: str
    names: dict[str, Name]


def load_compiled(
    folder: Path | None, rule_set: RuleSet, layout: Layout, rules: Sequence[Rule], write: Callable[[], GeneratedSource]
) -> tuple[GeneratedSource, CodeType]:
    """What `write` gives, and its code, from the folder where it is kept there. Without a folder nothing is kept."""
    if folder is None:
        return _coded(write())
    which = hashlib.sha256(" ".join(entry.id for entry in rules).encode()).hexdigest()[:16]
    file = folder / f"rules-{which}.{sys.implementation.cache_tag}.kept"
    mark = _mark(rule_set, layout, rules)
    found = _read(file, mark)
    if found is None:
        found = _coded(write())
        _write(file, mark, found)
    return found


def _coded(written: GeneratedSource) -> tuple[GeneratedSource, CodeType]:
    return written, compile(written.source, "<the law, compiled>", "exec")


def _mark(rule_set: RuleSet, layout: Layout, rules: Iterable[Rule]) -> bytes:
    """A checksum of everything the functions are made from."""
    described = (
        sys.version,
        rule_set.scopes,
        list(rule_set.inputs.values()),
        [_described(rule_set, node) for node in rule_set.nodes()],
        (layout.arguments, layout.items, layout.shared),
        [entry.id for entry in rules],
    )
    mark = hashlib.sha256(msgspec.msgpack.encode(described))
    for source in [*KERNEL, *dict.fromkeys(node.source for node in rule_set.nodes())]:
        mark.update(hashlib.sha256(source).digest())
    return mark.digest()


def _described(rule_set: RuleSet, node: Fact) -> tuple[object, ...]:
    own = (node.function.__module__, node.name, node.parameters, node.gives_each, node.may_be_none)
    return (*own, node.when, node.unless, rule_set.evidence_of(node)) if isinstance(node, Rule) else own


def _read(file: Path, mark: bytes) -> tuple[GeneratedSource, CodeType] | None:
    try:
        whole = file.read_bytes()
    except OSError:
        return None
    content = whole[2 * MARK :]
    if whole[: 2 * MARK] != mark + hashlib.sha256(content).digest():
        return None
    *written, code = marshal.loads(content)  # noqa: S302 - its checksum holds; it lies where Python keeps its own
    return GeneratedSource(*written), code


def _write(file: Path, mark: bytes, found: tuple[GeneratedSource, CodeType]) -> None:
    """Write the file; where that cannot be, there is none."""
    if sys.dont_write_bytecode:
        return
    written, code = found
    content = marshal.dumps((written.source, written.names, code))
    with suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        write_atomically(file, mark + hashlib.sha256(content).digest() + content, private=False)
