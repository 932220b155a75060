"""The kinds of configuration values, by the annotation that a rule gives them: each checks, and puts in normal form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from shapecheck.shapes.dims import Dim
from shapecheck.shapes.requirements import Refused, forbid, less

__all__ = ["KINDS", "NOT_GIVEN", "NotKnown", "Opaque", "check", "entries", "kind", "known", "refuse"]


class NotKnown(Exception):
    """Raised where a value that matters is unknown; the text is the reason."""


@dataclass(frozen=True, slots=True)
class Opaque:
    """Stand for a configuration value that the analysis does not know or that is no plain value (a function)."""

    reason: str
    callable: bool = False


NOT_GIVEN = Opaque("not given")
"""The default of an argument that has none: Keras asks whether it is there."""

Checker = Callable[[Any, str, str], Any]

KINDS: dict[str, Checker] = {}


def kind(*names: str) -> Callable[[Checker], Checker]:
    """Enter a checker `(value, argument name, path of the layer) -> value` under the annotations that ask for it."""

    def enter(checker: Checker) -> Checker:
        KINDS.update(dict.fromkeys(names, checker))
        return checker

    return enter


def check(annotation: str, value: Any, name: str, path: str) -> Any:
    """Check one configuration value by its annotation; an annotation without a checker takes anything known.

    `Kind | None` takes None as well. Raises Refused where Keras's constructor refuses the value, NotKnown where it
    is unknown.
    """
    wanted, _, optional = annotation.partition(" | ")
    if value is None and optional:
        return None
    checker = KINDS.get(wanted)
    if checker is not None:
        return checker(value, name, path)
    return value if annotation == "Any" else known(value)


def known(value: Any) -> Any:
    """Return the value; raise NotKnown where there is none."""
    if isinstance(value, Opaque):
        raise NotKnown(value.reason)
    return value


def refuse(words: str, name: str, value: Any, path: str, keras: str) -> NoReturn:
    """Raise what a constructor raises for a value: "`units` of Dense wants `words`, got ..."."""
    message = f"`{name}` of {path.rpartition('.')[2]} wants {words}, got {value!r}"
    raise Refused(message, keras_error=keras, kind="invalid-argument")


def entries(value: Any, count: int, name: str, path: str, least: int = 1) -> tuple[Any, ...]:
    """Repeat a size `count` times, or take `count` of them, none below `least`, as Keras's `standardize_tuple` does.

    A float passes, as it does in Keras, which finds it only when it calculates with it.
    """
    if type(value) is int and value >= least:
        return (value,) * count
    text = f"The `{name}` argument must be a tuple of {count} integers. Received {name}={value}"
    words = f"{count} integers" if count > 1 else "an integer"
    if isinstance(known(value), Dim):
        found: tuple[Any, ...] = (value,) * count
    elif isinstance(value, tuple | list):
        found = tuple(value)
    elif value is None or isinstance(value, float | str):
        refuse(words, name, value, path, text)
    else:
        raise NotKnown(f"`{name}` is a {type(value).__name__}")
    if len(found) != count:
        refuse(words, name, value, path, text)
    for item in found:
        if not isinstance(known(item), Dim | float):
            refuse(words, name, value, path, text)
        above_zero(item, name, path, f"{text}, including values {{{item}}} that do not satisfy `value > 0`", least)
    return found


def above_zero(value: Any, name: str, path: str, keras: str, least: int = 1) -> None:
    """Forbid a number that is 0 or less (or, with `least` 0, below 0)."""
    words = "a positive integer" if least else "an integer that is not negative"
    message = f"`{name}` of {path.rpartition('.')[2]} wants {words}, got {value}"
    small = value <= least - 1 if isinstance(value, float) else less(value, least)
    forbid(small, message, keras=keras, kind="invalid-argument")


Size = Dim
Vocabulary = Dim
Repeats = Dim
Single = Any
Pair = Any
Triple = Any
SingleStride = Any
PairStride = Any
TripleStride = Any
Padding = str
CausalPadding = str
DataFormat = Any


@kind("Size")
def size(value: Any, name: str, path: str) -> Any:
    """Take a positive integer: no float, no string, no None (`keras/src/layers/core/dense.py`)."""
    text = f"Received an invalid value for `{name}`, expected a positive integer. Received: {name}={value}"
    return positive(value, name, path, text, text)


@kind("Vocabulary")
def vocabulary(value: Any, name: str, path: str) -> Any:
    """Take a positive integer that is no bool, as `Embedding(input_dim)` does."""
    text = f"`{name}` must be a positive integer. Received: {name}={value} (of type {type(value).__name__})."
    if isinstance(known(value), bool):
        refuse("a positive integer", name, value, path, text)
    return positive(value, name, path, text, text)


@kind("Repeats")
def repeats(value: Any, name: str, path: str) -> Any:
    """Take a positive integer that is no bool, as `RepeatVector(n)` does."""
    text = f"Expected an integer value for `{name}`, got {type(value)}."
    if isinstance(value, bool):
        refuse("a positive integer", name, value, path, text)
    return positive(
        value, name, path, text, f"Argument `{name}` should be a positive integer. Received: {name}={value}"
    )


def positive(value: Any, name: str, path: str, no_integer: str, too_small: str) -> Any:
    """Take a positive integer, be it a number or a symbol."""
    if not isinstance(known(value), Dim):
        if not isinstance(value, float | str | tuple | list | dict | None):
            raise NotKnown(f"`{name}` is a {type(value).__name__}")
        refuse("a positive integer", name, value, path, no_integer)
    above_zero(value, name, path, too_small)
    return value


def tuples(count: int, least: int = 1) -> Checker:
    """Make the checker of one size for each of `count` axes, or of one for all of them."""
    return lambda value, name, path: entries(value, count, name, path, least)


KINDS |= {"Single": tuples(1), "Pair": tuples(2), "Triple": tuples(3)}
KINDS |= {"SingleStride": tuples(1, 0), "PairStride": tuples(2, 0), "TripleStride": tuples(3, 0)}


@kind("Padding")
def padding(value: Any, name: str, path: str) -> Any:
    """Take "valid" or "same" in any case, as convolutions do."""
    return one_of(("valid", "same"), value, name, path)


@kind("CausalPadding")
def causal_padding(value: Any, name: str, path: str) -> Any:
    """Take "valid", "same" or "causal" in any case, as `Conv1D` does."""
    return one_of(("valid", "same", "causal"), value, name, path)


def one_of(allowed: tuple[str, ...], value: Any, name: str, path: str) -> str:
    """Take one of a few words, in any case."""
    if isinstance(known(value), str) and value.lower() in allowed:
        return str(value).lower()
    text = f"The `{name}` argument must be a list/tuple or one of {set(allowed)}. Received: {value}"
    refuse(" or ".join(map(repr, allowed)), name, value, path, text)


@kind("DataFormat")
def data_format(value: Any, name: str, path: str) -> Any:
    """Take "channels_last" or "channels_first" in any case; None is what the configuration of Keras says."""
    if known(value) is None:
        return "channels_last"
    found = str(value).lower()
    text = (
        "The `data_format` argument must be one of {'channels_first', 'channels_last'}. "
        f"Received: data_format={found}"
    )
    if found not in ("channels_last", "channels_first"):
        refuse("'channels_last' or 'channels_first'", name, value, path, text)
    return found
