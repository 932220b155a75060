"""Operations on a call and its arguments: another name, another value, or none; and on where names come from."""

from __future__ import annotations

import libcst as cst

from shapecheck.editing.operation import operation
from shapecheck.editing.tree import Tree
from shapecheck.finding import Edit, Step
from shapecheck.source import Span

__all__ = ["removal"]


def _constructor(step: Step, tree: Tree, class_name: str) -> cst.Call | None:
    return tree.constructor(step.site.node, frozenset({class_name}))


def _keyword(call: cst.Call, name: str) -> cst.Arg | None:
    return next((arg for arg in call.args if arg.keyword is not None and arg.keyword.value == name), None)


@operation("rename-argument")
def rename_argument(step: Step, tree: Tree) -> list[Edit] | None:
    """Give a keyword another name: the value is "old=new"."""
    old, _, new = step.value.partition("=")
    for each in tree.walk(step.site.node):
        if isinstance(each, cst.Call) and _keyword(each, new) is None:
            arg = _keyword(each, old)
            if arg is not None and arg.keyword is not None:
                return [Edit(new, tree.span(arg.keyword))]
    return None


@operation("set-argument")
def set_argument(step: Step, tree: Tree) -> list[Edit] | None:
    """Replace the value of an argument that is written as a number: the value is "Class.place.name=value"."""
    where, _, value = step.value.partition("=")
    class_name, place, name = where.split(".")
    call = _constructor(step, tree, class_name)
    if call is None:
        return None
    arg = _keyword(call, name) or (call.args[int(place)] if len(call.args) > int(place) else None)
    if arg is None or arg.star or (arg.keyword is not None and arg.keyword.value != name):
        return None
    return [Edit(value, tree.span(arg.value))] if isinstance(arg.value, cst.Integer) else None


@operation("remove-argument")
def remove_argument(step: Step, tree: Tree) -> list[Edit] | None:
    """Take keywords out of the constructor of a layer: the value is "Class.name"."""
    class_name, _, name = step.value.partition(".")
    call = _constructor(step, tree, class_name)
    arg = None if call is None else _keyword(call, name)
    return None if call is None or arg is None else [removal(call, arg, tree)]


@operation("join-arguments")
def join_arguments(step: Step, tree: Tree) -> list[Edit] | None:
    """Make one tuple of neighbouring positional arguments: the value is "first.last"."""
    first, last = map(int, step.value.split("."))
    call = step.site.node
    if not isinstance(call, cst.Call) or len(call.args) <= last:
        return None
    if any(arg.star or arg.keyword is not None for arg in call.args[: last + 1]):
        return None
    start, end = tree.span(call.args[first].value), tree.span(call.args[last].value)
    return [Edit(f"({tree.between(start.start, end.end)})", Span(start.start, end.end))]


@operation("rename-method")
def rename_method(step: Step, tree: Tree) -> list[Edit] | None:
    """Call another method of the same object: the value is "old=new"."""
    old, _, new = step.value.partition("=")
    func = step.site.node.func if isinstance(step.site.node, cst.Call) else None
    if not isinstance(func, cst.Attribute) or func.attr.value != old:
        return None
    return [Edit(new, tree.span(func.attr))]


@operation("rename-attribute")
def rename_attribute(step: Step, tree: Tree) -> list[Edit] | None:
    """Read another name of the same module: the value is "old=new"."""
    old, _, new = step.value.partition("=")
    node = step.site.node
    return [Edit(new, tree.span(node.attr))] if isinstance(node, cst.Attribute) and node.attr.value == old else None


@operation("import-from")
def import_from(step: Step, tree: Tree) -> list[Edit] | None:
    """Import the same names from another module, which is the value."""
    node = step.site.node
    if not isinstance(node, cst.ImportFrom) or node.module is None or node.relative:
        return None
    return [Edit(step.value, tree.span(node.module))]


def removal(call: cst.Call, arg: cst.Arg, tree: Tree) -> Edit:
    """Return the edit that takes an argument out of a call, with the comma that goes with it."""
    place = list(call.args).index(arg)
    if place + 1 < len(call.args):
        return Edit("", Span(tree.span(arg).start, tree.span(call.args[place + 1]).start))
    start = tree.span(call.args[place - 1].value).end if place else tree.span(arg).start
    return Edit("", Span(start, tree.span(arg.value).end))


@operation("replace-name")
def replace_name(step: Step, tree: Tree) -> list[Edit] | None:
    """Replace the one string or class name in a call that names a thing: the value is "old=new", each in snake case."""
    old, _, new = step.value.partition("=")
    found: list[Edit] = []
    for each in tree.walk(step.site.node):
        if isinstance(each, cst.SimpleString) and each.evaluated_value == old:
            found.append(Edit(f"{each.prefix}{each.quote}{new}{each.quote}", tree.span(each)))
        elif isinstance(each, cst.Attribute) and each.attr.value in (old, _camel(old)):
            found.append(Edit(new if each.attr.value == old else _camel(new), tree.span(each.attr)))
    return found if len(found) == 1 else None


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))
