"""Run a program by the interpreter, and read back the variables that it claims to know."""

from __future__ import annotations

from typing import Any

from shapecheck.graph.layer_graph import LayerGraph
from shapecheck.interpreter import builtins_, syntax
from shapecheck.interpreter.attribute_dicts import AttributesObject, entries_of
from shapecheck.interpreter.cases import explore
from shapecheck.interpreter.collections_ import kind_of
from shapecheck.interpreter.frame import Frame, Limits, Raised, Run
from shapecheck.interpreter.interpret import Options
from shapecheck.interpreter.modules import open_module, run_module
from shapecheck.interpreter.program import BlindSpot, Program
from shapecheck.interpreter.state import DictObject, ListObject, ModuleObject, SetObject
from shapecheck.interpreter.values import Known, Ref, Tuple, Value
from shapecheck.source import SourceFile
from tests.interpreter.description import DEEPEST, NotPlain, described

__all__ = ["Evaluated", "evaluated", "executed", "variables"]


class Evaluated:
    """What the interpreter says of a module: descriptions by variable, those it does not know, what was raised."""

    def __init__(self, known: dict[str, Any], lost: list[str], raised: str | None, spots: list[str]) -> None:
        self.known = known
        self.lost = lost
        self.raised = raised
        self.spots = spots


def _opened(text: str, limits: Limits | None = None) -> tuple[Run, Ref]:
    syntax.load()
    builtins_.load()
    source = SourceFile("program.py", text)
    run = Run(Program(source, LayerGraph()), limits or Limits(), Options())
    return run, open_module(run, "__main__", source, package=False)


def _frame(run: Run, module: Ref) -> Frame:
    found = run.state.objects[module.address]
    assert isinstance(found, ModuleObject)
    return Frame(run, found.scope, module.address, found.source)


def executed(text: str) -> Frame:
    """Run a module and return the frame in which its variables stand.

    Raises Raised where the program does.
    """
    run, module = _opened(text)
    run_module(run, module)
    return _frame(run, module)


def variables(frame: Frame) -> dict[str, Value]:
    """Return the variables of a module that has run."""
    names = [name for name in frame.run.state.names_in(frame.scope) if name.isidentifier() and name[:2] != "__"]
    return {name: value for name in names if (value := frame.run.state.cell(frame.scope, name)) is not None}


def evaluated(text: str, limits: Limits | None = None) -> Evaluated:
    """Return what the interpreter knows at the end of a module."""
    run, module = _opened(text, limits)
    raised: list[str] = []

    def analyse() -> None:
        try:
            run_module(run, module)
        except Raised as error:
            raised.append(error.lineage[0])

    (outcome,) = explore(run, analyse, BlindSpot)
    run.state = outcome.state
    spots = [spot.reason for spot in run.program.blind_spots]
    if not run.state.alive:
        return Evaluated({}, [], raised[0] if raised else None, spots)
    frame = _frame(run, module)
    known: dict[str, Any] = {}
    lost: list[str] = []
    for name, value in variables(frame).items():
        try:
            known[name] = _described(value, frame)
        except NotPlain:
            lost.append(name)
    return Evaluated(known, lost, raised[0] if raised else None, spots)


def _described(value: Value, frame: Frame, depth: int = 0) -> Any:
    if depth > DEEPEST:
        raise NotPlain
    if isinstance(value, Known):
        return described(value.value, depth)
    state = frame.run.state
    if isinstance(value, Tuple):
        kind = "tuple" if value.cls is None else state.objects[value.cls].name
        return kind, tuple(_described(item, frame, depth + 1) for item in value.items)
    found = state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, ListObject) and found.kind in ("list", "deque"):
        return found.kind, tuple(_described(item, frame, depth + 1) for item in found.items)
    if isinstance(found, SetObject):
        kind = "frozenset" if found.frozen else "set"
        return kind, tuple(sorted((_described(item, frame, depth + 1) for item in found.items), key=repr))
    if isinstance(found, AttributesObject):
        found = entries_of(found, frame)
    if isinstance(found, DictObject):
        entries = (
            (_described(key, frame, depth + 1), _described(item, frame, depth + 1))
            for key, item in found.entries.items()
        )
        return kind_of(found), tuple(entries)
    raise NotPlain
