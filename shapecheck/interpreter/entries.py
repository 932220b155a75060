"""Entries: the functions, classes and methods of a module that nothing in it calls."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace

import libcst as cst

from shapecheck.interpreter import bridge
from shapecheck.interpreter.bridge.conversion import forget_names
from shapecheck.interpreter.calls import call, call_function
from shapecheck.interpreter.cases import Explored, explore
from shapecheck.interpreter.class_attributes import class_attribute
from shapecheck.interpreter.classes import instantiate, is_a
from shapecheck.interpreter.frame import Frame, Raised, Run
from shapecheck.interpreter.inference import inferred
from shapecheck.interpreter.outcomes import finish, note_raised
from shapecheck.interpreter.program import BlindSpot, Problem
from shapecheck.interpreter.receivers import beginning, forget_changed, living, unlist
from shapecheck.interpreter.state import ClassObject, LayerObject, ModuleObject, State
from shapecheck.interpreter.supply import Supply, parameters_of
from shapecheck.interpreter.values import Bound, Function, Ref, Value, unknown
from shapecheck.interpreter.walking import names_in
from shapecheck.source import Site

__all__ = ["run_entries"]

_KERAS_OWN = frozenset(
    """get_config from_config get_build_config build_from_config get_compile_config compile_from_config build call
    compute_output_shape compute_output_spec compute_mask save_own_variables load_own_variables quantize""".split()
)
"""Methods that Keras calls itself: on a layer's first call, or when it is saved and loaded."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A function, class or method to be analysed: its TARGET, its functions, and how it is run.

    `functions` are those that it supplies with arguments, with the number of parameters that are bound already;
    it is not analysed where all of them were reached.
    """

    name: str
    functions: tuple[tuple[Function, int], ...]
    analyse: Callable[[Supply], Value | None]
    site: Site
    inputs: Function | None = None

    def reached(self, run: Run) -> bool:
        """Tell whether all of it was evaluated already."""
        return all(id(function.node) in run.reached for function, _ in self.functions)


def run_entries(run: Run, found: ModuleObject, module: Ref) -> None:
    """Analyse the entries of a module that nothing reached, or the one that is the target."""
    base = run.state
    run.entered = True
    target = run.options.target
    if target is not None:
        outer = target.partition(".")[0]
        value = base.cell(found.scope, outer)
        entries = [entry for entry in _entries(value, outer, module, run) if entry.name == target]
        for entry in entries:
            _run_entry(run, entry, base)
        if not entries:
            run.program.models.sort(key=lambda model: f"{model.target}.".startswith(f"{target}."))
        return
    for name, value in _in_order(found, module, base):
        for entry in _entries(value, name, module, run):
            if not entry.reached(run):
                _run_entry(run, entry, base)
        run.state = base


def _in_order(found: ModuleObject, module: Ref, state: State) -> list[tuple[str, Value]]:
    """Put definitions before those that they name, so that helpers are reached through their users."""
    bodies: dict[str, tuple[Value, cst.CSTNode]] = {}
    for name in state.names_in(found.scope):
        value = state.cell(found.scope, name)
        held = state.objects.get(value.address) if isinstance(value, Ref) else None
        if isinstance(value, Function) and value.module == module.address and isinstance(value.node, cst.FunctionDef):
            bodies[name] = value, value.node.body
        elif isinstance(held, ClassObject) and held.module == module.address and held.site is not None:
            bodies[name] = value, held.site.node  # type: ignore[assignment]
    named = {name: (names_in(body) & bodies.keys()) - {name} for name, (_, body) in bodies.items()}
    users = Counter(inner for names in named.values() for inner in names)
    ready = deque(name for name in named if not users[name])
    left = dict.fromkeys(named)
    ordered: list[tuple[str, Value]] = []
    while left:
        # of those that name each other in a circle, the one that is written first
        name = ready.popleft() if ready else next(iter(left))
        if name not in left:
            continue
        del left[name]
        ordered.append((name, bodies[name][0]))
        users.subtract(named[name])
        ready.extend(inner for inner in sorted(named[name]) if not users[inner])
    return ordered


def _entries(value: Value | None, name: str, module: Ref, run: Run) -> Iterator[Entry]:
    """Yield the entries of a definition: a function, or a class and those of its methods that nothing reached."""
    found = run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(value, Function) and value.module == module.address and isinstance(value.node, cst.FunctionDef):
        yield Entry(name, ((value, 0),), _function_run(run, value), Site(run.program.source, value.node))
    if isinstance(found, ClassObject) and isinstance(value, Ref) and _is_made(value, run):
        yield from _class_entries(value, found, run)


def _is_made(cls: Ref, run: Run) -> bool:
    """Tell whether instances of a class are made by calling it with arguments of its own."""
    frame = Frame(run, 0, 0, run.program.source)
    named = (
        "typing.NamedTuple",
        "enum.Enum",
        "enum.IntEnum",
        "enum.StrEnum",
        "enum.Flag",
        "Exception",
        "typing.Protocol",
    )
    return not any(is_a(cls, path, frame) for path in named)


def _function_run(run: Run, function: Function) -> Callable[[Supply], Value | None]:
    def analyse(supply: Supply) -> Value | None:
        positional, keywords = supply.arguments(function)
        return call_function(function, positional, keywords, _frame(run, function.module), function.node)

    return analyse


def _frame(run: Run, module: int) -> Frame:
    found = run.state.objects[module]
    assert isinstance(found, ModuleObject)
    return Frame(run, found.scope, module, found.source)


def _class_entries(cls: Ref, definition: ClassObject, run: Run) -> Iterator[Entry]:
    frame = _frame(run, definition.module)
    library = bridge.library_base(definition) is not None
    assert definition.site is not None
    node = definition.site.node
    initializer = class_attribute(definition, "__init__", frame)
    forward = class_attribute(definition, "call", frame) if library else None
    functions = [(each, 1) for each in (initializer, forward) if isinstance(each, Function)]
    made = tuple(functions[: isinstance(initializer, Function)])

    def make(supply: Supply) -> Value:
        if made:
            positional, keywords = supply.arguments(made[0][0], skip=1)
            return instantiate(cls, definition, positional, keywords, _frame(run, definition.module), node)
        problems = run.program.problems
        before = len(problems)
        instance = instantiate(cls, definition, [], {}, _frame(run, definition.module), node)
        if all(one.kind != "missing-argument" or one.site.node is not node for one in problems[before:]):
            return instance
        # the constructor of a class of Keras's wants arguments, and nobody says which
        del problems[before:]
        return unknown("the arguments of its constructor are not known", Site(run.program.source, node))

    def whole(supply: Supply) -> Value:
        instance = make(supply)
        found = run.state.objects.get(instance.address) if isinstance(instance, Ref) else None
        if isinstance(found, LayerObject) and isinstance(instance, Ref) and isinstance(forward, Function):
            if found.model is None or found.model.kind == "subclassed":
                positional, keywords = supply.arguments(forward, skip=1, inputs=definition.name)
                first = next(iter(name for name, _ in parameters_of(forward, 1)), None)
                if not positional and first in keywords:
                    positional = [keywords.pop(first)]
                bridge.call_layer(instance, positional, keywords, _frame(run, definition.module), node)
        return instance

    if functions:
        yield Entry(
            definition.name,
            tuple(functions),
            whole,
            definition.site,
            forward if isinstance(forward, Function) else None,
        )
    for name in definition.names:
        method = run.state.cell(cls.address, name)
        if not isinstance(method, Function) or not isinstance(method.node, cst.FunctionDef):
            continue
        special = name.startswith("__") and name != "__call__"
        if special or (library and name in _KERAS_OWN) or method.kind == "property" or name.endswith(".setter"):
            continue
        title = f"{definition.name}.{name}"
        place = Site(_frame(run, method.module).source, method.node)
        yield Entry(title, ((method, 1),), _method_run(run, cls, definition, method, make), place)


def _method_run(
    run: Run, cls: Ref, definition: ClassObject, method: Function, make: Callable[[Supply], Value]
) -> Callable[[Supply], Value | None]:
    def analyse(supply: Supply) -> Value | None:
        frame = _frame(run, method.module)
        if method.kind == "staticmethod":
            positional, keywords = supply.arguments(method)
            return call_function(method, positional, keywords, frame, method.node)
        receiver: Value = cls
        if method.kind != "classmethod":
            one = living(cls, definition, run)
            if one is not None:
                receiver, initial = one, beginning(definition, frame)
            else:
                before, run.reached = run.reached, set()
                after = next(run.addresses)
                try:
                    receiver = make(supply)
                finally:
                    initial, run.reached = run.reached, before | run.reached
                if run.options.target is None:
                    unlist(after, run)
            if not run.state.alive:
                return None
            forget_changed(receiver, initial, frame)
        positional, keywords = supply.arguments(method, skip=1)
        return call(Bound(method, receiver), positional, keywords, frame, method.node)

    return analyse


def _run_entry(run: Run, entry: Entry, base: State) -> None:
    with nullcontext() if run.revealing is not None else _names_of_its_own(run):
        _explored_entry(run, entry, base)


@contextmanager
def _names_of_its_own(run: Run) -> Iterator[None]:
    """Let an entry name its symbols as its source does: what other entries call so is in none of its formulas."""
    program = run.program
    outer = program.symbols, run.numbered, program.requirements, run.refinements, run.refined_tensors, run.shaped
    program.symbols, run.numbered, program.requirements = dict(program.symbols), {}, list(program.requirements)
    run.refinements, run.refined_tensors, run.shaped = dict(run.refinements), dict(run.refined_tensors), {}
    try:
        yield
    finally:
        program.symbols, run.numbered, program.requirements, run.refinements, run.refined_tensors, run.shaped = outer


def _explored_entry(run: Run, entry: Entry, base: State) -> None:
    run.state = base.fork()
    forget_names(run.state)
    begin = run.state
    after = next(run.addresses)

    def explored(supply: Supply, *, keep: bool = True) -> list[Explored]:
        run.state, run.supply = begin.fork(), supply
        try:
            return explore(run, lambda: _analysed(run, entry, supply), BlindSpot, keep=keep)
        finally:
            run.supply = None

    outcomes, supposed = inferred(run, entry.functions, entry.inputs, explored)
    if any(outcome.problems for outcome in outcomes):
        others = explored(Supply(run, placeholders=False, supposed=supposed), keep=False)
        proven = {_place(problem) for outcome in others for problem in outcome.problems}
        outcomes = [
            replace(outcome, problems=[problem for problem in outcome.problems if _place(problem) in proven])
            for outcome in outcomes
        ]
    if any(outcome.doubts for outcome in outcomes):
        # no warning rests on a default that nobody passed
        others = explored(Supply(run, placeholders=False, supposed=supposed, defaults=False), keep=False)
        proven = {_place(doubt) for outcome in others for doubt in outcome.doubts}
        outcomes = [
            replace(outcome, doubts=[doubt for doubt in outcome.doubts if _place(doubt) in proven])
            for outcome in outcomes
        ]

    def targets(state: State) -> dict[int, str]:
        return {o.value.address: entry.name for o in outcomes if isinstance(o.value, Ref) and o.state is state}

    finish(run, outcomes, targets, after)
    run.state = base


def _analysed(run: Run, entry: Entry, supply: Supply) -> Value | None:
    try:
        return entry.analyse(supply)
    except Raised as raised:
        note_raised(raised, run, entry.site)
        return None


def _place(problem: Problem) -> tuple[str, int]:
    return problem.kind, id(problem.site.node)
