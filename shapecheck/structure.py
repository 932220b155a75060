"""Shapes as people write them in settings and on the command line: `(None, H, W, 3)`, a list or a dict of such."""

from __future__ import annotations

import ast
from typing import Any

__all__ = ["parse_structure", "structure_text"]


def parse_structure(text: str) -> Any:
    """Read a shape: a tuple of ints, None and names (as str); or a list or dict of shapes. Nothing is evaluated.

    Raises ValueError, with a message for people.
    """
    try:
        node = ast.parse(text.strip(), mode="eval").body
        return _structure(node)
    except (SyntaxError, RecursionError, MemoryError, ValueError) as error:
        detail = f": {error}" if type(error) is ValueError else ""
        raise ValueError(f"not a shape: {text!r}{detail} (a shape is written like `(None, 28, 28, 1)`)") from error


def structure_text(structure: Any) -> str:
    """Write what `parse_structure` reads."""
    match structure:
        case dict():
            return f"{{{', '.join(f'{key!r}: {structure_text(value)}' for key, value in structure.items())}}}"
        case list():
            return f"[{', '.join(map(structure_text, structure))}]"
        case tuple():
            items = ", ".join(map(structure_text, structure))
            return f"({items},)" if len(structure) == 1 else f"({items})"
    return str(structure)


def _structure(node: ast.expr) -> Any:
    match node:
        case ast.Tuple(elts=items) if items and all(isinstance(item, ast.Tuple | ast.Dict) for item in items):
            return tuple(_structure(item) for item in items)
        case ast.Tuple(elts=items):
            return tuple(_size(item) for item in items)
        case ast.List(elts=items):
            return [_structure(item) for item in items]
        case ast.Dict(keys=keys, values=values):
            return {_key(key): _structure(value) for key, value in zip(keys, values, strict=True)}
    raise ValueError("a tuple is expected")


def _size(node: ast.expr) -> int | str | None:
    match node:
        case ast.Constant(value=None):
            return None
        case ast.Constant(value=bool()):
            raise ValueError("a size is an int, None or a name")
        case ast.Constant(value=int(size)):
            return size
        case ast.Name(id=name):
            return name
    raise ValueError("a size is an int, None or a name")


def _key(node: ast.expr | None) -> str:
    match node:
        case ast.Constant(value=str(key)):
            return key
    raise ValueError("the keys of a dict of shapes are strings")
