"""Which attributes the layers, models and tensors of Keras have, and which never have weights: recorded by `tests/oracle/record_attributes.py`."""

from __future__ import annotations

import json
from functools import cache
from pkgutil import get_data
from typing import Any

__all__ = ["has_attribute", "is_weightless", "nearest", "tensor_has"]


@cache
def _recorded() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(get_data(__package__, "attributes.json") or "{}")
    return content


def has_attribute(path: str, name: str) -> bool | None:
    """Decide whether an object of a class of Keras has an attribute; None where that depends on what was done to it.

    `path` is the canonical path of the class; one that was not recorded is answered for as a layer.
    """
    recorded = _recorded()
    rows = (recorded["common"], recorded["classes"].get(path, ((), ())))
    if hasattr(object, name) or any(name in row[0] for row in rows):
        return True
    return None if path not in recorded["classes"] or any(name in row[1] for row in rows) else False


def tensor_has(name: str) -> bool:
    """Tell whether a symbolic tensor (`keras.KerasTensor`) has an attribute."""
    return hasattr(object, name) or name in _recorded()["tensor"]


def nearest(path: str, name: str) -> str | None:
    """Return the public attribute of a class of Keras whose name is most like one that it has not, if any is."""
    from difflib import get_close_matches

    recorded = _recorded()
    known = {
        each for row in (recorded["common"], recorded["classes"].get(path, ((), ()))) for part in row for each in part
    }
    return next(iter(get_close_matches(name, sorted(each for each in known if each[0] != "_"), 1)), None)


def is_weightless(path: str) -> bool:
    """Tell whether layers of a class of Keras have no weights, whatever they are called on."""
    return path in _recorded()["weightless"]
