"""Targets: `FILE`, `FILE::NAME` or a directory, as the command line names them."""

from __future__ import annotations

import ast
from typing import NamedTuple

from shapecheck.settings import suggestion
from shapecheck.usage import UsageError

__all__ = ["Target", "UnknownTarget", "parse_target", "require_name"]


class UnknownTarget(UsageError):
    """Raised for a target whose name is not in its file; the message says so in one line."""


class Target(NamedTuple):
    """A path and, where one is meant, the function, class, method or variable in it."""

    path: str
    name: str | None


def parse_target(text: str) -> Target:
    """Split `FILE::NAME`."""
    path, separator, name = text.partition("::")
    return Target(path, name if separator and name else None)


def require_name(text: str, target: Target) -> None:
    """Raise UnknownTarget where a file does not define the target's name at its top level or in a class."""
    if target.name is None:
        return
    try:
        names = list(dict.fromkeys(_names(ast.parse(text).body)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    if target.name not in names:
        near = suggestion(target.name, names)
        raise UnknownTarget(f"{target.path}: no function, class or model is called {target.name!r}{near}")


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
            case ast.If(body=first, orelse=second):
                found += _names(first, prefix) + _names(second, prefix)
            case ast.Try(body=first, orelse=second, finalbody=third):
                found += _names(first, prefix) + _names(second, prefix) + _names(third, prefix)
            case ast.With(body=inner) | ast.For(body=inner) | ast.While(body=inner):
                found += _names(inner, prefix)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                found += [prefix + (alias.asname or alias.name.partition(".")[0]) for alias in aliases]
    return found
