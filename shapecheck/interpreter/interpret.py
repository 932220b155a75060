"""From a source file to its facts: the module is run, then every entry that nothing in it calls."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from shapecheck.graph.layer_graph import LayerGraph
from shapecheck.interpreter import builtins_, syntax
from shapecheck.interpreter.assumed import zeros
from shapecheck.interpreter.bridge import is_catalogued
from shapecheck.interpreter.cases import explore
from shapecheck.interpreter.counting.counted import counted
from shapecheck.interpreter.entries import run_entries
from shapecheck.interpreter.frame import Limits, Raised, Run
from shapecheck.interpreter.modules import open_module, run_module
from shapecheck.interpreter.observation import Observations
from shapecheck.interpreter.options import Options
from shapecheck.interpreter.outcomes import finish, note_raised
from shapecheck.interpreter.places import place_at, places_of_comments
from shapecheck.interpreter.program import BlindSpot, Program
from shapecheck.interpreter.project import find_module, module_name
from shapecheck.interpreter.revealing import Revealing
from shapecheck.interpreter.sharing import Shared, take
from shapecheck.interpreter.state import ModuleObject, State
from shapecheck.interpreter.values import Ref, Value
from shapecheck.shapes.divisions import knowing
from shapecheck.source import Site

if TYPE_CHECKING:
    from shapecheck.source import SourceFile

__all__ = ["Options", "interpret"]


def interpret(
    source: SourceFile, options: Options, limits: Limits | None = None, shared: Shared | None = None
) -> Program:
    """Analyse one file and return its facts; `shared` are the modules that it has in common with others.

    Raises SyntaxProblem where the text is not Python.
    """
    syntax.load()
    builtins_.load()
    source.parse()
    run = Run(Program(source, LayerGraph(), options=options), limits or Limits(), options)
    if options.observe:
        run.observed = Observations()
    places = places_of_comments(source)
    if options.reveal is not None:
        places = [place_at(source, *options.reveal)]
    if places:
        run.revealing = Revealing(source, places)
    run.shared = shared or Shared()
    run.addresses, run.keys, run.state = run.shared.addresses, run.shared.keys, run.shared.state()
    with knowing(lambda: zeros(run)):
        # what others import was evaluated without being asked about
        module = (None if run.revealing else _shared_module(run)) or _own_module(run)
        found = run.state.objects.get(module.address)
        if isinstance(found, ModuleObject):
            run_entries(run, found, module)
    program = run.program
    program.blind_spots = list({(id(spot.site.node), spot.reason): spot for spot in program.blind_spots}.values())
    if run.observed is not None:
        program.counted = counted(program.source, run.observed, options.roots)
    if run.revealing is not None:
        program.revealed = run.revealing.chosen(program.revealed)
    program.requirements = list({(item.condition, id(item.site.node)): item for item in program.requirements}.values())
    return program


def _shared_module(run: Run) -> Ref | None:
    """Return the file as the module that others import, None where it is not the same to be run and to be imported."""
    source = run.program.source
    path = Path(source.path)
    if "__main__" in source.text or not path.is_file():
        return None
    name, _ = module_name(source.path)
    parts = name.split(".")
    found = None
    for place in (".".join(parts[: length + 1]) for length in range(len(parts))):
        file = find_module(place, run.options.roots, source.path)
        if file is None or is_catalogued(place) or run.shared is None:
            return None
        found = run.shared.module(place, file, run)
    if found is None or found.source.text != source.text or Path(found.source.path).resolve() != path.resolve():
        return None
    if take(name, Path(found.source.path), run) is None:
        return None
    run.program.source = found.source
    run.program.blind_spots.extend(found.blind_spots)
    if found.observed is not None:
        run.observed = found.observed.copy()
    return Ref(found.address)


def _own_module(run: Run) -> Ref:
    """Run the file, with what it makes among its facts."""
    source = run.program.source
    name, package = module_name(source.path)
    title = "__main__" if run.options.target is None else name
    module = open_module(run, title, source, package=package, dotted=name)
    run.modules[name] = module.address
    outcomes = explore(run, lambda: _run_module(run, module), BlindSpot)
    finish(run, outcomes, _targets_of_module(run, module), 0)
    if outcomes:
        run.state = outcomes[0].state
    return module


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
