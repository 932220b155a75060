"""Python's operators on abstract values: exact on constants, bounded, symbolic on sizes."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.collections_ import ViewObject
from shapecheck.interpreter.combining import change, combined
from shapecheck.interpreter.contents import underlying
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.iterators import is_iterator
from shapecheck.interpreter.keys import dunder, key_of, truth
from shapecheck.interpreter.parameters import as_size
from shapecheck.interpreter.state import ClassObject, DictObject, InstanceObject, ListObject, SetObject
from shapecheck.interpreter.text import plain, too_wide
from shapecheck.interpreter.values import (
    Array,
    Known,
    Ref,
    Size,
    Tensor,
    Tuple,
    Unknown,
    Value,
    derived_key,
    known,
    size,
    unknown,
)
from shapecheck.shapes.dims import TooLarge, floor_div, modulo, power
from shapecheck.shapes.requirements import at_most

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["NOT_IMPLEMENTED", "binary", "derived", "in_place", "is_plain", "is_tensor", "negative", "sizes_of", "unary"]

_LETTERS = 8
"""How many letters weigh as much as one item of a list."""

NOT_IMPLEMENTED = Known(NotImplemented)

_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
    "%": operator.mod, "**": operator.pow, "<<": operator.lshift, ">>": operator.rshift, "&": operator.and_,
    "|": operator.or_, "^": operator.xor, "@": operator.matmul,
}  # fmt: skip

_SPECIAL = {
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "@": "matmul",
    "&": "and", "|": "or", "^": "xor", "<<": "lshift", ">>": "rshift",
}  # fmt: skip


def binary(symbol: str, left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `left symbol right`.

    Raises Raised where Python would on known values.
    """
    if isinstance(left, Known) and isinstance(right, Known):
        return _constants(symbol, left.value, right.value, frame, node)
    if is_tensor(left) or is_tensor(right):
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
    held = underlying(left, frame), underlying(right, frame)
    if held != (left, right):
        return binary(symbol, *held, frame, node)
    containers = combined(symbol, left, right, frame, node)
    if containers is not None:
        return containers
    dims = sizes_of(left, right, frame)
    if dims is not None:
        try:
            result = _symbolic(symbol, *dims)
        except TooLarge as error:
            return frame.lost(str(error), node)
        if result is not None:
            return size(result)
    _refuse(symbol, left, right, frame, node)
    return derived(symbol, left, right, frame, node)


def _refuse(symbol: str, left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> None:
    """Refuse operands of which none knows the operator.

    Raises Raised (TypeError).
    """
    if all(is_plain(value, frame) for value in (left, right)):
        raise raising("TypeError", f"unsupported operand type(s) for {symbol}", frame.site(node))


def is_plain(value: Value, frame: Frame) -> bool:
    """Tell whether all operators of a value's class are known: a constant, a container, an instance of the user's."""
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if isinstance(found, InstanceObject):
        definition = frame.run.state.objects.get(found.cls) if found.cls is not None else None
        return isinstance(definition, ClassObject) and all(isinstance(parent, Ref) for parent in definition.order)
    return isinstance(found, Known | Tuple | ListObject | DictObject | SetObject | ViewObject) or is_iterator(found)


def is_tensor(value: Value) -> bool:
    """Tell whether operators work on a value as on a tensor: one, or a shape that is held as a tensor."""
    return isinstance(value, Tensor) or (isinstance(value, Tuple) and value.vector)


def _constants(symbol: str, left: Any, right: Any, frame: Frame, node: cst.CSTNode) -> Value:
    limits = frame.run.limits
    site = frame.site(node)
    if _too_large(symbol, left, right, limits.bits, limits.items):
        return frame.lost("the value would be too large to compute", node)
    try:
        result = _OPERATORS[symbol](left, right)
        if isinstance(result, str | bytes):
            frame.run.weigh(len(result) // _LETTERS)
        return Known(result)
    except (ArithmeticError, TypeError, ValueError) as error:
        raise raising(type(error).__name__, str(error), site) from None


def _formatted(template: Known, right: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `template % right` where all that it shows is known."""
    try:
        return _constants("%", template.value, plain(right, frame, text=True), frame, node)
    except ValueError:
        return derived("%", template, right, frame, node)


def _too_large(symbol: str, left: Any, right: Any, bits: int, items: int) -> bool:
    if symbol == "%" and isinstance(left, str | bytes):
        return len(left) > items or "*" in str(left) or too_wide(str(left))
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


def sizes_of(left: Value, right: Value, frame: Frame) -> tuple[Any, Any] | None:
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


def _instance_operator(symbol: str, left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> Value | None:
    from shapecheck.interpreter.calls import call

    refused = False
    for receiver, other, prefix in ((left, right, ""), (right, left, "r")):
        method = dunder(receiver, f"__{prefix}{_SPECIAL[symbol]}__", frame)
        if method is not None:
            answer = call(method, [receiver, other], {}, frame, node)
            if answer != NOT_IMPLEMENTED:
                return answer
            refused = True
    if refused:
        raise raising("TypeError", f"unsupported operand type(s) for {symbol}", frame.site(node))
    return None


def in_place(symbol: str, left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `left` after `left symbol= right`: a list, dict or set itself changes, what else there is is made anew."""
    from shapecheck.interpreter.calls import call

    if isinstance(left, Array) and not isinstance(right, Tensor):
        from shapecheck.interpreter import bridge

        return bridge.augmented_array(left, symbol, right, frame, node)

    method = dunder(left, f"__i{_SPECIAL[symbol]}__", frame)
    if method is not None:
        answer = call(method, [left, right], {}, frame, node)
        if answer != NOT_IMPLEMENTED:
            return answer
    held = underlying(left, frame)
    if held != left and dunder(left, f"__{_SPECIAL[symbol]}__", frame) is None:
        return left if change(symbol, held, right, frame, node) else binary(symbol, held, right, frame, node)
    return left if change(symbol, left, right, frame, node) else binary(symbol, left, right, frame, node)


def derived(symbol: str, left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return an unknown that is the same whenever its operands are."""
    sources = [value for value in (left, right) if isinstance(value, Unknown)]
    keys = key_of(left), key_of(right)
    if not sources or None in keys:
        return unknown(f"`{symbol}` of these values is not modelled", frame.site(node))
    settled = all(value.entry for value in sources)
    reason = sources[0].reason
    return Unknown(
        reason, sources[0].site, derived_key(symbol, *keys), None, settled, any(value.problem for value in sources)
    )


def negative(value: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `not value`."""
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
    if is_tensor(value):
        from shapecheck.interpreter import bridge

        return bridge.operator(symbol, value, None, frame, node)
    if isinstance(value, Array):
        from shapecheck.interpreter import bridge

        return bridge.signed_array(symbol, value, frame, node)
    method = dunder(value, {"-": "__neg__", "+": "__pos__", "~": "__invert__"}[symbol], frame)
    if method is not None:
        from shapecheck.interpreter.calls import call

        return call(method, [value], {}, frame, node)
    held = underlying(value, frame)
    if held != value:
        return unary(symbol, held, frame, node)
    if is_plain(value, frame):
        raise raising("TypeError", f"bad operand type for unary {symbol}", frame.site(node))
    return derived(symbol, value, value, frame, node)
