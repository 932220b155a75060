"""What a state holds: a dict that notes what is written, so that copies are compared only where they may differ.

Below it may lie layers that others share and nobody writes: what is not in the dict is looked up there.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from itertools import chain
from typing import Any

from shapecheck.interpreter.values import unknown

__all__ = ["Objects"]

_ABSENT = object()


class _Stretch:
    """The keys written between two forks, in order, and the stretch before."""

    __slots__ = ("before", "depth", "written")

    def __init__(self, before: _Stretch | None, written: dict[Hashable, None]) -> None:
        self.before = before
        self.depth: int = 0 if before is None else before.depth + 1
        self.written = written


class Objects(dict[Hashable, Any]):
    """A dict of objects by address, and of values by (address, name), over the layers that it shares.

    A key is in it where it is in a layer; iteration and length are those of what it holds itself.
    """

    __slots__ = ("_stretch", "layers")

    # They would write without a note.
    clear = popitem = setdefault = update = None  # type: ignore[assignment]

    def __init__(self, layers: tuple[Mapping[Hashable, Any], ...] = ()) -> None:
        super().__init__()
        self.layers = layers
        self._stretch = _Stretch(None, {})

    def __missing__(self, key: Hashable) -> Any:
        for layer in self.layers:
            if key in layer:
                return layer[key]
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or any(key in layer for layer in self.layers)

    def get(self, key: Hashable, default: Any = None) -> Any:
        """Return what a key holds, here or in a layer, or the default."""
        found = super().get(key, _ABSENT)
        if found is not _ABSENT:
            return found
        for layer in self.layers:
            found = layer.get(key, _ABSENT)
            if found is not _ABSENT:
                return found
        return default

    def __setitem__(self, key: Hashable, value: Any) -> None:
        self._stretch.written[key] = None
        super().__setitem__(key, value)

    def __delitem__(self, key: Hashable) -> None:
        self.pop(key)

    def pop(self, key: Hashable, default: Any = None) -> Any:
        """Remove a key and return what it held, or the default; of a layer's nothing is known from then on."""
        self._stretch.written[key] = None
        held = self.get(key, default)
        super().pop(key, None)
        if key in self:
            self[key] = unknown("it was removed from a module that imports it")
        return held

    def put(self, content: Mapping[Hashable, Any]) -> None:
        """Write several at once."""
        for key, value in content.items():
            self[key] = value

    def fork(self) -> Objects:
        """Return an independent copy; from here on both note what they write on their own."""
        shared = self._stretch
        self._stretch = _Stretch(shared, {})
        copy = Objects(self.layers)
        dict.update(copy, self)
        copy._stretch = _Stretch(shared, {})
        return copy

    def changed(self, other: Objects) -> Mapping[Hashable, None]:
        """Return every key at which the two may differ, in order of writing: what either wrote since they parted."""
        return self._parted(other)[0]

    def joined(self, other: Objects) -> tuple[Objects, Mapping[Hashable, None]]:
        """Return a copy for the values of both, and the keys at which they may differ.

        To what forked before the two parted, all of these keys are written in the copy.
        """
        changed, shared = self._parted(other)
        copy = self.fork()
        copy._stretch = _Stretch(shared, dict(changed))
        return copy, changed

    def everything(self) -> list[tuple[Hashable, Any]]:
        """List all keys with what they hold, those of the layers too."""
        keys = {key: None for layer in self.layers for key in layer} | dict.fromkeys(self)
        return [(key, self[key]) for key in keys]

    def names(self, scope: int) -> list[str]:
        """List the names bound in a scope, class or instance, in order of their first binding."""
        held = [layer for layer in self.layers if scope in layer]
        keys = chain.from_iterable((*(_keys_below(layer, scope) for layer in held), self))
        found = {key[1]: None for key in keys if isinstance(key, tuple) and key[0] == scope and isinstance(key[1], str)}
        return list(found)

    def _parted(self, other: Objects) -> tuple[dict[Hashable, None], _Stretch | None]:
        one: _Stretch | None = self._stretch
        two: _Stretch | None = other._stretch
        passed: list[_Stretch] = []
        while one is not two:
            if two is None or (one is not None and one.depth >= two.depth):
                assert one is not None
                passed.append(one)
                one = one.before
            else:
                passed.append(two)
                two = two.before
        return {key: None for stretch in reversed(passed) for key in stretch.written}, one


def _keys_below(layer: Mapping[Hashable, Any], scope: int) -> Iterable[Hashable]:
    """Return the keys among which a scope's own are; a layer of finished modules lists them."""
    listed = getattr(layer, "cells", None)
    return layer if listed is None else listed.get(scope, ())
