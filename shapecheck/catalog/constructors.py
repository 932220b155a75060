"""What Keras's objects besides layers, and the methods of its models, are given: recorded by `tests/oracle/record_constructors.py`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pkgutil import get_data
from typing import Any

from shapecheck.catalog.signature import refuse_names

__all__ = ["arguments_of", "check_constructor", "check_method"]


def arguments_of(path: str) -> tuple[str, ...]:
    """Return the arguments of a class by its canonical path, in their order; none of one that is not recorded."""
    return tuple(_recorded()["classes"].get(path, "").split())


def check_constructor(path: str, words: Iterable[str]) -> None:
    """Refuse keywords that a class of Keras does not take, by its canonical path. Raises Refused."""
    _check(path.rpartition(".")[2], _recorded()["classes"].get(path), words)


def check_method(name: str, words: Iterable[str]) -> None:
    """Refuse keywords that a method of a model does not take. Raises Refused."""
    _check(f"`{name}`", _recorded()["methods"].get(name), words)


def _check(taker: str, packed: str | None, words: Iterable[str]) -> None:
    known = () if packed is None else packed.split()
    unknown = [name for name in words if name not in known]
    if packed is None or not unknown:
        return
    refuse_names(taker, unknown, known, f"{taker.strip('`')} got an unexpected keyword argument '{unknown[0]}'")


@cache
def _recorded() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(get_data(__package__, "constructors.json") or "{}")
    return content
