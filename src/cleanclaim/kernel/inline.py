"""Writing a short function in place of calling it.

A fact or rule whose body is a single `return` is copied into the compiled code as an expression, with
its parameters renamed to the local variables that hold their values. That saves a call a line. So are the conditions
at the head of a longer body, `if ...: return ...`: most visits leave there, and only the others call the function.
"""

import ast
import builtins
import copy
import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


def inline_expression(
    function: Callable[..., Any], source: bytes, local: dict[str, str], call: str, taken: dict[str, str]
) -> tuple[str, bool]:
    """The function's result as an expression over `local` names, and whether it has the `call` of the function in it.

    `source` is the text of its module (see `source_of`). `local` maps parameters to variables. What the function takes
    from its module gets a name of its own, and `taken` tells which name of the module stands behind it.
    """
    text = ""
    for test, value in _returns(function, source):
        pieces = [_inlined(function, piece, local, taken) for piece in (test, value) if piece is not None]
        if None in pieces:
            break
        if test is None:
            return (f"({text}{pieces[0]})" if text else str(pieces[0])), False
        text += f"{pieces[1]} if {pieces[0]} else "
    return (f"({text}{call})" if text else call), True


def _inlined(function: Callable[..., Any], body: ast.expr, local: dict[str, str], taken: dict[str, str]) -> str | None:
    names = [node for node in ast.walk(body) if isinstance(node, ast.Name)]
    bound = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    bound |= {node.arg for node in ast.walk(body) if isinstance(node, ast.arg)}
    if bound & set(local):  # a comprehension or a lambda reuses a parameter's name: calling it is safer
        return None
    known: dict[str, Any] = function.__globals__
    prefix = function.__module__.replace(".", "_")
    of_module = {node.id for node in names} - bound - set(local)
    if any(name not in known and not hasattr(builtins, name) for name in of_module):
        return None
    here = {name: f"{prefix}_{name}" for name in of_module if name in known}
    taken |= {renamed: name for name, renamed in here.items()}
    return f"({ast.unparse(_Renaming({**local, **here}).visit(copy.deepcopy(body)))})"


class _Renaming(ast.NodeTransformer):
    """Gives names of an expression other ones."""

    def __init__(self, new_names: dict[str, str]) -> None:
        self.new_names = new_names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self.new_names.get(node.id, node.id), node.ctx)


def _returns(function: Callable[..., Any], source: bytes) -> Iterator[tuple[ast.expr | None, ast.expr]]:
    """What the statements at the head of a body return, each with its condition; the last one may have none."""
    definition = _definitions(source).get((function.__name__, function.__code__.co_firstlineno))
    if definition is None or function.__closure__:
        return
    body = definition.body[1:] if ast.get_docstring(definition, clean=False) is not None else definition.body
    for statement in body:
        match statement:
            case ast.Return(value=ast.expr() as value):
                yield None, value
                return
            case ast.If(test=test, body=[ast.Return(value=ast.expr() as value)], orelse=[]):
                yield test, value
            case _:
                return


def source_of(function: Callable[..., Any]) -> bytes:
    """The text of the file a function stands in; empty where there is none.

    Asked while the function's module is imported, it is the text that was imported. Later the file may be another: who
    edits or updates a program while it runs would mix the functions in memory with the new text.
    """
    return read_source(function.__code__.co_filename)


def read_source(file: str | Path) -> bytes:
    """A source file as it is now; empty where there is none."""
    try:
        found = Path(file).stat()
    except OSError:
        return b""
    return _read(str(file), found.st_mtime_ns, found.st_size)


@functools.cache
def _read(file: str, _changed: int, _size: int) -> bytes:
    """By name, time and size, since a file is asked for once a function."""
    return Path(file).read_bytes()


@functools.cache
def _definitions(source: bytes) -> dict[tuple[str, int], ast.FunctionDef]:
    """Every function of a module by name and first line (of its decorator, as Python counts)."""
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return {(node.name, min([node.lineno, *(one.lineno for one in node.decorator_list)])): node for node in functions}
