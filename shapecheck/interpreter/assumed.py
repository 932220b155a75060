"""What settled tests say of sizes: requirements of the code's own, and divisions that leave no rest."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

from shapecheck.interpreter.keys import key_of
from shapecheck.interpreter.values import Known, Size, Unknown, Value
from shapecheck.shapes.requirements import Verdict, at_most, differs, equal, less, negate

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame, Run
    from shapecheck.shapes.dims import Dim

__all__ = ["require_test", "test_key", "zeros"]

_COMPARISONS = {"==": equal, "<": less, "<=": at_most}


def test_key(test: Value) -> tuple[Hashable, bool]:
    """Return the key of a test without its `not`s, and whether there was an odd number of them."""
    key: Hashable = test.key if isinstance(test, Unknown) else key_of(test)
    opposite = False
    while isinstance(key, tuple) and len(key) == 2 and key[0] == "not":
        key, opposite = key[1], not opposite
    return key, opposite


def require_test(key: Hashable, holds: bool, frame: Frame, node: cst.CSTNode) -> None:
    """Note that the code goes on only where a comparison of sizes turns out one way."""
    run = frame.run
    if run.conditions or run.handlers or run.repeating:
        return
    verdict = _verdict(key, run)
    if verdict is not None and not isinstance(verdict, bool):
        frame.require(verdict if holds else negate(verdict), "build", node)


def zeros(run: Run) -> Iterator[Dim]:
    """Yield the sizes that are 0 by the tests on the way here."""
    for settled in (run.state.path, run.forced):
        for key, holds in settled.items():
            if isinstance(key, Size) and not holds:
                yield key.dim
            elif isinstance(key, tuple) and len(key) == 3 and key[0] == "==" and holds:
                sides = [_dim(side, run) for side in key[1:]]
                if sides[0] is not None and sides[1] is not None:
                    yield sides[0] - sides[1]


def _verdict(key: Hashable, run: Run) -> Verdict | None:
    if isinstance(key, Size):
        return differs(key.dim, 0)
    if not isinstance(key, tuple) or len(key) != 3 or key[0] not in _COMPARISONS:
        return None
    left, right = (_dim(side, run) for side in key[1:])
    return None if left is None or right is None else _COMPARISONS[key[0]](left, right)


def _dim(side: Hashable, run: Run) -> Dim | None:
    if isinstance(side, tuple) and len(side) == 2 and side[0] == "unknown":
        side = run.refinements.get(side[1])
    if isinstance(side, Size):
        return side.dim
    found = side.value if isinstance(side, Known) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None
