"""What a state holds: a dict that notes what is written, so that copies are compared only where they may differ."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

__all__ = ["Objects"]


class _Stretch:
    """The keys written between two forks, in order, and the stretch before."""

    __slots__ = ("before", "depth", "written")

    def __init__(self, before: _Stretch | None, written: dict[Hashable, None]) -> None:
        self.before = before
        self.depth: int = 0 if before is None else before.depth + 1
        self.written = written


class Objects(dict[Hashable, Any]):
    """A dict of objects by address, and of values by (address, name)."""

    __slots__ = ("_stretch",)

    # They would write without a note.
    clear = popitem = setdefault = update = None  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self._stretch = _Stretch(None, {})

    def __setitem__(self, key: Hashable, value: Any) -> None:
        self._stretch.written[key] = None
        super().__setitem__(key, value)

    def __delitem__(self, key: Hashable) -> None:
        self._stretch.written[key] = None
        super().__delitem__(key)

    def pop(self, key: Hashable, default: Any = None) -> Any:
        """Remove a key and return what it held, or the default."""
        self._stretch.written[key] = None
        return super().pop(key, default)

    def put(self, content: Mapping[Hashable, Any]) -> None:
        """Write several at once."""
        for key, value in content.items():
            self[key] = value

    def fork(self) -> Objects:
        """Return an independent copy; from here on both note what they write on their own."""
        shared = self._stretch
        self._stretch = _Stretch(shared, {})
        copy = Objects()
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
