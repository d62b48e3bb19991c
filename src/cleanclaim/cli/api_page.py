"""The page of the Python API: every stable name with what it takes and gives, from the docstrings and types themselves.

The examples on it stand in the docstrings, and a test runs the page.
"""

import inspect
import re
from collections.abc import Iterator
from itertools import groupby
from textwrap import dedent, indent
from typing import Any, get_type_hints

from msgspec import Struct

import cleanclaim
from cleanclaim.explanations.lookup.markdown import GENERATED, join_blocks, render_table


def api_page() -> str:
    """The page of the Python API."""
    names = {name: getattr(cleanclaim, name) for name in cleanclaim.__all__}
    verbs = [name for name, thing in names.items() if inspect.isfunction(thing)]
    classes = [name for name, thing in names.items() if inspect.isclass(thing)]
    return join_blocks(
        "# Python API",
        GENERATED,
        "These names are what `import cleanclaim` gives, and they are stable ([versions](versions.md)). Amounts are "
        "whole cents, minutes whole minutes, dates are dates, and what is not known is `None`.",
        "## Functions",
        *(block for name in verbs for block in _function(name, names[name])),
        "## Values",
        *(block for name in classes for block in _class(name, names[name])),
        "## And besides",
        *(block for name in names if name not in {*verbs, *classes} for block in _other(name, names[name])),
    )


def _function(name: str, function: Any) -> Iterator[str]:
    signature = inspect.signature(function)
    hints = get_type_hints(function)
    parameters = [_parameter(one, hints) for one in signature.parameters.values()]
    keyword_only = [one.kind is inspect.Parameter.KEYWORD_ONLY for one in signature.parameters.values()]
    if True in keyword_only:
        parameters.insert(keyword_only.index(True), "*")
    lines = [f"{name}(", *(f"    {one}," for one in parameters), f") -> {_type(hints['return'])}"]
    yield f"### {name}"
    yield "```python\n" + "\n".join(lines) + "\n```"
    yield from _paragraphs(function)


def _parameter(parameter: inspect.Parameter, hints: dict[str, Any]) -> str:
    default = "" if parameter.default is inspect.Parameter.empty else f" = {parameter.default!r}"
    return f"{parameter.name}: {_type(hints[parameter.name])}{default}"


def _class(name: str, kind: type) -> Iterator[str]:
    yield f"### {name}"
    yield from _paragraphs(kind)
    if issubclass(kind, Struct):
        hints = get_type_hints(kind)
        yield render_table(
            ("field", "type"), [(f"`{field}`", f"`{_type(hints[field])}`") for field in kind.__struct_fields__]
        )


def _other(name: str, thing: Any) -> Iterator[str]:
    yield f"### {name}"
    if inspect.ismodule(thing):
        yield from _paragraphs(thing)
        rows = [
            (f"`{inner}`", (inspect.getdoc(getattr(thing, inner)) or "").splitlines()[0]) for inner in thing.__all__
        ]
        yield render_table(("name", ""), rows)
    else:
        yield f"    {name} = {_type(thing)}"


def _type(hint: Any) -> str:
    """A type as one writes it: without the modules that its names come from."""
    text = "None" if hint is type(None) else inspect.formatannotation(hint)
    return re.sub(r"(?:\w+\.)+(\w+)", r"\1", text)


def _paragraphs(thing: Any) -> Iterator[str]:
    """The docstring as Markdown: paragraphs on one line each, indented blocks as they are."""
    blocks = (inspect.getdoc(thing) or "").split("\n\n")
    for is_code, group in groupby(blocks, key=lambda block: block.startswith("    ")):
        if is_code:
            yield indent(dedent("\n\n".join(group)), "    ")
        else:
            yield from (" ".join(block.split()) for block in group)
