"""A plain walk over a syntax tree: the fields that hold code, none that hold white space."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

import libcst as cst

__all__ = ["called_attributes", "changed_attributes", "children", "names_in", "yields"]

_LAYOUT = (
    "whitespace",
    "lpar",
    "rpar",
    "comma",
    "semicolon",
    "leading_lines",
    "lines_after",
    "header",
    "footer",
    "comment",
)


@cache
def _fields(cls: type) -> tuple[str, ...]:
    return tuple(name for name in getattr(cls, "__dataclass_fields__", {}) if not any(word in name for word in _LAYOUT))


@cache
def _is_node(cls: type) -> bool:
    # the classes of nodes are abstract ones, of which `isinstance` asks anew each time
    return issubclass(cls, cst.CSTNode)


def children(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield the nodes right below a node, as they are written."""
    for name in _fields(type(node)):
        value = getattr(node, name)
        if _is_node(value.__class__):
            yield value
        elif isinstance(value, list | tuple):
            yield from (item for item in value if _is_node(item.__class__))


_LABELS: dict[type[cst.CSTNode], str] = {cst.Attribute: "attr", cst.Arg: "keyword", cst.FunctionDef: "name"}
"""Names that are looked up in no scope, or set there: of attributes, keywords, and what is defined."""


def names_in(node: cst.CSTNode) -> set[str]:
    """Return every name of a variable that occurs below a node."""
    found: set[str] = set()
    pending = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, cst.Name):
            found.add(one.value)
            continue
        label = _LABELS.get(type(one))
        aside = None if label is None else getattr(one, label)
        pending.extend(child for child in children(one) if child is not aside)
    return found


@lru_cache(maxsize=1 << 14)
def yields(node: cst.CSTNode) -> bool:
    """Tell whether a function's body yields, functions and classes inside it left out; asked of each body once."""
    pending = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, cst.Yield):
            return True
        pending.extend(
            child for child in children(one) if not isinstance(child, cst.FunctionDef | cst.Lambda | cst.ClassDef)
        )
    return False


_CHANGING = frozenset("append extend insert add update pop popitem remove clear setdefault sort reverse".split())


def changed_attributes(function: cst.FunctionDef | cst.Lambda) -> set[str]:
    """Return the attributes of its instance that a method assigns, or whose list, dict or set it changes."""
    parameters = (*function.params.posonly_params, *function.params.params)
    if not parameters:
        return set()
    own = parameters[0].name.value
    found: set[str] = set()
    pending: list[cst.CSTNode] = [function.body]
    while pending:
        one = pending.pop()
        targets: list[cst.CSTNode] = []
        if isinstance(one, cst.Assign):
            targets = [each.target for each in one.targets]
        elif isinstance(one, cst.AugAssign | cst.AnnAssign | cst.For):
            targets = [one.target]
        elif isinstance(one, cst.Call) and isinstance(one.func, cst.Attribute) and one.func.attr.value in _CHANGING:
            targets = [one.func.value]
        while targets:
            target = targets.pop()
            if isinstance(target, cst.Tuple | cst.List):
                targets.extend(element.value for element in target.elements)
            elif isinstance(target, cst.Subscript):
                targets.append(target.value)
            elif isinstance(target, cst.Attribute) and isinstance(target.value, cst.Name) and target.value.value == own:
                found.add(target.attr.value)
        pending.extend(children(one))
    return found


def called_attributes(function: cst.FunctionDef | cst.Lambda) -> set[str]:
    """Return the attributes of its instance that a method calls, or builds as Keras builds layers."""
    parameters = (*function.params.posonly_params, *function.params.params)
    own = parameters[0].name.value if parameters else None
    found: set[str] = set()
    pending: list[cst.CSTNode] = [function.body]
    while pending:
        one = pending.pop()
        pending.extend(children(one))
        callee = one.func if isinstance(one, cst.Call) else None
        if isinstance(callee, cst.Attribute) and callee.attr.value == "build":
            callee = callee.value
        if isinstance(callee, cst.Attribute) and isinstance(callee.value, cst.Name) and callee.value.value == own:
            found.add(callee.attr.value)
    return found
