"""Writing a one-line function in place of calling it.

A fact or rule whose body is a single `return` is copied into the compiled code as an expression, with
its parameters renamed to the local variables that hold their values. That saves a call a line.
"""

import ast
import builtins
import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any


def expression_of(function: Callable[..., Any], local: dict[str, str], namespace: dict[str, Any]) -> str | None:
    """The function's result as an expression over `local` names, or None where it has to be called.

    `local` maps parameters to variables. Names the function takes from its module are put into
    `namespace` under a name of their own.
    """
    body = _single_return(function)
    if body is None:
        return None
    renamer = _Renamer(function, local, namespace)
    tree = renamer.visit(ast.parse(ast.unparse(body), mode="eval"))
    return f"({ast.unparse(tree)})" if renamer.possible else None


class _Renamer(ast.NodeTransformer):
    def __init__(self, function: Callable[..., Any], local: dict[str, str], namespace: dict[str, Any]) -> None:
        self.function = function
        self.local = local
        self.namespace = namespace
        self.bound: set[str] = set()
        self.possible = True

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if isinstance(node.ctx, ast.Store):
            self.bound.add(node.id)
        return node

    def visit_Expression(self, node: ast.Expression) -> ast.AST:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                self.bound.add(inner.id)
        if self.bound & set(self.local):  # a comprehension reuses a parameter's name: calling it is safer
            self.possible = False
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and inner.id not in self.bound:
                inner.id = self._renamed(inner.id)
        return node

    def _renamed(self, name: str) -> str:
        if name in self.local:
            return self.local[name]
        known: dict[str, Any] = self.function.__globals__
        if name not in known:
            if not hasattr(builtins, name):
                self.possible = False
            return name
        unique = f"{self.function.__module__.replace('.', '_')}_{name}"
        self.namespace[unique] = known[name]
        return unique


def _single_return(function: Callable[..., Any]) -> ast.expr | None:
    """The expression of a body that is one `return` (after its docstring), else None."""
    if function.__closure__:
        return None
    definition = _definitions(inspect.getsourcefile(function)).get(
        (function.__name__, function.__code__.co_firstlineno)
    )
    if definition is None:
        return None
    body = definition.body[1:] if ast.get_docstring(definition) is not None else definition.body
    if len(body) == 1 and isinstance(body[0], ast.Return):
        return body[0].value
    return None


@functools.cache
def _definitions(file: str | None) -> dict[tuple[str, int], ast.FunctionDef]:
    """Every function of a source file by name and first line (of its decorator, as Python counts)."""
    if file is None or not Path(file).is_file():
        return {}
    found = {}
    for node in ast.walk(ast.parse(Path(file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            first = node.decorator_list[0].lineno if node.decorator_list else node.lineno
            found[node.name, first] = node
    return found
