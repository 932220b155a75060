"""Losses and metrics as `compile` is told them: names of the catalog and their options."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.checks import Opaque
from shapecheck.catalog.constructors import arguments_of
from shapecheck.catalog.losses import loss_named, loss_path
from shapecheck.catalog.metrics import metric_named, metric_path
from shapecheck.catalog.paths import canonical
from shapecheck.interpreter.bridge.conversion import plain
from shapecheck.interpreter.state import DictObject, ListObject
from shapecheck.interpreter.values import Bound, Function, Known, Made, Partial, Ref, Reference, Tuple, Value

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame
    from shapecheck.source import Site

__all__ = ["Named", "losses_of", "metrics_of", "options_of"]


@dataclass(frozen=True, slots=True)
class Named:
    """A loss or metric of Keras: its name in the catalog ("" where it is none of these), and what its class was given.

    `own` is a function or an object of the user's that stands in such a place, `identifier` the string that is looked up.
    """

    name: str
    options: dict[str, Any] = field(default_factory=dict, hash=False)
    own: Value | None = field(default=None, hash=False)
    identifier: str | None = field(default=None, compare=False)


def losses_of(value: Value, frame: Frame, site: Site) -> Any:
    """Return the losses in `compile(loss=...)`: Named, or a list or dict of such; None where there is none."""
    return _structure(value, loss_named, loss_path, frame, site)


def metrics_of(value: Value, frame: Frame, site: Site) -> Any:
    """Return the metrics in `compile(metrics=...)`: Named, or a list or dict of such; None where there is none."""
    return _structure(value, metric_named, metric_path, frame, site)


def _structure(
    value: Value, by_string: Callable[[str], str | None], by_path: Callable[[str], str | None], frame: Frame, site: Site
) -> Any:
    if isinstance(value, Known):
        text = value.value
        return Named(by_string(text) or "", identifier=text) if isinstance(text, str) else None
    if isinstance(value, Reference | Made):
        name = by_path(canonical(value.path) or "")
        options = options_of(value, frame, site) if isinstance(value, Made) else {}
        return Named("") if name is None or options is None else Named(name, options)
    if isinstance(value, Tuple):
        return tuple(_structure(item, by_string, by_path, frame, site) for item in value.items)
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, ListObject):
        return [_structure(item, by_string, by_path, frame, site) for item in found.items]
    if isinstance(found, DictObject) and all(isinstance(key, Known) for key in found.entries):
        return {
            plain(key, frame, site): _structure(item, by_string, by_path, frame, site)
            for key, item in found.entries.items()
        }
    return Named("", own=value if isinstance(value, Function | Bound | Partial | Ref) else None)


def options_of(made: Made, frame: Frame, site: Site) -> dict[str, Any] | None:
    """Return the arguments of a loss's or metric's class by name, None where one is not known."""
    found: dict[str, Any] = {}
    order = arguments_of(canonical(made.path) or "")
    for place, value in made.arguments:
        content = plain(value, frame, site)
        if isinstance(content, Opaque) or (isinstance(place, int) and place >= len(order)):
            return None
        found[order[place] if isinstance(place, int) else place] = content
    return found
