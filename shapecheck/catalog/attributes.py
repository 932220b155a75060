"""Which attributes the layers and models of Keras have, and which never have weights: recorded by `tests/oracle/record_attributes.py`."""

from __future__ import annotations

import json
from functools import cache
from pkgutil import get_data
from typing import Any

__all__ = ["has_attribute", "is_weightless"]


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


def is_weightless(path: str) -> bool:
    """Tell whether layers of a class of Keras have no weights, whatever they are called on."""
    return path in _recorded()["weightless"]
