"""What `with` binds, what runs when it is left, and which exceptions it keeps to itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapecheck.interpreter.exceptions import lineage
from shapecheck.interpreter.exit_stacks import Stack, StackObject, given_to_exit
from shapecheck.interpreter.generators import Generator
from shapecheck.interpreter.keys import dunder, truth
from shapecheck.interpreter.state import InstanceObject
from shapecheck.interpreter.values import NONE, Builtin, Partial, Ref, Reference, Unknown, Value, unknown

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame, Raised

__all__ = ["Manager", "entered", "opened"]

_CATCHING = {
    "pytest.raises", "pytest.RaisesGroup", "contextlib.suppress", "assertRaises", "assertRaisesRegex",
    "assertRaisesRegexp",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manager:
    """An instance whose class has an `__exit__`."""

    instance: Value
    method: Value

    def leave(self, raised: Raised | None, frame: Frame, node: cst.CSTNode) -> bool:
        """Call `__exit__`; True where it keeps the exception to itself."""
        from shapecheck.interpreter.calls import call

        answer = call(self.method, [self.instance, *given_to_exit(raised, frame, node)], {}, frame, node)
        return raised is not None and truth(answer, frame) is True


def opened(value: Value, frame: Frame) -> Manager | Stack | Generator | tuple[str, ...] | None:
    """Return how a context manager works: by its `__exit__`, as a generator, or by the exceptions that it swallows.

    Those are by name: none, or any (None), as `pytest.raises` does.
    """
    method = dunder(value, "__exit__", frame)
    if method is not None:
        return Manager(value, method)
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, Generator):
        return found
    if isinstance(found, StackObject) and isinstance(value, Ref):
        return Stack(value)
    if isinstance(value, Partial) and value.function == Builtin("contextlib.suppress"):
        return tuple(lineage(cls, frame)[0] for cls in value.arguments)
    if isinstance(value, Unknown) and isinstance(value.key, tuple) and value.key[:1] == ("called",):
        callee = value.key[1]
        path = callee.path if isinstance(callee, Reference) else str(callee)
        if path in _CATCHING or path.rpartition(".")[2] in _CATCHING:
            return None
    return ()


def entered(manager: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return what `as` binds: what `__enter__` returns."""
    from shapecheck.interpreter.calls import call

    method = dunder(manager, "__enter__", frame)
    if method is not None:
        return call(method, [manager], {}, frame, node)
    if isinstance(manager, Partial) and manager.function == Builtin("contextlib.nullcontext"):
        return manager.arguments[0] if manager.arguments else NONE
    found = frame.run.state.objects.get(manager.address) if isinstance(manager, Ref) else None
    if isinstance(found, StackObject) and found.gives is not None:
        return found.gives
    if isinstance(found, InstanceObject | StackObject):
        return manager
    return unknown("what this context manager gives is not known", frame.site(node))
