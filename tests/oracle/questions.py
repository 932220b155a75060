"""One question, put to shapecheck and to real Keras: a layer, its configuration, and what it is called on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A size that is known, but that Keras is told to be None."""

    size: int


Size = int | str | Unsaid
"""A number; the letter of a dynamic size; or a number that Keras is not told."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of an input."""

    sizes: tuple[Size, ...]
    dtype: str = "float32"


@dataclass(frozen=True, slots=True)
class Made:
    """A layer, by the name of its class, with the arguments of its constructor (layers among them)."""

    name: str
    positional: tuple[Any, ...] = ()
    keywords: Mapping[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Return the canonical path of the class."""
        return f"keras.layers.{self.name}"


@dataclass(frozen=True, slots=True)
class Case:
    """A layer and the arguments of its call: shapes, structures of shapes, or plain values."""

    layer: Made
    positional: tuple[Any, ...]
    keywords: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{written(self.layer)}({arguments(self.positional, self.keywords)})"

    def shapes(self) -> Iterator[Shape]:
        """Yield the shapes among the arguments of the call."""
        yield from leaves([*self.positional, *self.keywords.values()])

    def letters(self) -> list[str]:
        """List the dynamic sizes."""
        return sorted({size for shape in self.shapes() for size in shape.sizes if isinstance(size, str)})

    def with_sizes(self, values: Mapping[str, int]) -> Case:
        """Put numbers in for what Keras is not told."""

        def number(size: Size) -> int:
            return size.size if isinstance(size, Unsaid) else values[size] if isinstance(size, str) else size

        def change(leaf: Any) -> Any:
            return replace(leaf, sizes=tuple(map(number, leaf.sizes))) if isinstance(leaf, Shape) else leaf

        return Case(self.layer, mapped(change, self.positional), mapped(change, dict(self.keywords)))


class Sizes(tuple[Any, ...]):
    """A shape as a leaf of a structure of outputs."""

    __slots__ = ()


def mapped(function: Callable[[Any], Any], structure: Any) -> Any:
    """Apply a function to the leaves of lists, tuples and dicts; shapes are leaves."""
    if isinstance(structure, Sizes):
        return function(structure)
    if isinstance(structure, list | tuple):
        return type(structure)(mapped(function, item) for item in structure)
    if isinstance(structure, dict):
        return {key: mapped(function, item) for key, item in structure.items()}
    return function(structure)


def leaves(structure: Any) -> Iterator[Shape]:
    """Yield the shapes in a structure."""
    if isinstance(structure, Shape):
        yield structure
    elif isinstance(structure, dict):
        yield from leaves(list(structure.values()))
    elif isinstance(structure, list | tuple):
        for item in structure:
            yield from leaves(item)


def written(value: Any) -> str:
    """Write a value as an example line does."""
    if isinstance(value, Made):
        return f"{value.name}({arguments(value.positional, value.keywords)})"
    if isinstance(value, Shape):
        sizes = [f"{size.size}?" if isinstance(size, Unsaid) else str(size) for size in value.sizes]
        return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    return repr(value)


def arguments(positional: tuple[Any, ...], keywords: Mapping[str, Any]) -> str:
    """Write the arguments of a call."""
    return ", ".join([*map(written, positional), *(f"{name}={written(value)}" for name, value in keywords.items())])
