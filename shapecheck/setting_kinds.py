"""What the value of a setting may be: one function a kind, from TOML to what the program holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shapecheck.severity import Severity

__all__ = [
    "Wrong",
    "boolean",
    "choice",
    "codes",
    "codes_by_pattern",
    "counts_by_target",
    "folders",
    "integer_of",
    "overrides",
    "patterns",
    "severities",
    "share",
    "shape_by_target",
    "shapes_by_function",
]


class Wrong(Exception):
    """Raised for a value that a setting cannot have; the message says what is expected."""


def boolean(value: Any) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise Wrong(f"true or false is expected, not {value!r}")
    return value


def choice(*words: str) -> Callable[[Any], str]:
    """Make the kind of a setting that is one of some words."""

    def read(value: Any) -> str:
        if value not in words:
            raise Wrong(f"one of {', '.join(words)} is expected, not {value!r}")
        return str(value)

    return read


def integer_of(*numbers: int) -> Callable[[Any], int]:
    """Make the kind of a setting that is one of some integers."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or value not in numbers:
            raise Wrong(f"one of {', '.join(map(str, numbers))} is expected, not {value!r}")
        return int(value)

    return read


def share(value: Any) -> float:
    """Read a number between 0 and 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise Wrong(f"a number between 0 and 1 is expected, not {value!r}")
    return float(value)


def patterns(value: Any) -> tuple[str, ...]:
    """Read a list of strings."""
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise Wrong(f"a list of strings is expected, not {value!r}")
    return tuple(value)


codes = patterns
folders = patterns


def _table(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Wrong(f"a table is expected, not {value!r}")
    return value


def codes_by_pattern(value: Any) -> dict[str, tuple[str, ...]]:
    """Read a table from file patterns to lists of codes."""
    return {pattern: codes(listed) for pattern, listed in _table(value).items()}


def severities(value: Any) -> dict[str, Severity]:
    """Read a table from codes to levels."""
    level = choice(*(str(each) for each in Severity))
    return {code: Severity[level(word).upper()] for code, word in _table(value).items()}


def _shape(value: Any) -> Any:
    if not isinstance(value, str):
        raise Wrong(f'a shape is written as a string ("(None, 28, 28, 1)"), not {value!r}')
    try:
        from shapecheck.structure import parse_structure

        return parse_structure(value)
    except ValueError as error:
        raise Wrong(str(error)) from error


def _target(text: str) -> str:
    file, separator, name = text.partition("::")
    if not (file and separator and name):
        raise Wrong(f'"{text}": a key is written FILE::NAME')
    return text


def shape_by_target(value: Any) -> dict[str, Any]:
    """Read a table from `FILE::NAME` to the shape of its input."""
    return {_target(target): _shape(text) for target, text in _table(value).items()}


def shapes_by_function(value: Any) -> dict[str, tuple[Any, ...]]:
    """Read a table from functions to the shapes that they return: one string, or a list of them."""
    return {
        name: tuple(map(_shape, texts if isinstance(texts, list | tuple) else [texts]))
        for name, texts in _table(value).items()
    }


def counts_by_target(value: Any) -> dict[str, int]:
    """Read a table from `FILE::NAME` to a number of parameters."""
    table = dict(_table(value))
    for target, number in table.items():
        _target(target)
        if isinstance(number, bool) or not isinstance(number, int) or number < 0:
            raise Wrong(f'"{target}": a number of parameters is expected, not {number!r}')
    return table


def overrides(value: Any) -> tuple[tuple[tuple[str, ...], Mapping[str, Any]], ...]:
    """Read a list of tables, each with the `files` that it is about and the settings that hold there."""
    if not isinstance(value, list):
        raise Wrong("a list of tables is expected ([[tool.shapecheck.overrides]])")
    made = []
    for entry in value:
        table = dict(_table(entry))
        if "files" not in table:
            raise Wrong('each table wants `files = ["..."]`')
        made.append((patterns(table.pop("files")), table))
    return tuple(made)
