"""Numbers: `int`, `float`, `abs`, `min`, `max`, `sum`, `round`, `math`, `operator`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from shapecheck.interpreter.arithmetic import binary, compare
from shapecheck.interpreter.builtins_ import Arguments, builtin
from shapecheck.interpreter.forking import decided
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.keys import dunder, truth
from shapecheck.interpreter.parameters import as_size
from shapecheck.interpreter.values import FALSE, Array, Known, Size, Tuple, Unknown, Value, known, size
from shapecheck.shapes.dims import larger, smaller


def constants(arguments: Arguments) -> list[Any] | None:
    """Return positional arguments that are all constants."""
    if arguments.keywords or not all(isinstance(value, Known) for value in arguments.positional):
        return None
    return [value.value for value in arguments.positional if isinstance(value, Known)]


def computed(arguments: Arguments, function: Callable[..., Any]) -> Value:
    """Apply a cheap pure function to constants; an error of Python's is the program's own."""
    given = constants(arguments)
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
        from shapecheck.interpreter.calls import call

        return call(method, [first], {}, arguments.frame, arguments.node)
    if isinstance(first, Unknown) and arguments.name == "int":
        return first if first.entry else arguments.lost("")
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
    first = arguments.get(0)
    if isinstance(first, Size):
        return first
    function: dict[str, Callable[..., Any]] = {
        "abs": abs, "round": round, "math.floor": math.floor, "math.ceil": math.ceil, "math.trunc": math.trunc,
    }  # fmt: skip
    return computed(arguments, function[arguments.name])


@builtin("pow", "math.pow")
def pow_(arguments: Arguments) -> Value:
    if len(arguments.positional) != 2:
        return arguments.lost("`pow` with a modulus is not modelled")
    base, exponent = arguments.positional
    result = binary("**", base, exponent, arguments.frame, arguments.node)
    if isinstance(result, Known) and arguments.name == "math.pow":
        return Known(float(result.value))
    return result


@builtin("sum", "math.prod", "math.fsum")
def sum_(arguments: Arguments) -> Value:
    symbol = "*" if arguments.name == "math.prod" else "+"
    first = arguments.get(0)
    items = items_of(first, arguments.frame, arguments.node) if first is not None else ()
    if isinstance(items, Unknown):
        return items
    start = arguments.get(1, "start", Known(1 if symbol == "*" else 0))
    assert start is not None
    result: Value = start
    for item in items:
        result = binary(symbol, result, item, arguments.frame, arguments.node)
    return result


@builtin("min", "max")
def extreme(arguments: Arguments) -> Value:
    frame, node = arguments.frame, arguments.node
    items: Any = tuple(arguments.positional)
    if len(items) == 1:
        items = items_of(items[0], frame, node)
        if isinstance(items, Unknown):
            return items
    key = arguments.keywords.get("key")
    if not items:
        default = arguments.keywords.get("default")
        if default is not None:
            return default
        raise raising("ValueError", f"{arguments.name}() arg is an empty sequence", frame.site(node))
    if key is None and any(isinstance(item, Size) for item in items):
        return _symbolic_extreme(arguments, items)
    from shapecheck.interpreter.calls import call

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


_MATH = (
    "sqrt", "log", "log2", "log10", "exp", "sin", "cos", "tan", "atan", "atan2", "gcd", "lcm", "isclose", "isqrt",
    "isnan", "isinf", "isfinite", "fabs", "fmod", "hypot", "degrees", "radians", "log1p", "expm1", "tanh", "copysign", "comb",
)  # fmt: skip


@builtin(*(f"math.{name}" for name in _MATH))
def math_(arguments: Arguments) -> Value:
    given = constants(arguments)
    if given is not None and any(isinstance(value, int) and value.bit_length() > 4096 for value in given):
        return arguments.lost("the number is too large to compute with")
    return computed(arguments, getattr(math, arguments.name.partition(".")[2]))


_OPERATOR = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "matmul": "@",
    "and_": "&", "or_": "|", "xor": "^",
}  # fmt: skip

_COMPARE = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "is_": "is", "is_not": "is not"}


@builtin(*(f"operator.{name}" for name in (*_OPERATOR, *_COMPARE)))
def operator_(arguments: Arguments) -> Value:
    name = arguments.name.partition(".")[2]
    if len(arguments.positional) != 2:
        raise raising("TypeError", f"{name} expected 2 arguments", arguments.frame.site(arguments.node))
    function, symbol = (binary, _OPERATOR[name]) if name in _OPERATOR else (compare, _COMPARE[name])
    left, right = arguments.positional
    return function(symbol, left, right, arguments.frame, arguments.node)
