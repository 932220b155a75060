"""`contextlib.ExitStack` and `closing`: what they are given is called, last first, when they are left."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.exceptions import exception_of
from shapecheck.interpreter.frame import Raised
from shapecheck.interpreter.keys import truth
from shapecheck.interpreter.values import NONE, Builtin, Ref, Value, unknown

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["Callback", "Entry", "Exit", "Overdue", "Stack", "StackObject", "Swallowing", "given_to_exit"]


@dataclass(frozen=True, slots=True)
class Callback:
    """A function that is called when a stack is left, whatever was raised."""

    function: Value
    positional: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Exit:
    """A function that is told what was raised (`__exit__`, bound or with its instance), and may keep it to itself."""

    function: Value
    bound: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Swallowing:
    """The exceptions, by name, that go no further; None for all."""

    names: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Overdue:
    """What a generator may change once more when it goes on to its end."""

    keys: tuple[Hashable, ...]


Entry = Callback | Exit | Swallowing | Overdue


@dataclass(frozen=True, slots=True)
class StackObject:
    """What is to be called at the end, first to last, and what `with ... as` binds where that is not the stack itself."""

    entries: tuple[Entry, ...] = ()
    gives: Value | None = None


def given_to_exit(raised: Raised | None, frame: Frame, node: cst.CSTNode) -> list[Value]:
    """Return the three arguments of `__exit__`."""
    if raised is None:
        return [NONE, NONE, NONE]
    return [Builtin(raised.lineage[0]), exception_of(raised, frame), unknown("a traceback", frame.site(node))]


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack as a context manager."""

    ref: Ref

    def leave(self, raised: Raised | None, frame: Frame, node: cst.CSTNode) -> bool:
        """Call what the stack holds; True where an exception goes no further.

        Raises Raised where a callback does.
        """
        objects = frame.run.state.objects
        found = objects.get(self.ref.address)
        if not isinstance(found, StackObject):
            # anything may be called now: nothing that follows is known
            frame.lost("what this stack of context managers holds is not known", node)
            frame.run.state = frame.run.state.dead()
            return False
        objects[self.ref.address] = StackObject()
        pending = raised
        for entry in reversed(found.entries):
            try:
                if _LEAVING[type(entry)](entry, pending, frame, node):
                    pending = None
            except Raised as further:
                pending = further
            if not frame.run.state.alive:
                return False
        if pending is not None and pending is not raised:
            raise pending
        return raised is not None and pending is None


def _call_back(entry: Callback, raised: Raised | None, frame: Frame, node: cst.CSTNode) -> bool:
    from shapecheck.interpreter.calls import call

    call(entry.function, list(entry.positional), dict(entry.keywords), frame, node)
    return False


def _exit(entry: Exit, raised: Raised | None, frame: Frame, node: cst.CSTNode) -> bool:
    from shapecheck.interpreter.calls import call

    answer = call(entry.function, [*entry.bound, *given_to_exit(raised, frame, node)], {}, frame, node)
    return raised is not None and truth(answer, frame) is True


def _swallow(entry: Swallowing, raised: Raised | None, frame: Frame, node: cst.CSTNode) -> bool:
    return raised is not None and (entry.names is None or not set(entry.names).isdisjoint(raised.lineage))


def _go_on(entry: Overdue, raised: Raised | None, frame: Frame, node: cst.CSTNode) -> bool:
    site = frame.site(node)
    for key in entry.keys:
        frame.run.state.objects[key] = unknown("a generator on a stack of context managers may have changed it", site)
    return False


_LEAVING: dict[type, Callable[[Any, Raised | None, Frame, cst.CSTNode], bool]] = {
    Callback: _call_back,
    Exit: _exit,
    Swallowing: _swallow,
    Overdue: _go_on,
}
