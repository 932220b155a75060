"""A syntax tree to be edited: what encloses a node, its text, and where a layer is constructed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import libcst as cst

from shapecheck.source import Location, SourceFile, Span

__all__ = ["Tree"]


class Tree:
    """Answer what an operation asks of one file."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source

    @cached_property
    def _parents(self) -> dict[int, cst.CSTNode]:
        parents: dict[int, cst.CSTNode] = {}
        waiting: list[cst.CSTNode] = [self.source.module]
        while waiting:
            node = waiting.pop()
            for child in node.children:
                parents[id(child)] = node
                waiting.append(child)
        return parents

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """Return the node that holds another, None for the module."""
        return self._parents.get(id(node))

    def enclosing(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """Yield what encloses a node, the nearest first."""
        found = self.parent(node)
        while found is not None:
            yield found
            found = self.parent(found)

    def walk(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """Yield a node and all below it, in the order of the text."""
        yield node
        for child in node.children:
            yield from self.walk(child)

    def span(self, node: cst.CSTNode) -> Span:
        """Return where a node stands, with the brackets around it, which its own position leaves out."""
        opening, closing = getattr(node, "lpar", ()), getattr(node, "rpar", ())
        if opening and closing:
            return Span(self.source.span(opening[0]).start, self.source.span(closing[-1]).end)
        return self.source.span(node)

    def code(self, node: cst.CSTNode) -> str:
        """Return the text of a node, without the white space around it."""
        return self.between(*self.span(node))

    def between(self, start: Location, end: Location) -> str:
        """Return the text between two places, its lines ended as this file ends them."""
        (first, start_column), (last, end_column) = start, end
        rows = self.source.lines[first - 1 : last]
        if first == last:
            return rows[0][start_column - 1 : end_column - 1]
        return self.newline.join([rows[0][start_column - 1 :], *rows[1:-1], rows[-1][: end_column - 1]])

    @property
    def newline(self) -> str:
        """Return what ends a line in this file."""
        return self.source.module.default_newline

    def indent(self, place: Location) -> str | None:
        """Return the white space before a place, None where something else stands on its line before it."""
        before = self.source.lines[place.row - 1][: place.column - 1]
        return None if before.strip() else before

    def follows(self, place: Location) -> str:
        """Return what stands after a place on its line."""
        return self.source.lines[place.row - 1][place.column - 1 :]

    def statement(self, node: cst.CSTNode) -> cst.SimpleStatementLine | None:
        """Return the line of a statement that is nothing but an expression or assignment, with this node in it."""
        for each in self.enclosing(node):
            if isinstance(each, cst.SimpleStatementLine):
                return each if len(each.body) == 1 else None
            if isinstance(each, cst.BaseCompoundStatement | cst.SimpleStatementSuite | cst.Lambda):
                return None
        return None

    def scope(self, node: cst.CSTNode) -> cst.CSTNode:
        """Return the function or the module that a node stands in."""
        return next((each for each in self.enclosing(node) if isinstance(each, cst.FunctionDef)), self.source.module)

    def class_of(self, node: cst.CSTNode) -> cst.ClassDef | None:
        """Return the class whose method a node stands in."""
        return next((each for each in self.enclosing(node) if isinstance(each, cst.ClassDef)), None)

    def assignment(self, target: cst.BaseExpression, near: cst.CSTNode) -> cst.Assign | None:
        """Return the only assignment to a name, in its function or the module, or to `self.x` in its class."""
        if isinstance(target, cst.Name):
            rooms: list[cst.CSTNode | None] = [self.scope(near), self.source.module]
        elif isinstance(target, cst.Attribute) and isinstance(target.value, cst.Name):
            rooms = [self.class_of(near)]
        else:
            return None
        written = self.code(target)
        for room in rooms:
            if room is None:
                continue
            found = [
                each
                for each in self.walk(room)
                if isinstance(each, cst.Assign) and any(self.code(one.target) == written for one in each.targets)
            ]
            if found:
                return found[0] if len(found) == 1 and len(found[0].targets) == 1 else None
        return None

    def constructor(self, node: cst.CSTNode, names: frozenset[str]) -> cst.Call | None:
        """Return the call that constructs the layer which a call applies, adds or is; `names` are those of its class."""
        if not isinstance(node, cst.Call):
            return None
        if self.class_name(node) in names:
            return node
        if isinstance(node.func, cst.Call):
            return self.constructor(node.func, names)
        if isinstance(node.func, cst.Attribute) and node.func.attr.value in ("add", "append") and len(node.args) == 1:
            return self.constructor(node.args[0].value, names)
        found = self.assignment(node.func, node)
        return None if found is None else self.constructor(found.value, names)

    def class_name(self, node: cst.BaseExpression) -> str | None:
        """Return the last name of what a call calls, an import's `as` undone."""
        if not isinstance(node, cst.Call):
            return None
        if isinstance(node.func, cst.Attribute):
            return node.func.attr.value
        return self.imported.get(node.func.value, node.func.value) if isinstance(node.func, cst.Name) else None

    @cached_property
    def imported(self) -> dict[str, str]:
        """Return the names that imports give to what is called otherwise."""
        return {
            alias.evaluated_alias: alias.evaluated_name
            for each in self.walk(self.source.module)
            if isinstance(each, cst.ImportFrom) and not isinstance(each.names, cst.ImportStar)
            for alias in each.names
            if alias.evaluated_alias is not None
        }
