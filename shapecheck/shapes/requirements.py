"""What must hold for Keras to accept: refused where it cannot, noted where that depends on symbols."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ContextDecorator, contextmanager
from dataclasses import dataclass
from threading import local
from typing import Any, TypeVar

from shapecheck.shapes.sizes import Dim, hide_if, is_none, plain
from shapecheck.shapes.verdicts import (
    AllOf,
    AnyOf,
    Condition,
    Verdict,
    at_most,
    both,
    differs,
    either,
    equal,
    exact_of,
    holds,
    less,
    negate,
    text_of,
)

__all__ = [
    "AllOf",
    "AnyOf",
    "Condition",
    "Refused",
    "Requirement",
    "Verdict",
    "at_most",
    "both",
    "build_first",
    "collecting",
    "differs",
    "either",
    "equal",
    "exact_of",
    "forbid",
    "holds",
    "less",
    "meet",
    "negate",
    "require",
    "strongest",
    "text_of",
]


@dataclass(frozen=True, slots=True)
class Requirement:
    """State what must hold for the model to build (`when` is "build"), to run ("run"), or for its totals ("count")."""

    condition: Condition | AnyOf | AllOf
    when: str


class Refused(Exception):
    """Say that Keras refuses: when it builds, or when it runs; `keras_error` is the text that it raises."""

    def __init__(
        self,
        message: str,
        when: str = "build",
        keras_error: str | None = None,
        kind: str = "",
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.when = when
        self.keras_error = keras_error
        self.kind = kind
        self.details = details or {}


class Collected(local):
    """Hold the lists that requirements go to, innermost last, and what waits to be refused: one of each a thread."""

    def __init__(self) -> None:
        self.stack: list[list[Requirement]] = []
        self.waiting: list[list[Refused]] = []


COLLECTED = Collected()


@contextmanager
def collecting() -> Iterator[list[Requirement]]:
    """Collect the requirements that arise inside the block, each once."""
    found: list[Requirement] = []
    COLLECTED.stack.append(found)
    try:
        yield found
    finally:
        COLLECTED.stack.pop()


class BuildFirst(ContextDecorator):
    """Hold back what is refused at the run until a block is through: what Keras refuses as it builds comes first."""

    def __enter__(self) -> None:
        COLLECTED.waiting.append([])

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        held = COLLECTED.waiting.pop()
        if kind is not None or not held:
            return
        if not COLLECTED.waiting:
            raise held[0]
        COLLECTED.waiting[-1] += held


build_first = BuildFirst()
"""Use it as `with build_first:` or as a decorator; blocks nest, and the outermost one refuses."""


def forbid(
    verdict: Verdict,
    message: str | Callable[[], str],
    when: str = "build",
    keras: str | Callable[[], str] | None = None,
    kind: str = "size-mismatch",
) -> None:
    """Refuse where the verdict holds; where that is not decided, require its opposite.

    `when` says whether Keras raises as it builds or as it runs, `keras` what it then says, `kind` names the defect.
    Raises Refused.
    """
    if verdict is False:
        return
    if verdict is True:
        text = message if isinstance(message, str) else message()
        refused = Refused(text, when, keras if keras is None or isinstance(keras, str) else keras(), kind)
        if when == "build" or not COLLECTED.waiting:
            raise refused
        COLLECTED.waiting[-1].append(refused)
        return
    require(negate(verdict), when)


def require(verdict: Verdict, when: str = "build") -> None:
    """Note what must hold, where it is not decided, in the innermost `collecting()` block."""
    if isinstance(verdict, AllOf):
        for part in verdict.conditions:
            require(part, when)
    elif not isinstance(verdict, bool) and COLLECTED.stack:
        requirement = Requirement(verdict, when)
        if requirement not in COLLECTED.stack[-1]:
            COLLECTED.stack[-1].append(requirement)


Required = TypeVar("Required", bound=Any)
"""Anything with a `condition` and a `when`, as Requirement."""


def strongest(requirements: Sequence[Required]) -> list[Required]:
    """Leave out what another one says too: of H >= 8 and H >= 22 the first, unless only the run needs the second."""
    if len(requirements) < 2:
        return list(requirements)
    from shapecheck.shapes.solving import floor_of

    floors = [floor_of(one.condition) for one in requirements]
    highest: dict[tuple[str, str], int] = {}
    for one, floor in zip(requirements, floors, strict=True):
        if floor is not None:
            key = (one.when, floor[0])
            highest[key] = max(highest.get(key, 0), floor[1])
    kept, seen = [], set()
    for one, floor in zip(requirements, floors, strict=True):
        if floor is None:
            kept.append(one)
            continue
        name, bound = floor
        at_build, same = highest.get(("build", name), -1), highest[one.when, name]
        if bound == same and (one.when, name) not in seen and (one.when == "build" or bound > at_build):
            seen.add((one.when, name))
            kept.append(one)
    return kept


def meet(
    first: Dim,
    second: Dim,
    message: str | Callable[[], str],
    when: str | None = None,
    none: str = "both",
    keras: str | Callable[[], str] | None = None,
    kind: str = "size-mismatch",
) -> Dim:
    """Return the one size of two that must agree: an int rather than a symbol, a known one rather than a None.

    Keras reports it as None where both are (`none="both"`), where one is ("either") or where the first is ("first").
    A None is no obstacle when Keras builds: `when` is then "run" unless given. Raises Refused where they cannot agree.
    """
    when = when or ("run" if is_none(first) or is_none(second) else "build")
    forbid(differs(first, second), message, when, keras, kind)
    hidden = {
        "both": is_none(first) and is_none(second),
        "either": is_none(first) or is_none(second),
        "first": is_none(first),
    }[none]
    kept, other = plain(first), plain(second)
    if not isinstance(kept, int) and (isinstance(other, int) or (is_none(kept) and not is_none(other))):
        kept = other
    return hide_if(hidden, kept)
