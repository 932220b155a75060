"""Functions on each number: operands broadcast, the shape is otherwise kept."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import Any

from shapecheck.catalog.arrays.data import UNCOUNTED, Data, operand, stretched
from shapecheck.catalog.arrays.dtypes import is_integer, kind_of, promoted
from shapecheck.catalog.arrays.table import function
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.facts import NOTHING, Facts

__all__ = ["arithmetic", "compared", "kinds_of"]

_FLOATING = (
    "exp exp2 expm1 log log2 log10 log1p sqrt cbrt sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh "
    "arctanh deg2rad rad2deg degrees radians rint floor ceil trunc fabs"
).split()
_KEEPING = "negative positive conj conjugate reciprocal square sign nan_to_num invert bitwise_not fix".split()
_TESTS = "isnan isinf isfinite isneginf isposinf signbit logical_not iscomplex isreal".split()

_ROUNDING: dict[str, Callable[[float], float]] = {
    "floor": math.floor, "ceil": math.ceil, "trunc": math.trunc, "fix": math.trunc, "rint": round,
}  # fmt: skip
"""What each of them makes of a float; all of them keep the order of numbers."""

_RANGES: dict[str, tuple[float | None, float | None]] = {
    "exp": (0, None), "exp2": (0, None), "sqrt": (0, None), "square": (0, None), "fabs": (0, None), "sin": (-1, 1),
    "cos": (-1, 1), "tanh": (-1, 1), "sign": (-1, 1),
}  # fmt: skip


def floating(dtype: str) -> str:
    """Return the dtype that a function of real numbers makes of another."""
    if kind_of(dtype) in ("b", "i", "u"):
        return {"bool": "float16", "int8": "float16", "uint8": "float16", "int16": "float32", "uint16": "float32"}.get(
            dtype, "float64"
        )
    return dtype


def _register_unary(name: str) -> None:
    stays = name in _ROUNDING

    @function(name, methods=["conj", "conjugate"] if name == "conj" else [])
    def unary(x: Any, *rest: Any, **others: Any) -> Data:
        made = operand(x)
        if name in _TESTS:
            return Data(made.shape, "bool", Facts(0, 1))
        integral = kind_of(made.dtype) in ("b", "i", "u")
        dtype = made.dtype if name not in _FLOATING or (stays and integral) else floating(made.dtype)
        if name in ("square", "reciprocal") and dtype == "bool":
            dtype = "int8"
        if name == "rint" and integral:
            dtype = floating(made.dtype)
        return Data(made.shape, dtype, _facts_after(name, made.facts, dtype))


def _facts_after(name: str, facts: Facts, dtype: str) -> Facts:
    """Return what is known of numbers after a function of one number."""
    if name in _ROUNDING and facts.low is not None and facts.high is not None:
        return _rounded(facts, dtype, _ROUNDING[name])
    if name == "sqrt" and facts.exact is not None and facts.exact >= 0 and dtype == "float64":
        return Facts(math.sqrt(facts.exact), math.sqrt(facts.exact))
    return Facts(*_RANGES[name]) if name in _RANGES and not is_integer(dtype) else NOTHING


def _rounded(facts: Facts, dtype: str, rounding: Callable[[float], float]) -> Facts:
    """Return the bounds of numbers that are made whole; floats stay floats."""
    low, high = facts.low, facts.high
    assert low is not None and high is not None
    if is_integer(dtype) or not math.isfinite(low) or not math.isfinite(high):
        return Facts(low, high)
    return Facts(float(rounding(low)), float(rounding(high)))


for _name in (*_FLOATING, *_KEEPING, *_TESTS):
    _register_unary(_name)


@function("abs", "absolute", methods=["__abs__"])
def absolute(x: Any, *rest: Any, **others: Any) -> Data:
    """Return numbers without their sign."""
    made = operand(x)
    low, high = made.facts.low, made.facts.high
    if low is not None and high is not None:
        least = 0 if low <= 0 <= high else min(abs(low), abs(high))
        return made.shaped(made.shape, Facts(least, max(abs(low), abs(high))))
    return made.shaped(made.shape, NOTHING if is_integer(made.dtype) else Facts(0, None))


@function("round", "around", "round_", methods=["round"])
def round_(a: Any, decimals: Any = 0, out: Any = None) -> Data:
    """Return rounded numbers."""
    made = operand(a)
    facts = made.facts
    if decimals != 0 or facts.low is None or facts.high is None:
        return made.shaped(made.shape)
    return made.shaped(made.shape, _rounded(facts, made.dtype, round))


def kinds_of(*values: Any) -> list[str]:
    """Return the dtypes of operands, as promotion takes them: Python's numbers only bring their kind along."""
    return [
        value.dtype if isinstance(value, Data)
        else "bool" if isinstance(value, bool)
        else "python float" if isinstance(value, float)
        else "python int" if isinstance(value, Dim)
        else operand(value).dtype
        for value in values
    ]  # fmt: skip


def _shape_of(*values: Any) -> Any:
    shapes = [operand(value).shape for value in values]
    known = [shape for shape in shapes if shape is not None]
    return stretched(*known) if len(known) == len(shapes) else None


def arithmetic(symbol: str, left: Any, right: Any) -> Data:
    """Apply `+ - * / // % **` and the bitwise operators to numbers that broadcast."""
    dtype = promoted(*kinds_of(left, right))
    if symbol == "/":
        dtype = floating(dtype) if kind_of(dtype) != "b" else "float64"
        dtype = "float64" if kind_of(promoted(*kinds_of(left, right))) in ("i", "u", "b") else dtype
    elif dtype == "bool" and symbol in ("//", "%", "**"):
        dtype = "int8"
    facts = _bounds(symbol, operand(left).facts, operand(right).facts, whole=is_integer(dtype))
    return Data(_shape_of(left, right), dtype, _held(facts, dtype))


def _bounds(symbol: str, one: Facts, two: Facts, *, whole: bool) -> Facts:
    """Return the bounds of a result by those of its operands."""
    ends = (one.low, one.high, two.low, two.high)
    if symbol in ("&", "|") and ends == (0, 1, 0, 1):
        return Facts(0, 1)
    if any(end is None or not math.isfinite(end) for end in ends):
        return NOTHING
    low, high, least, most = ends
    assert low is not None and high is not None and least is not None and most is not None
    if symbol == "+":
        return Facts(low + least, high + most)
    if symbol == "-":
        return Facts(low - most, high - least)
    if symbol == "*" or (symbol in ("/", "//") and least > 0):
        apply: dict[str, Callable[[Any, Any], Any]] = {
            "*": lambda a, b: a * b, "/": lambda a, b: a / b, "//": lambda a, b: a // b,
        }  # fmt: skip
        corners = [apply[symbol](a, b) for a in (low, high) for b in (least, most)]
        return Facts(min(corners), max(corners))
    if symbol == "%" and least == most > 0:
        return Facts(0, most - 1 if whole else most)
    return NOTHING


def _held(facts: Facts, dtype: str) -> Facts:
    """Keep bounds that a dtype holds exactly: integers that do not wrap, floats that are not rounded."""
    if facts.low is None or facts.high is None:
        return NOTHING
    if is_integer(dtype):
        bits = int(dtype.lstrip("uint"))
        least, most = (0, 2**bits - 1) if dtype.startswith("u") else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        return facts if least <= facts.low <= facts.high <= most else NOTHING
    code = {"float16": "e", "float32": "f", "float64": "d"}.get(dtype)
    if code is None:
        return NOTHING
    for end in (facts.low, facts.high):
        try:
            if struct.unpack(code, struct.pack(code, end))[0] != end:
                return NOTHING
        except (OverflowError, struct.error):
            return NOTHING
    return facts


def compared(symbol: str, left: Any, right: Any) -> Data:
    """Compare numbers that broadcast; where their bounds decide it, what comes out is known."""
    one, two = operand(left), operand(right)
    whole = all(kind_of(side.dtype) in ("b", "i", "u") for side in (one, two))
    facts = _verdict(symbol, one.facts, two.facts) if whole else Facts(0, 1)
    return Data(_shape_of(left, right), "bool", facts)


def _verdict(symbol: str, one: Facts, two: Facts) -> Facts:
    if symbol in (">", ">="):
        return _verdict({">": "<", ">=": "<="}[symbol], two, one)
    below = _under(one.high, two.low, strictly=symbol != "<=")
    above = _under(two.high, one.low, strictly=symbol != "<")
    yes, no = Facts(1, 1), Facts(0, 0)
    if symbol in ("<", "<="):
        return yes if below else no if above else Facts(0, 1)
    if below or above:
        return yes if symbol == "!=" else no
    if one.exact is not None and one.exact == two.exact:
        return no if symbol == "!=" else yes
    return Facts(0, 1)


def _under(one: float | None, two: float | None, *, strictly: bool) -> bool:
    """Tell whether one bound is proven to be under another."""
    return one is not None and two is not None and (one < two if strictly else one <= two)


_ARITHMETIC = {
    "add": "+", "subtract": "-", "multiply": "*", "divide": "/", "true_divide": "/", "floor_divide": "//", "mod": "%",
    "remainder": "%", "fmod": "%", "power": "**", "float_power": "**", "pow": "**", "bitwise_and": "&", "bitwise_or": "|",
    "bitwise_xor": "^", "left_shift": "<<", "right_shift": ">>",
}  # fmt: skip
_COMPARISONS = (
    "equal not_equal greater greater_equal less less_equal logical_and logical_or logical_xor isclose"
).split()
_SYMBOLS = {
    "equal": "==", "not_equal": "!=", "greater": ">", "greater_equal": ">=", "less": "<", "less_equal": "<=",
}  # fmt: skip
_PAIRS = "arctan2 hypot logaddexp logaddexp2 copysign nextafter".split()


def _register_binary(name: str) -> None:
    @function(name)
    def binary(x1: Any, x2: Any, *rest: Any, **others: Any) -> Data:
        if name in _COMPARISONS:
            return (
                compared(_SYMBOLS[name], x1, x2) if name in _SYMBOLS else Data(_shape_of(x1, x2), "bool", Facts(0, 1))
            )
        if name in _ARITHMETIC:
            made = arithmetic(_ARITHMETIC[name], x1, x2)
            if name == "fmod":
                return made.shaped(made.shape)
            return Data(made.shape, "float64") if name == "float_power" else made
        return Data(_shape_of(x1, x2), floating(promoted(*kinds_of(x1, x2))))


for _name in (*_ARITHMETIC, *_COMPARISONS, *_PAIRS):
    _register_binary(_name)


@function("maximum", "fmax")
def maximum(x1: Any, x2: Any, *rest: Any, **others: Any) -> Data:
    """Return the larger of two numbers."""
    one, two = operand(x1).facts, operand(x2).facts
    low = max((end for end in (one.low, two.low) if end is not None), default=None)
    high = None if one.high is None or two.high is None else max(one.high, two.high)
    return Data(_shape_of(x1, x2), promoted(*kinds_of(x1, x2)), Facts(low, high))


@function("minimum", "fmin")
def minimum(x1: Any, x2: Any, *rest: Any, **others: Any) -> Data:
    """Return the smaller of two numbers."""
    one, two = operand(x1).facts, operand(x2).facts
    low = None if one.low is None or two.low is None else min(one.low, two.low)
    high = min((end for end in (one.high, two.high) if end is not None), default=None)
    return Data(_shape_of(x1, x2), promoted(*kinds_of(x1, x2)), Facts(low, high))


@function("clip", methods=["clip"])
def clip(a: Any, a_min: Any = None, a_max: Any = None, out: Any = None, **rest: Any) -> Data:
    """Keep numbers between two others."""
    least, most = rest.get("min", a_min), rest.get("max", a_max)
    ends = [end for end in (least, most) if end is not None]
    low, high = (None if end is None else operand(end).facts for end in (least, most))
    own = operand(a).facts
    facts = Facts(own.low if low is None else low.low, own.high if high is None else high.high)
    if facts.low is not None and facts.high is not None and facts.low > facts.high:
        facts = NOTHING
    dtype = promoted(*kinds_of(a, *ends))
    return Data(_shape_of(a, *ends), dtype, _held(facts, dtype))


@function("where")
def where(condition: Any, x: Any = None, y: Any = None) -> Any:
    """Choose number by number; without a choice, the places where the condition holds."""
    if x is None and y is None:
        return nonzero(condition)
    facts = operand(x).facts.hull(operand(y).facts)
    return Data(_shape_of(condition, x, y), promoted(*kinds_of(x, y)), Facts(facts.low, facts.high))


@function("nonzero", methods=["nonzero"])
def nonzero(a: Any) -> Any:
    """Return the places of what is not zero: one vector for each axis."""
    made = operand(a)
    if made.shape is None:
        return made
    return tuple(
        Data((UNCOUNTED,), "int64", Facts(0, size - 1 if isinstance(size, int) else None)) for size in made.shape
    )


@function("select")
def select(condlist: Any, choicelist: Any, default: Any = 0) -> Data:
    """Choose among several arrays by several conditions."""
    if not isinstance(condlist, list | tuple) or not isinstance(choicelist, list | tuple):
        return Data(None)
    return Data(_shape_of(*condlist, *choicelist, default), promoted(*kinds_of(*choicelist, default)))


@function("interp")
def interp(x: Any, xp: Any, fp: Any, *rest: Any, **others: Any) -> Data:
    """Return values between given ones."""
    return Data(operand(x).shape, "float64")


@function("allclose", "array_equal", "array_equiv", plain=True)
def allclose(a: Any, b: Any, *rest: Any, **others: Any) -> Data:
    """Tell whether two arrays are alike."""
    return Data((), "bool", Facts(0, 1))
