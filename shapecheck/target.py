"""Targets: `FILE`, `FILE::NAME` or a directory, as the command line names them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import NamedTuple

from shapecheck.settings import suggestion
from shapecheck.usage import UsageError

__all__ = ["Target", "parse_target", "require_target"]


class Target(NamedTuple):
    """A path and, where one is meant, the function, class, method or module-level model in it."""

    path: str
    name: str | None


def parse_target(text: str) -> Target:
    """Split `FILE::NAME`."""
    path, separator, name = text.partition("::")
    return Target(path, name if separator and name else None)


def require_target(text: str, target: Target, parameters: Iterable[str] = ()) -> None:
    """Raise UsageError where a file does not bind the target's name, or its function has no such parameters.

    A name is bound at the top level of the file, or in a class of it.
    """
    if target.name is None:
        return
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    names = list(dict.fromkeys(_names(tree.body)))
    if target.name not in names:
        near = suggestion(target.name, names)
        raise UsageError(f"{target.path}: no function, class or model is called {target.name}{near}")
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == target.name and not statement.args.kwarg:
            _require_parameters(statement, target, parameters)


def _require_parameters(function: ast.FunctionDef, target: Target, parameters: Iterable[str]) -> None:
    arguments = function.args
    known = [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    for name in parameters:
        if name not in known:
            near = suggestion(name, known)
            raise UsageError(f"{target.path}::{target.name} has no parameter {name}{near}")


def _names(body: list[ast.stmt], prefix: str = "") -> list[str]:
    found: list[str] = []
    for statement in body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.append(prefix + name)
            case ast.ClassDef(name=name, body=inner):
                found += [prefix + name, *_names(inner, f"{prefix}{name}.")]
            case ast.Assign(targets=targets):
                found += [prefix + node.id for each in targets for node in ast.walk(each) if isinstance(node, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name)):
                found.append(prefix + name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                found += [prefix + (alias.asname or alias.name.partition(".")[0]) for alias in aliases]
            case _:
                for blocks in ("body", "orelse", "finalbody"):
                    found += _names(getattr(statement, blocks, []), prefix)
    return found
