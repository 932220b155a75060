"""Optimizers, losses and metrics that `compile` is given by names which Keras does not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.signature import identifiers, meant
from shapecheck.interpreter.bridge.configuration import has_registered
from shapecheck.interpreter.bridge.training.named import Named
from shapecheck.interpreter.program import Compilation, Problem
from shapecheck.interpreter.values import Known, Value

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame
    from shapecheck.source import Site

__all__ = ["doubt_identifiers", "meet_identifiers", "meet_optimizer"]

_KNOWN_TO_COMPILE = {"loss": ("crossentropy", "ce"), "metric": ("accuracy", "acc")}
"""What `compile` reads itself, in any case (`keras/src/trainers/compile_utils.py`)."""


def meet_optimizer(value: Value | None, frame: Frame, site: Site) -> None:
    """Record that `compile` is given an optimizer by a name that `keras.optimizers.get` refuses at once.

    It reads names in any case, and those under which the program has registered a class of its own.
    """
    name = value.value if isinstance(value, Known) else None
    if frame.run.options.keras_version != 3 or not isinstance(name, str) or ">" in name or has_registered(frame):
        return
    if name.lower() not in identifiers("optimizer"):
        frame.problem(_problem("optimizer", name, frame, site))


def doubt_identifiers(compilation: Compilation, frame: Frame) -> None:
    """Record as doubts the losses and metrics that training will refuse: `compile` itself does not look them up."""
    frame.run.program.doubts.extend(_problems(compilation, frame))


def meet_identifiers(compilation: Compilation | None, method: str, frame: Frame, site: Site) -> bool:
    """Record that training looks up a loss or metric by a name that Keras does not know, and tell whether it does."""
    problems = (
        [] if compilation is None else list(_problems(compilation, frame, (f"`{method}` looks it up here", site)))
    )
    for problem in problems[:1]:
        frame.problem(problem)
    return bool(problems)


def _problems(compilation: Compilation, frame: Frame, *notes: tuple[str, Site]) -> Iterator[Problem]:
    if frame.run.options.keras_version == 3:
        for role, given in (("loss", compilation.losses), ("metric", compilation.metrics)):
            for name in _names(given):
                if name.lower() not in _KNOWN_TO_COMPILE[role] and name not in identifiers(role):
                    yield _problem(role, name, frame, compilation.site, *notes)


def _names(given: Any) -> Iterator[str]:
    if isinstance(given, Named) and given.identifier is not None:
        yield given.identifier
    elif isinstance(given, dict | list | tuple):
        for item in given.values() if isinstance(given, dict) else given:
            yield from _names(item)


def _problem(role: str, name: str, frame: Frame, site: Site, *notes: tuple[str, Site]) -> Problem:
    return Problem(
        "unknown-identifier",
        f"`compile`: Keras knows no {role} {name!r}{meant(role, name)}",
        site,
        when="run" if notes else "build",
        operation="keras.Model.compile",
        keras_error=f"Could not interpret {role} identifier: {name}",
        trail=frame.run.trail,
        notes=notes,
    )
