"""Run a program by the interpreter, and read back the variables that it claims to know."""

from __future__ import annotations

from typing import Any

from shapecheck.graph.layer_graph import LayerGraph
from shapecheck.interpreter import builtins_, syntax
from shapecheck.interpreter.frame import Frame, Limits, Raised, Run
from shapecheck.interpreter.interpret import Options
from shapecheck.interpreter.modules import open_module, run_module
from shapecheck.interpreter.program import Program
from shapecheck.interpreter.state import ModuleObject, SetObject
from shapecheck.interpreter.text import plain
from shapecheck.interpreter.values import Ref, Value
from shapecheck.source import SourceFile


def executed(text: str) -> Frame:
    """Run a module and return the frame in which its variables stand.

    Raises Raised where the program does.
    """
    syntax.load()
    builtins_.load()
    source = SourceFile("program.py", text)
    run = Run(Program(source, LayerGraph()), Limits(), Options())
    module = open_module(run, "__main__", source, package=False)
    run_module(run, module)
    found = run.state.objects[module.address]
    assert isinstance(found, ModuleObject)
    return Frame(run, found.scope, module.address, source)


def variables(frame: Frame) -> dict[str, Value]:
    """Return the variables of a module that has run."""
    names = [name for name in frame.run.state.names_in(frame.scope) if not name.startswith("__")]
    return {name: value for name in names if (value := frame.run.state.cell(frame.scope, name)) is not None}


def evaluated(text: str) -> tuple[dict[str, Any], list[str]]:
    """Return the variables of a module that are known plain values, and the names of those that are not."""
    try:
        frame = executed(text)
    except Raised as raised:
        return {"raised": raised.lineage[0]}, []
    known: dict[str, Any] = {}
    lost: list[str] = []
    for name, value in variables(frame).items():
        held = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
        try:
            known[name] = (
                {plain(item, frame) for item in held.items} if isinstance(held, SetObject) else plain(value, frame)
            )
        except ValueError:
            lost.append(name)
    return known, lost
