"""Writing a one-line function in place of calling it.

A fact or rule whose body is a single `return` is copied into the compiled code as an expression, with
its parameters renamed to the local variables that hold their values. That saves a call a line.
"""

import ast
import builtins
import functools
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


def expression_of(function: Callable[..., Any], local: dict[str, str], taken: dict[str, str]) -> str | None:
    """The function's result as an expression over `local` names, or None where it has to be called.

    `local` maps parameters to variables. What the function takes from its module gets a name of its own, and
    `taken` tells which name of the module stands behind it.
    """
    body = _single_return(function)
    if body is None:
        return None
    names = [node for node in ast.walk(body) if isinstance(node, ast.Name)]
    bound = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    if bound & set(local):  # a comprehension reuses a parameter's name: calling it is safer
        return None
    known: dict[str, Any] = function.__globals__
    prefix = function.__module__.replace(".", "_")
    new_names: dict[str, str] = dict(local)
    for name in {node.id for node in names} - bound - set(local):
        if name in known:
            new_names[name] = f"{prefix}_{name}"
            taken[new_names[name]] = name
        elif not hasattr(builtins, name):
            return None
    return f"({_renamed(function, body, names, new_names)})"


def _renamed(function: Callable[..., Any], body: ast.expr, names: list[ast.Name], new_names: dict[str, str]) -> str:
    """The expression's own text with its names replaced, from the last to the first so that places stay true."""
    lines = list(_lines(inspect.getsourcefile(function))[body.lineno - 1 : body.end_lineno])
    last = len(lines) - 1
    lines[last] = lines[last][: body.end_col_offset]
    for node in sorted(names, key=lambda node: (node.lineno, node.col_offset), reverse=True):
        at = node.lineno - body.lineno
        if node.id in new_names:
            line = lines[at]
            lines[at] = line[: node.col_offset] + new_names[node.id].encode() + line[node.end_col_offset :]
    lines[0] = lines[0][body.col_offset :]
    return b" ".join(line.strip() for line in lines).decode()


def _single_return(function: Callable[..., Any]) -> ast.expr | None:
    """The expression of a body that is one `return` (after its docstring), else None."""
    if function.__closure__:
        return None
    definition = _definitions(inspect.getsourcefile(function)).get(
        (function.__name__, function.__code__.co_firstlineno)
    )
    if definition is None:
        return None
    body = definition.body[1:] if ast.get_docstring(definition, clean=False) is not None else definition.body
    if len(body) == 1 and isinstance(body[0], ast.Return):
        return body[0].value
    return None


@functools.cache
def source_of(file: str) -> bytes:
    """A source file as it was when it was first asked for; empty where there is none."""
    return Path(file).read_bytes() if Path(file).is_file() else b""


@functools.cache
def _lines(file: str | None) -> list[bytes]:
    """A source file's lines as bytes, since Python counts columns in bytes."""
    return source_of(file).splitlines() if file else []


@functools.cache
def _definitions(file: str | None) -> dict[tuple[str, int], ast.FunctionDef]:
    """Every function of a module by name and first line (of its decorator, as Python counts)."""
    return {(node.name, _first_line(node)): node for node in _functions(ast.parse(source_of(file)))} if file else {}


def _functions(module: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in module.body:
        if isinstance(node, ast.FunctionDef):
            yield node


def _first_line(node: ast.FunctionDef) -> int:
    return node.decorator_list[0].lineno if node.decorator_list else node.lineno
