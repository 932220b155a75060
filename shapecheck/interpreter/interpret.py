"""From a source file to its facts: the module is run, then every entry that nothing in it calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import libcst as cst

from shapecheck.graph.layer_graph import LayerGraph
from shapecheck.graph.model import Case, Model
from shapecheck.interpreter import builtins_, syntax
from shapecheck.interpreter.bridge.conversion import forget_names
from shapecheck.interpreter.bridge.snapshot import Snapshots, constructed
from shapecheck.interpreter.calls import call_function
from shapecheck.interpreter.cases import Explored, conditions_of, explore, merged_problems, shared_doubts
from shapecheck.interpreter.counting.counted import counted
from shapecheck.interpreter.frame import Frame, Limits, Raised, Run
from shapecheck.interpreter.methods import lifted
from shapecheck.interpreter.modules import open_module, run_module
from shapecheck.interpreter.observation import Observations
from shapecheck.interpreter.options import Options
from shapecheck.interpreter.program import BlindSpot, Problem, Program
from shapecheck.interpreter.project import module_name
from shapecheck.interpreter.state import DictObject, ModuleObject, State
from shapecheck.interpreter.values import Function, Known, Ref, Tuple, Unknown, Value
from shapecheck.interpreter.walking import names_in
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
    _finish(run, outcomes, _targets_of_module(run, module), 0)
    if outcomes:
        run.state = outcomes[0].state
    found = run.state.objects.get(module.address)
    if isinstance(found, ModuleObject):
        _run_entries(run, found, module)
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
        _note_raised(raised, run, Site(run.program.source, run.program.source.module))
    return None


def _note_raised(raised: Raised, run: Run, otherwise: Site) -> None:
    """Note where an analysis ended early: what the program raises, nobody catches."""
    if raised.lineage[0] != "SystemExit":
        text = f": {raised.value.value}" if isinstance(raised.value, Known) and raised.value.value else ""
        run.program.blind_spots.append(BlindSpot(f"{raised.lineage[0]} is raised here{text}", raised.site or otherwise))


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


def _finish(run: Run, outcomes: list[Explored], targets: Callable[[State], dict[int, str]], after: int) -> None:
    """Turn what an exploration left behind into models and problems of the program."""
    if not outcomes:
        return
    columns: list[list[Model]] = []
    for outcome in outcomes:
        run.state = outcome.state
        snapshots = Snapshots(run, targets(outcome.state))
        addresses = constructed(run, after)
        returned = outcome.value.address if isinstance(outcome.value, Ref) else None
        if returned in addresses:
            addresses.remove(returned)
            addresses.append(returned)
        models = [snapshots.model(address) for address in addresses]
        if returned in addresses and run.options.target is not None:
            models[-1] = replace(models[-1], target=run.options.target)
        columns.append(models)
    run.program.models.extend(_joined(columns, outcomes))
    run.program.problems.extend(merged_problems(outcomes))
    run.program.doubts.extend(shared_doubts(outcomes))


def _joined(columns: list[list[Model]], outcomes: list[Explored]) -> list[Model]:
    """Join the models of several cases: those that agree are one, the others say what they are in each case."""
    if len(columns) == 1:
        return columns[0]
    longest = max(columns, key=len)
    joined: list[Model] = []
    for index, model in enumerate(longest):
        rows = [
            (outcome, column[index])
            for outcome, column in zip(outcomes, columns, strict=True)
            if len(column) == len(longest)
        ]
        cases = tuple(Case(conditions_of(outcome), one.parameters, one.outputs) for outcome, one in rows)
        agree = all(case.parameters == cases[0].parameters and _shapes(case) == _shapes(cases[0]) for case in cases)
        if agree and len(rows) == len(columns):
            joined.append(model)
        else:
            unknown = () if len(rows) == len(columns) else ("it is not made in every case",)
            joined.append(replace(model, cases=cases, unknown=(*model.unknown, *unknown)))
    return joined


def _shapes(case: Case) -> list[Any]:
    return [tensor.shape for _, tensor in case.outputs]


def _run_entries(run: Run, found: ModuleObject, module: Ref) -> None:
    """Analyse the functions of the module that nothing reached, or the one that is the target."""
    base = run.state
    target = run.options.target
    functions = {
        name: value
        for name in base.names_in(found.scope)
        if isinstance(value := base.cell(found.scope, name), Function)
        and value.module == module.address
        and isinstance(value.node, cst.FunctionDef)
    }
    if target is not None:
        function = functions.get(target)
        if function is None:
            run.program.models.sort(key=lambda model: f"{model.target}.".startswith(f"{target}."))
            return
        _run_entry(run, function, base)
        return
    for function in _in_order(functions):
        if id(function.node) not in run.reached:
            _run_entry(run, function, base)


def _in_order(functions: Mapping[str, Function]) -> list[Function]:
    """Put the functions that no other one names first, so that helpers are reached through their callers."""
    inner: set[str] = set()
    for name, function in functions.items():
        inner |= (names_in(function.node.body) & functions.keys()) - {name}
    outer = [function for name, function in functions.items() if name not in inner]
    return [*outer, *(function for name, function in functions.items() if name in inner)]


def _run_entry(run: Run, function: Function, base: State) -> None:
    run.state = base.fork()
    forget_names(run.state)
    after = next(run.addresses)
    outcomes = explore(run, lambda: _call_entry(run, function, placeholders=True), BlindSpot)
    problems = [problem for outcome in outcomes for problem in outcome.problems]
    if problems and _has_placeholders(function):
        outcomes = _without_guesses(run, function, base, outcomes)

    def targets(state: State) -> dict[int, str]:
        return {o.value.address: function.name for o in outcomes if isinstance(o.value, Ref) and o.state is state}

    _finish(run, outcomes, targets, after)
    run.state = base


def _without_guesses(run: Run, function: Function, base: State, outcomes: list[Explored]) -> list[Explored]:
    """Keep the problems that do not rest on a default which only holds a place (`None`, 0, empty)."""
    run.state = base.fork()
    others = explore(run, lambda: _call_entry(run, function, placeholders=False), BlindSpot, keep=False)
    proven = {_place(problem) for outcome in others for problem in outcome.problems}
    return [
        replace(outcome, problems=[problem for problem in outcome.problems if _place(problem) in proven])
        for outcome in outcomes
    ]


def _place(problem: Problem) -> tuple[str, int]:
    return problem.kind, id(problem.site.node)


def _holds_place(value: Value, run: Run) -> bool:
    if isinstance(value, Known):
        return not value.value and value.value is not False
    if isinstance(value, Tuple):
        return not value.items
    found = run.state.objects.get(value.address) if isinstance(value, Ref) else None
    return isinstance(found, DictObject) and not found.entries


def _has_placeholders(function: Function) -> bool:
    return any(
        (isinstance(value, Known) and not value.value and value.value is not False)
        or (isinstance(value, Tuple) and not value.items)
        for _, value in function.defaults
    )


def _call_entry(run: Run, function: Function, *, placeholders: bool) -> Value | None:
    """Call a function with its defaults; parameters without one are unknown, in their own names."""
    module = run.state.objects[function.module]
    assert isinstance(module, ModuleObject)
    frame = Frame(run, module.scope, function.module, module.source)
    parameters = function.node.params
    values: dict[str, Value] = {}
    defaults = dict(function.defaults)
    for item in (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params):
        name = item.name.value
        site = Site(module.source, item)
        if name in run.options.values:
            values[name] = lifted(run.options.values[name], frame)
        elif name not in defaults or (not placeholders and _holds_place(defaults[name], run)):
            key = ("parameter", function.name, name)
            values[name] = Unknown(f"the parameter {name} of {function.name}", site, key, name, entry=True)
        else:
            values[name] = defaults[name]
    first = [values.pop(item.name.value) for item in parameters.posonly_params]
    try:
        return call_function(function, first, values, frame, function.node)
    except Raised as raised:
        _note_raised(raised, run, Site(module.source, function.node))
        return None
