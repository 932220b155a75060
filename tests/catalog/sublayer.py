"""Layers within layers, for tests of rules: one of Keras's, by its rule, and a program's own, by a function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shapecheck.catalog.layers import load
from shapecheck.catalog.signature import bind, bind_call
from shapecheck.catalog.tables import LAYERS, Applied

load()


@dataclass(frozen=True)
class Inner:
    """A layer of Keras by the name of its class."""

    path: str
    name: str
    config: Mapping[str, Any]
    shapeless: bool = False

    def apply(self, *inputs: Any, **arguments: Any) -> Applied:
        """Call it."""
        rule = LAYERS[self.path]
        return rule.apply(bind_call(self.path, inputs, arguments), rule.configured(self.config))

    def stepped(self, inputs: Any, states: Any) -> Applied:
        """Call it as a cell."""
        return self.apply(inputs, states)

    def copy(self, **changes: Any) -> Inner:
        """Make another one."""
        return replace(self, config=dict(self.config) | changes, name=changes.get("name", self.name))


@dataclass(frozen=True)
class Own:
    """A layer that a program defines: its call is a function, its attributes are its configuration."""

    call: Callable[..., Applied]
    config: Mapping[str, Any] = field(default_factory=dict)
    path: str = "models.Own"
    name: str = "own"
    shapeless: bool = False

    def apply(self, *inputs: Any, **arguments: Any) -> Applied:
        """Call it."""
        return self.call(*inputs, **arguments)

    def stepped(self, inputs: Any, states: Any) -> Applied:
        """Call it as a cell."""
        return self.apply(inputs, states)

    def copy(self, **changes: Any) -> Own:
        """Make another one."""
        return replace(self, config=dict(self.config) | changes)


def inner(name: str, /, *positional: Any, **keywords: Any) -> Inner:
    """Construct a layer of Keras."""
    path = f"keras.layers.{name}"
    return Inner(path, keywords.get("name", name.lower()), bind(path, positional, keywords))


def apply(name: str, *inputs: Any, config: Mapping[str, Any] | None = None, **arguments: Any) -> Applied:
    """Construct a layer of Keras and call it."""
    return inner(name, **(config or {})).apply(*inputs, **arguments)
