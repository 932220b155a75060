"""How a call of a layer is written: which arguments of its constructor are literals, and which are worked out."""

from __future__ import annotations

import ast
import re
from typing import Any, cast

import libcst as cst

from shapecheck.interpreter.program import OPEN, Written
from shapecheck.interpreter.walking import children
from shapecheck.source import Site, SourceFile

__all__ = ["is_idle_attribute", "is_stored", "written"]

_ADDING = ("add", "append")


def written(site: Site) -> Written | None:
    """Return how the layer is constructed that a call applies at once, adds or lists; None where it was made elsewhere."""
    node = site.node
    if not isinstance(node, cst.Call):
        return None
    if isinstance(node.func, cst.Call):
        return Written(Site(site.source, node.func), _arguments(node.func), _listed(node))
    if isinstance(node.func, cst.Attribute) and node.func.attr.value in _ADDING and len(node.args) == 1:
        node = node.args[0].value
        if not isinstance(node, cst.Call):
            return None
    return Written(Site(site.source, node), _arguments(node))


def is_idle_attribute(site: Site) -> bool:
    """Tell whether the only thing done with what is made here is to keep it in an attribute that the file names nowhere else.

    A string that holds the name counts too: attributes are also asked for by `getattr`.
    """
    names, kept, pending = [], None, [cast("cst.CSTNode", site.source.module)]
    while pending:
        node = pending.pop()
        if isinstance(node, cst.Attribute):
            names.append(node.attr.value)
        elif isinstance(node, cst.SimpleString):
            names.append(node.raw_value)
        elif isinstance(node, cst.Assign) and node.value is site.node and len(node.targets) == 1:
            kept = node.targets[0].target
        pending.extend(children(node))
    if not isinstance(kept, cst.Attribute) or not isinstance(kept.value, cst.Name) or kept.value.value != "self":
        return False
    return names.count(kept.attr.value) == 1


def _arguments(node: cst.Call) -> dict[int | str, Any]:
    found: dict[int | str, Any] = {}
    for place, arg in enumerate(node.args):
        key: int | str = "*" if arg.star else place if arg.keyword is None else arg.keyword.value
        found[key] = _literal(arg.value)
    return found


def _literal(node: cst.BaseExpression) -> Any:
    try:
        return ast.literal_eval(cst.Module([]).code_for_node(node).strip())
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return OPEN


def _listed(node: cst.Call) -> int | None:
    value = node.args[0].value if len(node.args) == 1 and not node.args[0].star else None
    if not isinstance(value, cst.List) or any(isinstance(item, cst.StarredElement) for item in value.elements):
        return None
    return len(value.elements)


def is_stored(source: SourceFile, name: str) -> bool:
    """Tell whether anything in a file may set an attribute of this name, its name being worked out or not."""
    target = rf"\.{name}\b\s*(?:=(?!=)|[-+*/@%&|^]+=|[:,)\]]|in\b)"
    return bool(re.search(rf"{target}|^\s*{name}\s*[:=]|['\"]{name}['\"]|setattr|__dict__|\bvars\(", source.text, re.M))
