"""Python's operators on abstract values: exact on constants, bounded, symbolic on sizes."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.keys import dunder, equals, hashable, identical, key_of
from shapecheck.interpreter.parameters import as_size
from shapecheck.interpreter.state import DictObject, ListObject, SetObject
from shapecheck.interpreter.text import plain
from shapecheck.interpreter.values import Array, Known, Ref, Size, Tensor, Tuple, Unknown, Value, known, size, unknown
from shapecheck.shapes.dims import TooLarge, floor_div, modulo, power
from shapecheck.shapes.requirements import at_most, less

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["binary", "compare", "negative", "unary"]

_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
    "%": operator.mod, "**": operator.pow, "<<": operator.lshift, ">>": operator.rshift, "&": operator.and_,
    "|": operator.or_, "^": operator.xor, "@": operator.matmul,
}  # fmt: skip

_SPECIAL = {
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "@": "matmul",
    "&": "and", "|": "or", "^": "xor", "<<": "lshift", ">>": "rshift",
}  # fmt: skip

_ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip

_ORDER_SPECIAL = {"<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__"}


def binary(symbol: str, left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `left symbol right`.

    Raises Raised where Python would on known values.
    """
    if isinstance(left, Known) and isinstance(right, Known):
        return _constants(symbol, left.value, right.value, frame, node)
    if _is_tensor(left) or _is_tensor(right):
        from shapecheck.interpreter import bridge

        return bridge.operator(symbol, left, right, frame, node)
    if symbol == "%" and isinstance(left, Known) and isinstance(left.value, str | bytes):
        return _formatted(left, right, frame, node)
    special = _instance_operator(symbol, left, right, frame, node)
    if special is not None:
        return special
    if isinstance(left, Array) or isinstance(right, Array):
        from shapecheck.interpreter import bridge

        return bridge.array_operator(symbol, left, right, frame, node)
    containers = _containers(symbol, left, right, frame)
    if containers is not None:
        return containers
    dims = _sizes(left, right, frame)
    if dims is not None:
        try:
            result = _symbolic(symbol, *dims)
        except TooLarge as error:
            return frame.lost(str(error), node)
        if result is not None:
            return size(result)
    return _derived(symbol, left, right, frame, node)


def _is_tensor(value: Value) -> bool:
    return isinstance(value, Tensor) or (isinstance(value, Tuple) and value.vector)


def _constants(symbol: str, left: Any, right: Any, frame: Frame, node: cst.CSTNode) -> Value:
    limits = frame.run.limits
    site = frame.site(node)
    if _too_large(symbol, left, right, limits.bits, limits.items):
        return frame.lost("the value would be too large to compute", node)
    try:
        return Known(_OPERATORS[symbol](left, right))
    except (ArithmeticError, TypeError, ValueError) as error:
        raise raising(type(error).__name__, str(error), site) from None


def _formatted(template: Known, right: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `template % right` where all that it shows is known."""
    try:
        return _constants("%", template.value, plain(right, frame), frame, node)
    except ValueError:
        return _derived("%", template, right, frame, node)


def _too_large(symbol: str, left: Any, right: Any, bits: int, items: int) -> bool:
    if symbol == "%" and isinstance(left, str | bytes):
        return len(left) > items or "*" in str(left) or any(len(run) > 4 for run in _digit_runs(str(left)))
    for one, two in ((left, right), (right, left)):
        if symbol == "*" and isinstance(one, str | bytes) and isinstance(two, int):
            return len(one) * two > items
    if not isinstance(left, int) or not isinstance(right, int):
        return symbol == "+" and isinstance(left, str | bytes) and len(left) > items
    if symbol == "**":
        return right > 0 and left.bit_length() * right > bits
    if symbol == "<<":
        return right > bits or left.bit_length() > bits
    return symbol == "*" and left.bit_length() + right.bit_length() > 2 * bits


def _digit_runs(text: str) -> list[str]:
    return "".join(letter if letter.isdigit() else " " for letter in text).split()


def _sizes(left: Value, right: Value, frame: Frame) -> tuple[Any, Any] | None:
    """Return the dims of two integers of which at least one is symbolic or an entry's parameter."""
    dims = [as_size(value, frame, beside=other) for value, other in ((left, right), (right, left))]
    return None if dims[0] is None or dims[1] is None else (dims[0], dims[1])


def _symbolic(symbol: str, left: Any, right: Any) -> Any:
    """Return a size, or None where the result is no size."""
    if isinstance(left, bool) or isinstance(right, bool):
        left, right = (int(side) if isinstance(side, bool) else side for side in (left, right))
    if symbol in ("+", "-", "*"):
        return _OPERATORS[symbol](left, right)
    if symbol in ("//", "%") and right != 0:
        return floor_div(left, right) if symbol == "//" else modulo(left, right)
    if symbol == "**" and at_most(0, right) is True:
        return power(left, right)
    return None


def _containers(symbol: str, left: Value, right: Value, frame: Frame) -> Value | None:
    objects = frame.run.state.objects
    one = objects.get(left.address) if isinstance(left, Ref) else left
    two = objects.get(right.address) if isinstance(right, Ref) else right
    if symbol == "+" and isinstance(one, Tuple) and isinstance(two, Tuple):
        return Tuple((*one.items, *two.items))
    if symbol == "+" and isinstance(one, ListObject) and isinstance(two, ListObject):
        return frame.run.new(ListObject((*one.items, *two.items)))
    if symbol == "*":
        for items, times in ((one, two), (two, one)):
            if isinstance(items, Tuple | ListObject) and isinstance(times, Known) and isinstance(times.value, int):
                if len(items.items) * times.value > frame.run.limits.items:
                    return unknown("the list would be too long")
                repeated = items.items * times.value
                return Tuple(repeated) if isinstance(items, Tuple) else frame.run.new(ListObject(repeated))
    if symbol == "|" and isinstance(one, DictObject) and isinstance(two, DictObject):
        return frame.run.new(DictObject({**one.entries, **two.entries}, one.default))
    if symbol in "|&-^" and isinstance(one, SetObject) and isinstance(two, SetObject):
        chosen = _OPERATORS[symbol](set(one.items), set(two.items))
        return frame.run.new(
            SetObject(tuple(item for item in dict.fromkeys((*one.items, *two.items)) if item in chosen))
        )
    return None


def _instance_operator(symbol: str, left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> Value | None:
    from shapecheck.interpreter.calls import call

    for receiver, other, prefix in ((left, right, ""), (right, left, "r")):
        method = dunder(receiver, f"__{prefix}{_SPECIAL[symbol]}__", frame)
        if method is not None:
            return call(method, [receiver, other], {}, frame, node)
    return None


def _derived(symbol: str, left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return an unknown that is the same whenever its operands are."""
    sources = [value for value in (left, right) if isinstance(value, Unknown)]
    keys = key_of(left), key_of(right)
    if not sources or None in keys:
        return unknown(f"`{symbol}` of these values is not modelled", frame.site(node))
    settled = all(value.entry for value in sources)
    reason = sources[0].reason
    return Unknown(reason, sources[0].site, (symbol, *keys), None, settled, any(value.problem for value in sources))


def compare(symbol: str, left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `left symbol right` for a comparison, `in` or `is`."""
    if symbol in ("==", "!="):
        if _is_tensor(left) or _is_tensor(right):
            from shapecheck.interpreter import bridge

            return bridge.operator(symbol, left, right, frame, node)
        answer = _instance_equality(left, right, frame, node)
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
        inside = _contains(right, left, frame, node)
        if inside is not None:
            return known(inside is (symbol == "in"))
    else:
        ordered = _ordered(symbol, left, right, frame, node)
        if ordered is not None:
            return ordered
    return _comparison(symbol, left, right, frame, node)


_NEGATIVE = {"!=": "==", "is not": "is", "not in": "in", ">=": "<", ">": "<="}


def _comparison(symbol: str, left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return an undecided comparison; opposites share one key, so that the path decides both."""
    positive = _NEGATIVE.get(symbol, symbol)
    result = _derived(positive, left, right, frame, node)
    if isinstance(result, Unknown) and any(isinstance(side, Size) for side in (left, right)):
        sides = [side for side in (left, right) if isinstance(side, Unknown)]
        keys = key_of(left), key_of(right)
        if None not in keys:
            result = Unknown(
                "it depends on a size", frame.site(node), (positive, *keys), None, all(s.entry for s in sides)
            )
    return result if positive == symbol else negative(result, frame, node)


def _instance_equality(left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> Value | None:
    from shapecheck.interpreter.calls import call

    for receiver, other in ((left, right), (right, left)):
        method = dunder(receiver, "__eq__", frame)
        if method is not None:
            return call(method, [receiver, other], {}, frame, node)
    return None


def _contains(container: Value, item: Value, frame: Frame, node: cst.CSTNode) -> bool | None:
    if isinstance(container, Known):
        if isinstance(item, Known):
            try:
                return item.value in container.value
            except TypeError as error:
                raise raising("TypeError", str(error), frame.site(node)) from None
        return None
    found = frame.run.state.objects.get(container.address) if isinstance(container, Ref) else container
    if isinstance(found, DictObject):
        if hashable(item, frame):
            return item in found.entries
        return None
    if isinstance(found, Tuple | ListObject | SetObject):
        results = [equals(item, other, frame) for other in found.items]
        if True in results:
            return True
        return None if None in results else False
    return None


def _ordered(symbol: str, left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> Value | None:
    if isinstance(left, Known) and isinstance(right, Known):
        try:
            return known(bool(_ORDER[symbol](left.value, right.value)))
        except TypeError as error:
            raise raising("TypeError", str(error), frame.site(node)) from None
    if _is_tensor(left) or _is_tensor(right):
        from shapecheck.interpreter import bridge

        return bridge.operator(symbol, left, right, frame, node)
    method = dunder(left, _ORDER_SPECIAL[symbol], frame)
    if method is not None:
        from shapecheck.interpreter.calls import call

        return call(method, [left, right], {}, frame, node)
    if isinstance(left, Array) or isinstance(right, Array):
        from shapecheck.interpreter import bridge

        return bridge.array_operator(symbol, left, right, frame, node)
    if isinstance(left, Tuple) and isinstance(right, Tuple):
        return _tuples_ordered(symbol, left, right)
    dims = _sizes(left, right, frame)
    if dims is None or not all(_integral(dim) for dim in dims):
        return None
    one, two = dims if symbol in ("<", "<=") else (dims[1], dims[0])
    verdict = less(one, two) if symbol in ("<", ">") else at_most(one, two)
    return known(verdict) if isinstance(verdict, bool) else None


def _integral(dim: Any) -> bool:
    return not isinstance(dim, float)


def _tuples_ordered(symbol: str, left: Tuple, right: Tuple) -> Value | None:
    if all(isinstance(item, Known) for item in (*left.items, *right.items)):
        one, two = (tuple(item.value for item in side.items if isinstance(item, Known)) for side in (left, right))
        return known(bool(_ORDER[symbol](one, two)))
    return None


def negative(value: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `not value`."""
    from shapecheck.interpreter.keys import truth

    decided = truth(value, frame)
    if decided is not None:
        return known(not decided)
    if isinstance(value, Unknown) and isinstance(value.key, tuple) and value.key[:1] == ("not",):
        return Unknown(value.reason, value.site, value.key[1], None, value.entry, value.problem)
    if isinstance(value, Unknown):
        return Unknown(value.reason, value.site, ("not", value.key), None, value.entry, value.problem)
    return unknown("whether this is true is not known", frame.site(node))


_UNARY: dict[str, Callable[[Any], Any]] = {"-": operator.neg, "+": operator.pos, "~": operator.invert}


def unary(symbol: str, value: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `-value`, `+value` or `~value`."""
    if isinstance(value, Known):
        try:
            return Known(_UNARY[symbol](value.value))
        except TypeError as error:
            raise raising("TypeError", str(error), frame.site(node)) from None
    if isinstance(value, Size) and symbol in "+-":
        return size(value.dim * -1) if symbol == "-" else value
    if _is_tensor(value):
        from shapecheck.interpreter import bridge

        return bridge.operator(symbol, value, None, frame, node)
    if isinstance(value, Array):
        from shapecheck.interpreter import bridge

        return bridge.signed_array(symbol, value, frame, node)
    method = dunder(value, {"-": "__neg__", "+": "__pos__", "~": "__invert__"}[symbol], frame)
    if method is not None:
        from shapecheck.interpreter.calls import call

        return call(method, [value], {}, frame, node)
    return _derived(symbol, value, value, frame, node)
