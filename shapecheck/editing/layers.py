"""Operations on the layers of a model: put one in, take one out, unwrap one."""

from __future__ import annotations

import re
from itertools import chain, count

import libcst as cst

from shapecheck.editing.arguments import removal
from shapecheck.editing.edits import insertion
from shapecheck.editing.names import spelled
from shapecheck.editing.operation import operation
from shapecheck.editing.tree import Tree
from shapecheck.finding import Edit, Step
from shapecheck.source import Location, Span

__all__: list[str] = []

_FIRST = ("input_shape", "batch_input_shape", "batch_shape")
"""Keywords by which the first layer of a Sequential tells the shape of its input."""


_ALONE = re.compile(r"\s*,\s*(#.*)?$")


@operation("insert-layer")
def insert_layer(step: Step, tree: Tree) -> list[Edit] | None:
    """Put a layer before another: the value is "Flatten<Dense", the new class and that of the layer after it."""
    layer, _, before = step.value.partition("<")
    node = step.site.node
    if not isinstance(node, cst.Call):
        return None
    constructor = tree.constructor(node, frozenset({before}))
    name = spelled(layer, tree, constructor or node)
    if name is None:
        return None
    imports = list(name.edits)
    if constructor is node or _added(node) is not None:
        listed = constructor or node
        shape, cut = _input_shape(listed, tree)
        made = _before_listed(f"{name.text}({shape})", node, tree)
        return None if made is None else [*made, *cut, *imports]
    if not node.args or node.args[0].star or node.args[0].keyword is not None:
        return None
    kept = _kept(node, name.text, tree)
    maker, edits = (f"{name.text}()", []) if kept is None else kept
    start, end = tree.span(node.args[0].value)
    return [insertion(f"{maker}(", start), insertion(")", end), *edits, *imports]


def _added(node: cst.Call) -> cst.BaseExpression | None:
    """Return what `x.add(...)` or `x.append(...)` adds."""
    if isinstance(node.func, cst.Attribute) and node.func.attr.value in ("add", "append") and len(node.args) == 1:
        return node.args[0].value
    return None


def _input_shape(call: cst.Call, tree: Tree) -> tuple[str, list[Edit]]:
    """Return the argument that tells the shape of the model's input, which the first layer must have, and its removal."""
    for arg in call.args:
        if arg.keyword is not None and arg.keyword.value in _FIRST:
            return tree.code(arg), [removal(call, arg, tree)]
    return "", []


def _before_listed(made: str, node: cst.Call, tree: Tree) -> list[Edit] | None:
    """Put the text of a layer before one that stands in a list, or is added to something by a statement."""
    parent = tree.parent(node)
    if isinstance(parent, cst.Element):
        place = tree.span(parent).start
        indent = tree.indent(place)
        between = " " if indent is None else f"{tree.newline}{indent}"
        return [insertion(f"{made},{between}", place)]
    call = node
    if _added(node) is None:
        outer = tree.parent(parent) if isinstance(parent, cst.Arg) else None
        if not isinstance(outer, cst.Call) or _added(outer) is not node:
            return None
        call = outer
    statement = tree.statement(call)
    if statement is None or not isinstance(statement.body[0], cst.Expr) or statement.body[0].value is not call:
        return None
    place = tree.span(statement.body[0]).start
    indent = tree.indent(place)
    between = "; " if indent is None else f"{tree.newline}{indent}"
    return [insertion(f"{tree.code(call.func)}({made}){between}", place)]


def _kept(node: cst.Call, layer: str, tree: Tree) -> tuple[str, list[Edit]] | None:
    """Make a layer where the one that is applied was made, in `self.head = ...`; return its name and what makes it."""
    made = tree.assignment(node.func, node) if isinstance(node.func, cst.Attribute) else None
    line = None if made is None else tree.statement(made.targets[0])
    if made is None or line is None or not isinstance(node.func, cst.Attribute):
        return None
    place = tree.span(line.body[0]).start
    indent = tree.indent(place)
    if indent is None:
        return None
    taken = {each.attr.value for each in tree.walk(tree.source.module) if isinstance(each, cst.Attribute)}
    word = layer.rpartition(".")[2].lower()
    free = next(each for each in chain([word], (f"{word}_{number}" for number in count(1))) if each not in taken)
    name = f"{tree.code(node.func.value)}.{free}"
    return name, [insertion(f"{name} = {layer}(){tree.newline}{indent}", place)]


@operation("remove-layer")
def remove_layer(step: Step, tree: Tree) -> list[Edit] | None:
    """Take a layer out, so that its input takes the place of its output: the value is its class."""
    node = step.site.node
    if not isinstance(node, cst.Call):
        return None
    constructor = tree.constructor(node, frozenset({step.value}))
    if constructor is None:
        return None
    if _added(node) is not None:
        return _without_statement(node, tree)
    if constructor is node:
        return _without_element(node, tree)
    if len(node.args) != 1 or node.args[0].star or node.args[0].keyword is not None:
        return None
    given, statement = node.args[0].value, tree.statement(node)
    if isinstance(given, cst.List) and len(given.elements) == 1 and isinstance(given.elements[0], cst.Element):
        given = given.elements[0].value
    only = statement.body[0] if statement is not None else None
    if isinstance(only, cst.Assign) and only.value is node and len(only.targets) == 1:
        if tree.code(only.targets[0].target) == tree.code(given):
            return _without_statement(only, tree)
    return _left(node, given, tree)


def _left(node: cst.BaseExpression, part: cst.BaseExpression, tree: Tree) -> list[Edit] | None:
    """Leave of an expression one that it holds; None where a comment would go with the rest."""
    bare = bool(part.lpar) or isinstance(part, cst.Name | cst.Attribute | cst.Call | cst.Subscript | cst.List)
    (start, end), (first, last) = tree.span(node), tree.span(part)
    if "#" in tree.between(start, first) or "#" in tree.between(last, end):
        return None
    opening, closing = ("", "") if bare else ("(", ")")
    return [Edit(opening, Span(start, first)), Edit(closing, Span(last, end))]


def _without_element(node: cst.Call, tree: Tree) -> list[Edit] | None:
    element = tree.parent(node)
    holder = tree.parent(element) if isinstance(element, cst.Element) else None
    if not isinstance(element, cst.Element) or not isinstance(holder, cst.List | cst.Tuple):
        outer = tree.parent(element) if isinstance(element, cst.Arg) else None
        return _without_statement(outer, tree) if isinstance(outer, cst.Call) and _added(outer) is node else None
    elements = list(holder.elements)
    if len(elements) == 1:
        return None
    start, end = tree.span(node)
    if tree.indent(start) is not None and _ALONE.match(tree.follows(end)) and end.row < len(tree.source.lines):
        return [Edit("", Span(Location(start.row, 1), Location(end.row + 1, 1)))]
    place = elements.index(element)
    if place + 1 < len(elements):
        following = tree.span(elements[place + 1].value).start
        return None if "#" in tree.between(start, following) else [Edit("", Span(start, following))]
    return [Edit("", Span(tree.span(elements[place - 1].value).end, end))]


def _without_statement(node: cst.CSTNode, tree: Tree) -> list[Edit] | None:
    """Take out the line of a statement; the last one of a block stays."""
    statement = tree.statement(node.targets[0] if isinstance(node, cst.Assign) else node)
    if statement is None or not (statement.body[0] is node or getattr(statement.body[0], "value", None) is node):
        return None
    block = tree.parent(statement)
    if not isinstance(block, cst.Module | cst.IndentedBlock) or len(block.body) < 2:
        return None
    start, end = tree.span(statement.body[0])
    if tree.indent(start) is None or end.row >= len(tree.source.lines):
        return None
    # a comment behind it is about it, and goes with it
    return [Edit("", Span(Location(start.row, 1), Location(end.row + 1, 1)))]


@operation("unwrap")
def unwrap(step: Step, tree: Tree) -> list[Edit] | None:
    """Leave of a wrapper the layer that it wraps: the value is the wrapper's class."""
    call = tree.constructor(step.site.node, frozenset({step.value}))
    if call is None or len(call.args) != 1 or call.args[0].star:
        return None
    inner = call.args[0].value
    return _left(call, inner, tree)
