"""Which expressions each name and attribute of a file is bound to, by its syntax alone, whatever the order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import libcst as cst

from shapecheck.interpreter.modules import dotted_name
from shapecheck.interpreter.walking import children

__all__ = ["Binding", "Scope", "scopes_of"]


class Binding(NamedTuple):
    """What a name is bound to: `how` tells what `node` is to it.

    "value": the expression itself; "item": an expression that is iterated, `place` the position of the name in each
    item (empty for the item itself); "appended": an expression that is put into it; "class", "function": the
    definition; "module": `path` is imported; "member": `path` with `node`'s name taken from it; "parameter": whatever
    a caller gives.
    """

    how: str
    node: cst.CSTNode
    scope: Scope
    place: tuple[int, ...] = ()
    path: str = ""
    level: int = 0


@dataclass(slots=True, eq=False)
class Scope:
    """The names bound in a module, class, function or comprehension; of a class also what its methods give `self`."""

    node: cst.CSTNode
    parent: Scope | None
    names: dict[str, list[Binding]] = field(default_factory=dict)
    attributes: dict[str, list[Binding]] = field(default_factory=dict)
    returned: list[cst.BaseExpression] = field(default_factory=list)
    stars: list[Binding] = field(default_factory=list)

    def lookup(self, name: str) -> list[Binding]:
        """Return what a name may be here: of the innermost scope that binds it, as Python looks it up."""
        scope: Scope | None = self
        while scope is not None:
            visible = scope is self or not isinstance(scope.node, cst.ClassDef)
            if visible and name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return []

    def owner(self, name: str) -> Scope | None:
        """Return the class whose methods call their instance by this name here."""
        scope: Scope | None = self
        while scope is not None:
            above = scope.parent
            if isinstance(scope.node, cst.FunctionDef) and above is not None and isinstance(above.node, cst.ClassDef):
                first = next(iter((*scope.node.params.posonly_params, *scope.node.params.params)), None)
                if first is not None and first.name.value == name:
                    return above
            if name in scope.names:
                return None
            scope = above
        return None


def scopes_of(module: cst.Module) -> dict[int, Scope]:
    """Return every scope of a file, by the id of its node."""
    top = Scope(module, None)
    found = {id(module): top}
    for child in children(module):
        _enter(child, top, found)
    return found


_COMPREHENSIONS = (cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp)


def _enter(node: cst.CSTNode, scope: Scope, found: dict[int, Scope]) -> None:
    if isinstance(node, cst.FunctionDef | cst.ClassDef):
        how = "class" if isinstance(node, cst.ClassDef) else "function"
        _bind(scope, node.name.value, Binding(how, node, scope))
    elif isinstance(node, cst.Import | cst.ImportFrom):
        _import(node, scope)
        return
    elif isinstance(node, cst.Assign):
        for target in node.targets:
            _assign(target.target, "value", node.value, scope)
    elif isinstance(node, cst.AnnAssign | cst.NamedExpr | cst.AugAssign):
        if node.value is not None:
            _assign(node.target, "value", node.value, scope)
    elif isinstance(node, cst.For):
        _assign(node.target, "item", node.iter, scope)
    elif isinstance(node, cst.Return) and node.value is not None:
        scope.returned.append(node.value)
    elif isinstance(node, cst.Call):
        _append(node, scope)
    inner = scope
    if isinstance(node, (cst.FunctionDef, cst.ClassDef, cst.Lambda, *_COMPREHENSIONS)):
        inner = found[id(node)] = Scope(node, scope)
    if isinstance(node, cst.FunctionDef | cst.Lambda):
        for name in _parameters(node.params):
            _bind(inner, name, Binding("parameter", node, inner))
    if isinstance(node, cst.Lambda):
        inner.returned.append(node.body)
    if isinstance(node, _COMPREHENSIONS):
        for each in _loops(node.for_in):
            _assign(each.target, "item", each.iter, inner)
    for child in children(node):
        _enter(child, inner, found)


def _parameters(given: cst.Parameters) -> Iterator[str]:
    for item in (*given.posonly_params, *given.params, *given.kwonly_params, given.star_arg, given.star_kwarg):
        if isinstance(item, cst.Param):
            yield item.name.value


def _loops(loop: cst.CompFor | None) -> Iterator[cst.CompFor]:
    while loop is not None:
        yield loop
        loop = loop.inner_for_in


def _bind(scope: Scope, name: str, binding: Binding) -> None:
    scope.names.setdefault(name, []).append(binding)


def _assign(
    target: cst.BaseExpression, how: str, value: cst.BaseExpression, scope: Scope, place: tuple[int, ...] = ()
) -> None:
    """Note an assignment; a tuple of targets takes the parts of the value."""
    if isinstance(target, cst.Tuple | cst.List):
        parts = value.elements if how == "value" and isinstance(value, cst.Tuple | cst.List) else ()
        for index, element in enumerate(target.elements):
            if len(parts) == len(target.elements):
                _assign(element.value, how, parts[index].value, scope)
            else:
                _assign(element.value, how, value, scope, (*place, index))
    elif isinstance(target, cst.Subscript):
        # what is put into a container is one of its items
        _assign(target.value, "appended", value, scope)
    elif isinstance(target, cst.Name):
        _bind(scope, target.value, Binding(how, value, scope, place))
    elif isinstance(target, cst.Attribute) and isinstance(target.value, cst.Name):
        owner = scope.owner(target.value.value)
        if owner is not None:
            owner.attributes.setdefault(target.attr.value, []).append(Binding(how, value, scope, place))


def _append(node: cst.Call, scope: Scope) -> None:
    """Note `items.append(value)` and its like, and `setattr(self, ..., value)`."""
    if isinstance(node.func, cst.Attribute) and node.func.attr.value in ("append", "extend", "insert") and node.args:
        how = "value" if node.func.attr.value == "extend" else "appended"
        _assign(node.func.value, how, node.args[-1].value, scope)


def _import(node: cst.Import | cst.ImportFrom, scope: Scope) -> None:
    if isinstance(node, cst.Import):
        for alias in node.names:
            path = dotted_name(alias.name)
            bound = alias.asname.name if alias.asname is not None else None
            if isinstance(bound, cst.Name):
                _bind(scope, bound.value, Binding("module", alias, scope, path=path))
            else:
                top = path.partition(".")[0]
                _bind(scope, top, Binding("module", alias, scope, path=top))
        return
    stated = "" if node.module is None else dotted_name(node.module)
    level = len(node.relative)
    if isinstance(node.names, cst.ImportStar):
        scope.stars.append(Binding("module", node, scope, path=stated, level=level))
        return
    for alias in node.names:
        target = alias.asname.name if alias.asname is not None else alias.name
        if isinstance(target, cst.Name):
            _bind(scope, target.value, Binding("member", alias.name, scope, path=stated, level=level))
