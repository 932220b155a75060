"""Comparisons: `==`, `<` and their kind, `in`, `is`."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.arithmetic import NOT_IMPLEMENTED, derived, is_plain, is_tensor, negative, sizes_of
from shapecheck.interpreter.collections_ import ViewObject, view_items
from shapecheck.interpreter.contents import underlying
from shapecheck.interpreter.dataclasses_ import field_values, option
from shapecheck.interpreter.equality import ask_equal, equals
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.keys import dunder, hashable, identical, key_in, key_of, truth
from shapecheck.interpreter.membership import contains
from shapecheck.interpreter.state import ClassObject, ListObject, SetObject
from shapecheck.interpreter.values import Array, Known, Ref, Size, Tensor, Tuple, Unknown, Value, derived_key, known
from shapecheck.shapes.requirements import at_most, less

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["compare"]

_ORDER_SPECIAL = {"<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__"}

_ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def compare(symbol: str, left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `left symbol right` for a comparison, `in` or `is`."""
    if symbol in ("==", "!="):
        if is_tensor(left) or is_tensor(right):
            from shapecheck.interpreter import bridge

            if symbol == "==" and isinstance(left, Tensor) and isinstance(right, Tensor):
                same = _same_symbolic(left, right, frame)
                if same is not None:
                    return known(same)
            return bridge.operator(symbol, left, right, frame, node)
        answer = _asked_unequal(left, right, frame, node) if symbol == "!=" else None
        if answer is not None:
            return answer
        answer = ask_equal(left, right, frame, node)
        if answer is not None:
            return answer if symbol == "==" else negative(answer, frame, node)
        if isinstance(left, Array) or isinstance(right, Array):
            from shapecheck.interpreter import bridge

            return bridge.array_operator(symbol, left, right, frame, node)
        same = equals(left, right, frame)
        if same is not None:
            return known(same is (symbol == "=="))
    elif symbol in ("is", "is not"):
        same = identical(left, right)
        if same is not None:
            return known(same is (symbol == "is"))
    elif symbol in ("in", "not in"):
        inside = contains(right, left, frame, node)
        if inside is not None:
            return known(inside is (symbol == "in"))
    else:
        ordered = _ordered(symbol, left, right, frame, node)
        if ordered is not None:
            return ordered
    return _comparison(symbol, left, right, frame, node)


def _same_symbolic(left: Tensor, right: Tensor, frame: Frame) -> bool | None:
    """Compare two tensors of a functional model: Keras's own have no `__eq__`, so they are equal if they are the same.

    None where they may be tensors of a backend (`keras/src/backend/common/keras_tensor.py`).
    """
    from shapecheck.interpreter import bridge

    if not (bridge.is_symbolic(left, frame) and bridge.is_symbolic(right, frame)):
        return None
    return left.key == right.key


_NEGATIVE = {"!=": "==", "is not": "is", "not in": "in", ">=": "<", ">": "<="}


def _comparison(symbol: str, left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return an undecided comparison; opposites share one key, so that the path decides both."""
    positive = _NEGATIVE.get(symbol, symbol)
    result = derived(positive, left, right, frame, node)
    if isinstance(result, Unknown) and any(isinstance(side, Size) for side in (left, right)):
        sides = [side for side in (left, right) if isinstance(side, Unknown)]
        keys = key_of(left), key_of(right)
        if None not in keys:
            result = Unknown(
                "it depends on a size",
                frame.site(node),
                derived_key(positive, *keys),
                None,
                all(s.entry for s in sides),
            )
    return result if positive == symbol else negative(result, frame, node)


def _asked_unequal(left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> Value | None:
    from shapecheck.interpreter.calls import call

    method = dunder(left, "__ne__", frame)
    answer = None if method is None else call(method, [left, right], {}, frame, node)
    return None if answer == NOT_IMPLEMENTED else answer


def _ordered(symbol: str, left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> Value | None:
    if isinstance(left, Known) and isinstance(right, Known):
        try:
            return known(bool(_ORDER[symbol](left.value, right.value)))
        except TypeError as error:
            raise raising("TypeError", str(error), frame.site(node)) from None
    if is_tensor(left) or is_tensor(right):
        from shapecheck.interpreter import bridge

        return bridge.operator(symbol, left, right, frame, node)
    asked = _instances_ordered(symbol, left, right, frame, node)
    if asked is not None:
        return asked
    if isinstance(left, Array) or isinstance(right, Array):
        from shapecheck.interpreter import bridge

        return bridge.array_operator(symbol, left, right, frame, node)
    held = underlying(left, frame), underlying(right, frame)
    if held != (left, right):
        return _ordered(symbol, *held, frame, node)
    compared = _containers_ordered(symbol, left, right, frame, node)
    if compared is not None:
        return compared
    dims = sizes_of(left, right, frame)
    if dims is None or not all(_integral(dim) for dim in dims):
        return None
    one, two = dims if symbol in ("<", "<=") else (dims[1], dims[0])
    verdict = less(one, two) if symbol in ("<", ">") else at_most(one, two)
    return known(verdict) if isinstance(verdict, bool) else None


def _integral(dim: Any) -> bool:
    return not isinstance(dim, float)


_REFLECTED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _instances_ordered(symbol: str, left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> Value | None:
    """Ask the instances, and what `dataclass(order=True)` and `total_ordering` make for them."""
    from shapecheck.interpreter.calls import call

    for receiver, other, sign in ((left, right, symbol), (right, left, _REFLECTED[symbol])):
        method = dunder(receiver, _ORDER_SPECIAL[sign], frame)
        if method is not None:
            answer = call(method, [receiver, other], {}, frame, node)
            if answer != NOT_IMPLEMENTED:
                return answer
    if dunder(left, " total ordering", frame) is not None:
        return _by_total_ordering(symbol, left, right, frame, node)
    if isinstance(left, Ref) and isinstance(right, Ref):
        cls = getattr(frame.run.state.objects.get(left.address), "cls", None)
        definition = frame.run.state.objects.get(cls) if cls is not None else None
        same = cls == getattr(frame.run.state.objects.get(right.address), "cls", None)
        fields = [field_values(side, frame, "compare") for side in (left, right)]
        if same and isinstance(definition, ClassObject) and option(definition, "order", frame, False):
            if fields[0] is not None and fields[1] is not None:
                return _sequences_ordered(symbol, fields[0], fields[1], frame, node)
    return None


def _by_total_ordering(symbol: str, left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> Value | None:
    """Work a comparison out of the one that the class has and of `==`, as `functools.total_ordering` does."""
    from shapecheck.interpreter.calls import call

    for root in ("<", "<=", ">", ">="):
        method = dunder(left, _ORDER_SPECIAL[root], frame)
        if method is None:
            continue
        holds = truth(call(method, [left, right], {}, frame, node), frame)
        same = equals(left, right, frame)
        if holds is None or same is None:
            return None
        smaller = {"<": holds, "<=": holds and not same, ">": not holds and not same, ">=": not holds}[root]
        return known({"<": smaller, "<=": smaller or same, ">": not smaller and not same, ">=": not smaller}[symbol])
    return None


def _containers_ordered(symbol: str, left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> Value | None:
    one, two = (frame.run.state.objects.get(v.address) if isinstance(v, Ref) else v for v in (left, right))
    if isinstance(one, Tuple) and isinstance(two, Tuple):
        return _sequences_ordered(symbol, one.items, two.items, frame, node)
    if isinstance(one, ListObject) and isinstance(two, ListObject) and one.kind == two.kind:
        return _sequences_ordered(symbol, one.items, two.items, frame, node)
    sides = [_as_set(side, frame) for side in (one, two)]
    if sides[0] is None or sides[1] is None:
        if is_plain(left, frame) and is_plain(right, frame):
            raise raising("TypeError", f"'{symbol}' not supported between these", frame.site(node))
        return None
    below = all(key_in(sides[1], item) is not None for item in sides[0])
    above = all(key_in(sides[0], item) is not None for item in sides[1])
    return known({"<=": below, "<": below and not above, ">=": above, ">": above and not below}[symbol])


def _as_set(found: object, frame: Frame) -> tuple[Value, ...] | None:
    if isinstance(found, SetObject):
        return found.items
    items = view_items(found, frame) if isinstance(found, ViewObject) and found.what != "values" else None
    return items if items is not None and all(hashable(item, frame) for item in items) else None


def _sequences_ordered(
    symbol: str, left: Sequence[Value], right: Sequence[Value], frame: Frame, node: cst.CSTNode
) -> Value | None:
    """Compare two sequences by their first items that differ, else by their lengths."""
    for one, two in zip(left, right, strict=False):
        same = equals(one, two, frame)
        if same is None:
            return None
        if not same:
            return compare(symbol, one, two, frame, node)
    return known(bool(_ORDER[symbol](len(left), len(right))))
