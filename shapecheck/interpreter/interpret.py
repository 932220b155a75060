"""From a source file to its facts: the module is run, then every entry that nothing in it calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shapecheck.graph.layer_graph import LayerGraph
from shapecheck.interpreter import builtins_, syntax
from shapecheck.interpreter.cases import explore
from shapecheck.interpreter.counting.counted import counted
from shapecheck.interpreter.entries import run_entries
from shapecheck.interpreter.frame import Limits, Raised, Run
from shapecheck.interpreter.modules import open_module, run_module
from shapecheck.interpreter.observation import Observations
from shapecheck.interpreter.options import Options
from shapecheck.interpreter.outcomes import finish, note_raised
from shapecheck.interpreter.program import BlindSpot, Program
from shapecheck.interpreter.project import module_name
from shapecheck.interpreter.state import ModuleObject, State
from shapecheck.interpreter.values import Ref, Value
from shapecheck.source import Site

if TYPE_CHECKING:
    from shapecheck.source import SourceFile

__all__ = ["Options", "interpret"]


def interpret(source: SourceFile, options: Options, limits: Limits | None = None) -> Program:
    """Analyse one file and return its facts.

    Raises SyntaxProblem where the text is not Python.
    """
    syntax.load()
    builtins_.load()
    source.parse()
    run = Run(Program(source, LayerGraph()), limits or Limits(), options)
    if options.observe:
        run.observed = Observations()
    name, package = module_name(source.path)
    title = "__main__" if options.target is None else name
    module = open_module(run, title, source, package=package, dotted=name)
    run.modules[name] = module.address
    outcomes = explore(run, lambda: _run_module(run, module), BlindSpot)
    finish(run, outcomes, _targets_of_module(run, module), 0)
    if outcomes:
        run.state = outcomes[0].state
    found = run.state.objects.get(module.address)
    if isinstance(found, ModuleObject):
        run_entries(run, found, module)
    program = run.program
    program.blind_spots = list({(id(spot.site.node), spot.reason): spot for spot in program.blind_spots}.values())
    if run.observed is not None:
        program.counted = counted(source, run.observed, options.roots)
    program.requirements = list({(item.condition, id(item.site.node)): item for item in program.requirements}.values())
    return program


def _run_module(run: Run, module: Ref) -> Value | None:
    try:
        run_module(run, module)
    except Raised as raised:
        note_raised(raised, run, Site(run.program.source, run.program.source.module))
    return None


def _targets_of_module(run: Run, module: Ref) -> Callable[[State], dict[int, str]]:
    def targets(state: State) -> dict[int, str]:
        found = state.objects.get(module.address)
        if not isinstance(found, ModuleObject):
            return {}
        named: dict[int, str] = {}
        for name in state.names_in(found.scope):
            value = state.cell(found.scope, name)
            if isinstance(value, Ref):
                named.setdefault(value.address, name)
        return named

    return targets
