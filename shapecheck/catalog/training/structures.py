"""Lists, tuples and dicts of data, as Keras walks them (`keras/src/tree`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["flattened", "is_nested", "packed", "same_paths", "same_structure", "same_types", "starred"]


def is_nested(structure: Any) -> bool:
    """Tell whether this is a list, tuple or dict."""
    return isinstance(structure, (list, tuple, Mapping))


def flattened(structure: Any) -> list[Any]:
    """Return the leaves, those of a dict in the order of its sorted keys."""
    if isinstance(structure, Mapping):
        return [leaf for key in sorted(structure) for leaf in flattened(structure[key])]
    if isinstance(structure, (list, tuple)):
        return [leaf for item in structure for leaf in flattened(item)]
    return [structure]


def same_structure(one: Any, other: Any) -> bool:
    """Tell whether two structures are alike, lists and tuples taken as the same."""
    if isinstance(one, Mapping) or isinstance(other, Mapping):
        if not (isinstance(one, Mapping) and isinstance(other, Mapping)) or set(one) != set(other):
            return False
        return all(same_structure(one[key], other[key]) for key in one)
    if is_nested(one) or is_nested(other):
        if not (is_nested(one) and is_nested(other)) or len(one) != len(other):
            return False
        return all(same_structure(a, b) for a, b in zip(one, other, strict=True))
    return True


def same_types(one: Any, other: Any) -> bool:
    """Tell whether two structures are alike, lists and tuples told apart."""
    if not is_nested(one) or not is_nested(other):
        return is_nested(one) == is_nested(other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return set(one) == set(other) and all(same_types(one[key], other[key]) for key in one)
    if type(one) is not type(other) or len(one) != len(other):
        return False
    return all(same_types(a, b) for a, b in zip(one, other, strict=True))


def same_paths(one: Any, other: Any) -> bool:
    """Tell whether two structures have leaves at the same places, whatever holds them."""
    return set(paths(one)) == set(paths(other))


def paths(structure: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to each leaf."""
    if isinstance(structure, Mapping):
        return [leaf for key in structure for leaf in paths(structure[key], (*path, key))]
    if isinstance(structure, (list, tuple)):
        return [leaf for index, item in enumerate(structure) for leaf in paths(item, (*path, index))]
    return [path]


def packed(structure: Any, leaves: list[Any]) -> Any:
    """Put leaves in the places of a structure's own, of which there are as many."""
    rest = iter(leaves)

    def walked(part: Any) -> Any:
        if isinstance(part, Mapping):
            found = {key: walked(part[key]) for key in sorted(part)}
            return {key: found[key] for key in part}
        if isinstance(part, (list, tuple)):
            return type(part)([walked(item) for item in part])
        return next(rest)

    return walked(structure)


def starred(structure: Any) -> Any:
    """Return the structure with a star for each leaf, as Keras prints it."""
    return packed(structure, ["*"] * len(flattened(structure)))
