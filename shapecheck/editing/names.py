"""How a file spells a layer of Keras: by a module that it imports, or by a name, for which an import may be added."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import libcst as cst
from libcst.helpers import get_full_name_for_node

from shapecheck.editing.edits import insertion
from shapecheck.editing.tree import Tree
from shapecheck.finding import Edit

__all__ = ["Spelled", "spelled"]

_ROOTS = frozenset({"keras", "tensorflow", "tf_keras"})


class Spelled(NamedTuple):
    """The text that names a layer, and the imports that it needs."""

    text: str
    edits: tuple[Edit, ...] = ()


def spelled(layer: str, tree: Tree, near: cst.CSTNode) -> Spelled | None:
    """Return how to name a layer beside a node, as its neighbour names its own class; None where there is no way."""
    ways = list(_ways(layer, tree, near))
    if isinstance(near, cst.Call) and isinstance(near.func, cst.Attribute):
        prefix = f"{tree.code(near.func.value)}.{layer}"
        ways.sort(key=lambda way: (way.text != prefix, bool(way.edits)))
    else:
        ways.sort(key=lambda way: ("." in way.text, bool(way.edits)))
    return ways[0] if ways else None


def _ways(layer: str, tree: Tree, near: cst.CSTNode) -> Iterator[Spelled]:
    around = [*tree.enclosing(near)]
    for node in tree.walk(tree.source.module):
        if not isinstance(node, cst.Import | cst.ImportFrom):
            continue
        scopes = [each for each in tree.enclosing(node) if isinstance(each, cst.FunctionDef | cst.ClassDef)]
        if any(scope not in around for scope in scopes):
            continue
        yield from _by_module(layer, node) if isinstance(node, cst.Import) else _by_name(layer, node, tree)


def _by_module(layer: str, node: cst.Import) -> Iterator[Spelled]:
    for alias in node.names:
        path = alias.evaluated_name
        bound = alias.evaluated_alias or path
        if path.partition(".")[0] not in _ROOTS:
            continue
        if path.endswith(".layers"):
            yield Spelled(f"{bound}.{layer}")
        elif path in _ROOTS or path.endswith(".keras"):
            between = ".keras" if path == "tensorflow" else ""
            yield Spelled(f"{bound}{between}.layers.{layer}")


def _by_name(layer: str, node: cst.ImportFrom, tree: Tree) -> Iterator[Spelled]:
    module = get_full_name_for_node(node.module) if node.module is not None and not node.relative else None
    if module is None or module.partition(".")[0] not in _ROOTS:
        return
    holds_layers = module.endswith(".layers")
    if isinstance(node.names, cst.ImportStar):
        if holds_layers:
            yield Spelled(layer)
        return
    for alias in node.names:
        name = alias.evaluated_name
        bound = alias.evaluated_alias or name
        if holds_layers and name == layer:
            yield Spelled(bound)
            return
        if name == "layers":
            yield Spelled(f"{bound}.{layer}")
        elif name == "keras":
            yield Spelled(f"{bound}.layers.{layer}")
    if holds_layers:
        last = tree.span(node.names[-1].name if node.names[-1].asname is None else node.names[-1].asname).end
        yield Spelled(layer, (insertion(f", {layer}", last),))
