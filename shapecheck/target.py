"""Targets: `FILE`, `FILE::NAME` or a directory, as the command line names them."""

from __future__ import annotations

import ast
from typing import NamedTuple

from shapecheck.settings import suggestion
from shapecheck.usage import UsageError

__all__ = ["Target", "parse_target", "require_name"]


class Target(NamedTuple):
    """A path and, where one is meant, the function, class, method or module-level model in it."""

    path: str
    name: str | None


def parse_target(text: str) -> Target:
    """Split `FILE::NAME`."""
    path, separator, name = text.partition("::")
    return Target(path, name if separator and name else None)


def require_name(text: str, target: Target) -> None:
    """Raise UsageError where a file binds the target's name neither at its top level nor in a class of it."""
    if target.name is None:
        return
    try:
        names = list(dict.fromkeys(_names(ast.parse(text).body)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    if target.name not in names:
        near = suggestion(target.name, names)
        raise UsageError(f"{target.path}: no function, class or model is called {target.name}{near}")


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
