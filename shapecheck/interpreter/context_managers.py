"""What `with` binds, and which exceptions a context manager keeps to itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.interpreter.keys import dunder
from shapecheck.interpreter.state import InstanceObject
from shapecheck.interpreter.values import Ref, Reference, Unknown, Value, unknown

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["caught_by", "entered"]

_CATCHING = {"pytest.raises", "contextlib.suppress", "assertRaises", "assertRaisesRegex", "assertWarns"}


def entered(manager: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return what `as` binds: what `__enter__` returns."""
    from shapecheck.interpreter.calls import call

    method = dunder(manager, "__enter__", frame)
    if method is not None:
        return call(method, [manager], {}, frame, node)
    found = frame.run.state.objects.get(manager.address) if isinstance(manager, Ref) else None
    if isinstance(found, InstanceObject):
        return manager
    return unknown("what this context manager gives is not known", frame.site(node))


def caught_by(manager: Value, frame: Frame) -> tuple[str, ...] | None:
    """Return the exceptions that a `with` swallows: none, or any (None), as `pytest.raises` does."""
    if isinstance(manager, Unknown) and isinstance(manager.key, tuple) and manager.key[:1] == ("called",):
        callee = manager.key[1]
        path = callee.path if isinstance(callee, Reference) else str(callee)
        if path in _CATCHING or path.rpartition(".")[2] in _CATCHING:
            return None
    return ()
