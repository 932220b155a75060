"""Numbers: `int`, `float`, `abs`, `min`, `max`, `sum`, `round`, `math`, `operator`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from shapecheck.interpreter.arithmetic import binary, is_plain, negative, unary
from shapecheck.interpreter.builtins_ import Arguments, builtin, call_builtin
from shapecheck.interpreter.calls import call
from shapecheck.interpreter.comparing import compare
from shapecheck.interpreter.contents import underlying
from shapecheck.interpreter.forking import decided
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.keys import dunder, truth
from shapecheck.interpreter.parameters import as_size
from shapecheck.interpreter.text import plain
from shapecheck.interpreter.values import FALSE, NONE, Array, Known, Size, Tuple, Unknown, Value, known, size
from shapecheck.shapes.dims import larger, smaller
from shapecheck.shapes.requirements import at_most


def constants(arguments: Arguments) -> list[Any] | None:
    """Return positional arguments that are all constants."""
    if arguments.keywords or not all(isinstance(value, Known) for value in arguments.positional):
        return None
    return [value.value for value in arguments.positional if isinstance(value, Known)]


def computed(arguments: Arguments, function: Callable[..., Any]) -> Value:
    """Apply a cheap pure function to constants; an error of Python's is the program's own."""
    given = constants(arguments)
    if given is None and not arguments.keywords and all(is_plain(one, arguments.frame) for one in arguments.positional):
        message = f"bad operand type for {arguments.name}()"
        raise raising("TypeError", message, arguments.frame.site(arguments.node))
    if given is None:
        return arguments.lost(f"an argument of `{arguments.name}` is not known")
    try:
        return Known(function(*given))
    except (ArithmeticError, TypeError, ValueError) as error:
        name = type(error).__name__
        raise raising(name, str(error), arguments.frame.site(arguments.node)) from None


@builtin("int", "float")
def int_or_float(arguments: Arguments) -> Value:
    if not arguments.positional:
        return Known(0 if arguments.name == "int" else 0.0)
    first = arguments.positional[0]
    if isinstance(first, Size) and arguments.name == "int":
        return first
    if isinstance(first, Array):
        return _number_of(first, arguments)
    method = dunder(first, f"__{arguments.name}__", arguments.frame)
    if method is not None:
        return call(method, [first], {}, arguments.frame, arguments.node)
    if isinstance(first, Unknown) and arguments.name == "int":
        return first if first.entry else arguments.lost("")
    held = underlying(first, arguments.frame)
    if held != first:
        arguments.positional[0] = held
    if "base" in arguments.keywords:
        arguments.positional.append(arguments.keywords.pop("base"))
    return computed(arguments, int if arguments.name == "int" else float)


def _number_of(array: Array, arguments: Arguments) -> Value:
    """Return a NumPy number as one of Python's, where it is known."""
    from shapecheck.interpreter import bridge

    number = bridge.array_number(array, arguments.frame)
    if number is None:
        return arguments.lost("a number that the data decides")
    return Known(int(number) if arguments.name == "int" else float(number))


@builtin("complex", "ord", "chr", "hex", "bin", "oct", "divmod")
def simple(arguments: Arguments) -> Value:
    function: dict[str, Callable[..., Any]] = {
        "complex": complex, "ord": ord, "chr": chr, "hex": hex, "bin": bin, "oct": oct, "divmod": divmod,
    }  # fmt: skip
    result = computed(arguments, function[arguments.name])
    if isinstance(result, Known) and isinstance(result.value, tuple):
        return Tuple(tuple(Known(item) for item in result.value))
    return result


@builtin("bool")
def bool_(arguments: Arguments) -> Value:
    if not arguments.positional:
        return FALSE
    decision = truth(arguments.positional[0], arguments.frame)
    if decision is not None:
        return known(decision)
    first = arguments.positional[0]
    return first if isinstance(first, Unknown) else arguments.lost("whether this is true is not known")


@builtin("abs", "round", "math.floor", "math.ceil", "math.trunc")
def rounded(arguments: Arguments) -> Value:
    first = arguments.at(0)
    if isinstance(first, Size):
        return (
            first
            if arguments.name != "abs" or at_most(0, first.dim) is True
            else arguments.lost("its sign is not known")
        )
    special = {"abs": "__abs__", "round": "__round__"}.get(arguments.name, f"__{arguments.name[5:]}__")
    method = dunder(first, special, arguments.frame)
    if method is not None:
        return call(method, arguments.positional, arguments.keywords, arguments.frame, arguments.node)
    arguments.positional[0] = underlying(first, arguments.frame)
    if "ndigits" in arguments.keywords:
        arguments.positional.append(arguments.keywords.pop("ndigits"))
    function: dict[str, Callable[..., Any]] = {
        "abs": abs, "round": round, "math.floor": math.floor, "math.ceil": math.ceil, "math.trunc": math.trunc,
    }  # fmt: skip
    return computed(arguments, function[arguments.name])


@builtin("pow", "math.pow")
def pow_(arguments: Arguments) -> Value:
    if len(arguments.positional) == 3:
        given = constants(arguments)
        small = given is not None and all(isinstance(one, int) and one.bit_length() <= _MOST_BITS for one in given)
        return computed(arguments, pow) if small else arguments.lost("`pow` of numbers that are large or not known")
    base, exponent = arguments.at(0, "base"), arguments.at(1, "exp")
    result = binary("**", base, exponent, arguments.frame, arguments.node)
    if isinstance(result, Known) and arguments.name == "math.pow":
        return Known(float(result.value))
    return result


@builtin("sum", "math.prod", "math.fsum")
def sum_(arguments: Arguments) -> Value:
    symbol = "*" if arguments.name == "math.prod" else "+"
    items = items_of(arguments.at(0), arguments.frame, arguments.node, ordered=False)
    if isinstance(items, Unknown):
        return items
    if arguments.name == "math.fsum":
        numbers = [item.value for item in items if isinstance(item, Known) and isinstance(item.value, int | float)]
        return Known(math.fsum(numbers)) if len(numbers) == len(items) else arguments.lost("a number is not known")
    start = arguments.get(1, "start", Known(1 if symbol == "*" else 0))
    assert start is not None
    plain = [item.value for item in (start, *items) if isinstance(item, Known) and type(item.value) in (int, float)]
    if symbol == "+" and len(plain) == len(items) + 1:
        # Python itself, as it adds floats more exactly from 3.12 on
        return Known(sum(plain[1:], plain[0]))
    result: Value = start
    for item in items:
        result = binary(symbol, result, item, arguments.frame, arguments.node)
    return result


@builtin("min", "max")
def extreme(arguments: Arguments) -> Value:
    frame, node = arguments.frame, arguments.node
    items: Any = tuple(arguments.positional)
    if len(items) == 1:
        items = items_of(items[0], frame, node, ordered=arguments.keywords.get("key", NONE) != NONE)
        if isinstance(items, Unknown):
            return items
    key = arguments.keywords.get("key")
    key = None if key == NONE else key
    if not items:
        default = arguments.keywords.get("default")
        if default is not None:
            return default
        raise raising("ValueError", f"{arguments.name}() arg is an empty sequence", frame.site(node))
    if key is None and any(isinstance(item, Size) for item in items):
        return _symbolic_extreme(arguments, items)
    best: Value = items[0]
    best_key: Value = items[0] if key is None else call(key, [items[0]], {}, frame, node)
    for item in items[1:]:
        item_key = item if key is None else call(key, [item], {}, frame, node)
        better = decided(compare("<" if arguments.name == "min" else ">", item_key, best_key, frame, node), frame)
        if better is None:
            return arguments.lost("which of these is the largest or smallest is not known")
        if better:
            best, best_key = item, item_key
    return best


def _symbolic_extreme(arguments: Arguments, items: tuple[Value, ...]) -> Value:
    dims = [as_size(item, arguments.frame) for item in items]
    if any(dim is None for dim in dims):
        return arguments.lost("which of these is the largest or smallest is not known")
    result = dims[0]
    for dim in dims[1:]:
        assert result is not None and dim is not None
        result = smaller(result, dim) if arguments.name == "min" else larger(result, dim)
    assert result is not None
    return size(result)


_MOST_BITS = 4_096
_MOST_FACTORS = 2_000
"""Bounds of what is multiplied out: numbers of more bits, and more factors, are not followed."""


@builtin("math.factorial", "math.comb", "math.perm")
def factors(arguments: Arguments) -> Value:
    given = constants(arguments)
    large = given is not None and any(isinstance(one, int) and one > _MOST_FACTORS for one in given)
    if large:
        return arguments.frame.lost("the number is too large to compute", arguments.node)
    return computed(arguments, getattr(math, arguments.name.partition(".")[2]))


@builtin("math.modf", "math.frexp", "math.dist", "math.ldexp")
def parts(arguments: Arguments) -> Value:
    try:
        given = [plain(value, arguments.frame) for value in arguments.positional]
    except ValueError:
        return arguments.lost(f"an argument of `{arguments.name}` is not known")
    try:
        result = getattr(math, arguments.name.partition(".")[2])(*given)
    except (ArithmeticError, TypeError, ValueError) as error:
        raise raising(type(error).__name__, str(error), arguments.frame.site(arguments.node)) from None
    return Tuple(tuple(Known(item) for item in result)) if isinstance(result, tuple) else Known(result)


_MATH = (
    "asin", "acos", "sinh", "cosh", "cbrt", "exp2", "remainder", "erf", "sqrt", "log", "log2", "log10", "exp", "sin", "cos", "tan", "atan", "atan2", "gcd", "lcm", "isclose", "isqrt",
    "isnan", "isinf", "isfinite", "fabs", "fmod", "hypot", "degrees", "radians", "log1p", "expm1", "tanh", "copysign",
)  # fmt: skip


@builtin(*(f"math.{name}" for name in _MATH))
def math_(arguments: Arguments) -> Value:
    given = constants(arguments)
    if given is not None and any(isinstance(value, int) and value.bit_length() > _MOST_BITS for value in given):
        return arguments.lost("the number is too large to compute with")
    return computed(arguments, getattr(math, arguments.name.partition(".")[2]))


_OPERATOR = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "matmul": "@",
    "and_": "&", "or_": "|", "xor": "^", "concat": "+", "lshift": "<<", "rshift": ">>",
}  # fmt: skip

_COMPARE = {
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
    "is_": "is",
    "is_not": "is not",
    "contains": "in",
}


@builtin(*(f"operator.{name}" for name in (*_OPERATOR, *_COMPARE)))
def operator_(arguments: Arguments) -> Value:
    name = arguments.name.partition(".")[2]
    function, symbol = (binary, _OPERATOR[name]) if name in _OPERATOR else (compare, _COMPARE[name])
    left, right = arguments.at(0), arguments.at(1)
    if name == "contains":
        left, right = right, left
    return function(symbol, left, right, arguments.frame, arguments.node)


_UNARY = {"neg": "-", "pos": "+", "invert": "~", "inv": "~"}


@builtin(*(f"operator.{name}" for name in (*_UNARY, "not_", "truth", "index", "abs")))
def operator_of_one(arguments: Arguments) -> Value:
    name = arguments.name.partition(".")[2]
    if name in _UNARY:
        return unary(_UNARY[name], arguments.at(0), arguments.frame, arguments.node)
    if name == "not_":
        return negative(arguments.at(0), arguments.frame, arguments.node)
    return call_builtin(
        {"truth": "bool", "index": "int"}.get(name, name), arguments.positional, {}, arguments.frame, arguments.node
    )
