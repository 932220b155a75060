"""The expressions of a file that call a layer."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from shapecheck.interpreter.counting.bindings import Scope
from shapecheck.interpreter.counting.kinds import File, Kind, kinds_of
from shapecheck.interpreter.walking import children

__all__ = ["call_sites"]


def call_sites(file: File) -> Iterator[cst.BaseExpression]:
    """Yield every expression by which the code of a file calls a layer, in its order.

    These are, wherever they stand: a call of a layer that is made on the spot (`Dense(3)(x)`) or that the code binds
    to a name, an attribute or an item of a container (`self.blocks[0](x)`, `for block in self.blocks: x = block(x)`);
    a call of a function of Keras's that makes a layer and calls it (`add([x, y])`); `model.add(layer)`; and each
    layer that is made in the list given to `Sequential`. A layer is an instance of a class of Keras's layers and
    models, or of a class of the user's below one; a parameter whose value only a caller knows is none.
    """
    yield from _below(file.source.module, file.top, file)


def _below(node: cst.CSTNode, scope: Scope, file: File) -> Iterator[cst.BaseExpression]:
    if isinstance(node, cst.Call):
        yield from _called(node, scope, file)
    inner = file.scopes.get(id(node), scope)
    for child in children(node):
        yield from _below(child, inner, file)


def _called(node: cst.Call, scope: Scope, file: File) -> Iterator[cst.BaseExpression]:
    if isinstance(node.func, cst.Attribute) and node.func.attr.value == "add" and len(node.args) == 1:
        owner = kinds_of(node.func.value, scope, file)
        if any(kind.what == "layer" for kind in owner) and _is_layer(node.args[0].value, scope, file):
            yield node
            return
    kinds = kinds_of(node.func, scope, file)
    if any(kind.what in ("layer", "call") for kind in kinds):
        yield node
    elif any(_is_sequential(kind) for kind in kinds) and node.args:
        listed = node.args[0].value
        if isinstance(listed, cst.List | cst.Tuple):
            for element in listed.elements:
                if isinstance(element.value, cst.Call) and _is_layer(element.value, scope, file):
                    yield element.value


def _is_layer(node: cst.BaseExpression, scope: Scope, file: File) -> bool:
    return any(kind.what == "layer" for kind in kinds_of(node, scope, file))


def _is_sequential(kind: Kind) -> bool:
    return kind.what == "class" and kind.path.rpartition(".")[2] == "Sequential"
