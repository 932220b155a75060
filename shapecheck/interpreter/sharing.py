"""Modules of the user's that many files of one run import: each is evaluated once, and its state is shared.

A module is evaluated in a run of its own, over a layer that holds what finished modules made; what it makes joins that
layer, and nobody writes there. What it writes to other modules is noted as a `change`, and made again in each file that
imports it. A file takes a module as it is only where its evaluation there would have come to the same; otherwise the
file evaluates it anew.
"""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from shapecheck.graph.layer_graph import LayerGraph
from shapecheck.interpreter.frame import LimitReached, Raised, Run, Split, TooDeep
from shapecheck.interpreter.objects import Objects
from shapecheck.interpreter.observation import Observations
from shapecheck.interpreter.options import Options
from shapecheck.interpreter.parses import parsed
from shapecheck.interpreter.program import BlindSpot, Program
from shapecheck.interpreter.state import LayerObject, State
from shapecheck.source import SourceFile, SyntaxProblem

__all__ = ["Shared", "SharedModule", "note_read", "note_unfinished", "take"]

_ABSENT = object()


class _Layer(dict[Hashable, Any]):
    """What finished modules made, and the keys of the cells of each scope, class and instance."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: dict[int, list[Hashable]] = {}

    def put(self, content: Mapping[Hashable, Any]) -> None:
        for key, value in content.items():
            self[key] = value
            if isinstance(key, tuple):
                self.cells.setdefault(key[0], []).append(key)


@dataclass(slots=True, eq=False)
class SharedModule:
    """A module as its evaluation left it.

    `reads` are the modules whose values it may hold, `parents` the packages that were run before it. `changes` are what
    it wrote elsewhere, as it was before and after; `seen` what others had changed when its evaluation began. `began` and
    `finished` put the evaluations in order. It is not
    `usable` where its evaluation left facts behind that belong to one file, or did not end; None while it is at work.
    It is `spoiled` where it holds what another run would not, `reached` and `abstract` are as those of a Run.
    """

    name: str
    source: SourceFile
    address: int = 0
    usable: bool | None = None
    spoiled: bool = False
    began: int = 0
    finished: int = 0
    reads: dict[SharedModule, None] = field(default_factory=dict)
    parents: dict[SharedModule, None] = field(default_factory=dict)
    changes: dict[Hashable, tuple[Any, Any]] = field(default_factory=dict)
    seen: dict[Hashable, Any] = field(default_factory=dict)
    reached: set[int] = field(default_factory=set)
    abstract: set[int] = field(default_factory=set)
    blind_spots: list[BlindSpot] = field(default_factory=list)
    observed: Observations | None = None


@dataclass(slots=True, eq=False)
class Shared:
    """The modules of one run over many files, and what they made; addresses and keys are unique in it."""

    layer: _Layer = field(default_factory=_Layer)
    owners: dict[Hashable, SharedModule] = field(default_factory=dict)
    modules: dict[tuple[Hashable, str, str], SharedModule | None] = field(default_factory=dict)
    working: dict[int, SharedModule] = field(default_factory=dict)
    addresses: Iterator[int] = field(default_factory=lambda: count(1))
    keys: Iterator[int] = field(default_factory=lambda: count(1))
    order: Iterator[int] = field(default_factory=lambda: count(1))

    def state(self) -> State:
        """Return a state over what the modules made."""
        return State(Objects((self.layer,)))

    def module(self, name: str, path: Path, run: Run) -> SharedModule | None:
        """Return a module, evaluated now if it was not before; None where it cannot be read.

        The time that it takes is not counted as the run's own.
        """
        options = _of_modules(run.options)
        key = options, name, str(path)
        if key not in self.modules:
            began = time.monotonic()
            try:
                self.modules[key] = made = SharedModule(name, parsed(str(path), path.stat().st_mtime_ns))
            except (OSError, SyntaxProblem):
                self.modules[key] = None
                return None
            folder = path.parent.parent if path.name == "__init__.py" else path.parent
            parent = self.modules.get((options, name.rpartition(".")[0], str(folder / "__init__.py")))
            if parent is not None:
                made.parents[parent] = None
            outermost = not self.working
            self._evaluate(made, path, run)
            if outermost:
                _spread(each for each in self.modules.values() if each is not None)
            run.started += time.monotonic() - began
        return self.modules[key]

    def _evaluate(self, module: SharedModule, path: Path, run: Run) -> None:
        """Evaluate a module over what is finished, and over what those have made that are at work on importing it."""
        from shapecheck.interpreter.modules import open_module, run_module

        options = replace(run.options, target=None, values={}, inputs={}, budget={})
        under = {} if run.shared_module is None else _made(run)
        inner = Run(Program(module.source, LayerGraph()), run.limits, options, State(Objects((under, self.layer))))
        inner.addresses, inner.keys, inner.shared, inner.shared_module = self.addresses, self.keys, self, module
        inner.splitting = True
        inner.observed = module.observed = Observations() if options.observe else None
        inner.modules = {} if run.shared_module is None else dict(run.modules)
        module.began = next(self.order)
        module.seen = {key: value for key, value in under.items() if key in self.layer}
        opened = open_module(inner, module.name, module.source, package=path.name == "__init__.py")
        module.address = opened.address
        inner.modules[module.name] = opened.address
        self.working[module.address] = module
        try:
            run_module(inner, opened)
            whole = not module.spoiled and _is_plain(inner)
        except (Raised, Split, LimitReached, RecursionError, TooDeep):
            whole = False
        del self.working[module.address]
        module.finished = next(self.order)
        module.reached, module.abstract = inner.reached, inner.abstract
        module.blind_spots = inner.program.blind_spots
        module.usable = whole
        if whole:
            self._publish(module, inner, under)

    def _publish(self, module: SharedModule, run: Run, under: Mapping[Hashable, Any]) -> None:
        """Put what a module made into the layer, and note what it wrote elsewhere."""
        made: dict[Hashable, Any] = {}
        for key, value in dict.items(run.state.objects):
            owner = _owner(key)
            if isinstance(owner, int) and owner not in self.layer and owner not in under:
                made[key] = value
            elif run.taken.get(key, _ABSENT) is not value:
                before = run.taken.get(key, under.get(key, self.layer.get(key, _ABSENT)))
                if before is not value:
                    module.changes[key] = before, value
        self.layer.put(made)
        self.owners.update((key, module) for key in made if isinstance(key, int))


def _of_modules(options: Options) -> Hashable:
    """Return what of the options the evaluation of a module depends on."""
    shapes = tuple(sorted((name, repr(shape)) for name, shape in options.shapes.items()))
    return options.roots, shapes, options.image_data_format, options.keras_version, options.observe


def _owner(key: Hashable) -> Hashable:
    return key[0] if isinstance(key, tuple) else key


def _made(run: Run) -> dict[Hashable, Any]:
    """Return what a module that is at work has made, and those that wait for it."""
    objects = run.state.objects
    return {**objects.layers[0], **objects}


def _is_plain(run: Run) -> bool:
    """Tell whether an evaluation left nothing behind but its state: no facts of models, no assumption."""
    program, state = run.program, run.state
    facts = (program.problems, program.doubts, program.trainings, program.requirements, program.statements)
    if not state.alive or state.path or any(facts) or program.calls or program.symbols or run.refinements:
        return False
    return not any(isinstance(held, LayerObject) and held.model is not None for held in dict.values(state.objects))


def _spread(modules: Iterable[SharedModule]) -> None:
    """Settle that a module is not usable that may hold values of one that is not."""
    readers: dict[SharedModule, list[SharedModule]] = {}
    waiting = []
    for module in modules:
        for other in module.reads:
            readers.setdefault(other, []).append(module)
        if not module.usable:
            waiting.append(module)
    while waiting:
        for reader in readers.get(waiting.pop(), ()):
            if reader.usable:
                reader.usable = False
                waiting.append(reader)


def take(name: str, path: Path, run: Run) -> SharedModule | None:
    """Bring a shared module into a run, with all that comes with it; None where the run has to evaluate it itself."""
    shared = run.shared
    found = None if shared is None else shared.module(name, path, run)
    return found if found is not None and shared is not None and _admit(found, run, shared) else None


def note_read(address: int, run: Run) -> None:
    """Note that the module at work, if it is a shared one, may hold values of another module from now on."""
    if run.shared is not None and run.shared_module is not None:
        other = run.shared.working.get(address) or run.shared.owners.get(address)
        if other is None:
            run.shared_module.spoiled = True
        else:
            run.shared_module.reads[other] = None


def note_unfinished(address: int, run: Run) -> None:
    """Note that the module at work misses what another one, which waits for it, has not bound yet."""
    if run.shared is not None and run.shared_module is not None and address in run.shared.working:
        run.shared_module.spoiled = True


def _admit(module: SharedModule, run: Run, shared: Shared) -> bool:
    """Bring a module and what it reads into a run, unless its evaluation would come to something else there."""
    if module.usable is None:
        run.modules[module.name] = module.address
        return True
    if not module.usable:
        return False
    below = _below(module, run)
    if below is None or any(run.modules.get(each.name, each.address) != each.address for each in below):
        return False
    fresh = [each for each in below if each.name not in run.modules]
    objects = run.state.objects
    foreign = {_owner(key) for key in objects if _owner(key) in shared.layer and not _is_taken(key, run)}
    if foreign and any(shared.owners.get(owner) in below for owner in foreign):
        return False
    changed = _changed(fresh, objects, shared)
    if changed is None:
        return False
    objects.put(changed)
    run.taken.update(changed)
    for each in fresh:
        run.modules[each.name] = each.address
        run.reached |= each.reached
        run.abstract |= each.abstract
    return True


def _changed(modules: Iterable[SharedModule], objects: Objects, shared: Shared) -> dict[Hashable, Any] | None:
    """Return what modules that come into a run change elsewhere; None where they would not find there what they found.

    What a module wrote to one that waited for it is part of that one.
    """
    changed: dict[Hashable, Any] = {}
    steps = sorted(((step, each) for each in modules for step in (each.began, each.finished)), key=lambda one: one[0])
    for step, each in steps:
        if step == each.began:
            if any(changed.get(key, objects.get(key)) is not value for key, value in each.seen.items()):
                return None
            continue
        for key, (before, after) in each.changes.items():
            owner = shared.owners.get(_owner(key))
            if owner is not None and owner.finished > each.finished:
                continue
            if changed.get(key, objects.get(key, _ABSENT)) is not before:
                return None
            changed[key] = after
    return changed


def _is_taken(key: Hashable, run: Run) -> bool:
    return run.taken.get(key, _ABSENT) is run.state.objects[key]


def _below(module: SharedModule, run: Run) -> set[SharedModule] | None:
    """Return a module, all whose values it may hold, and the packages that are run with these, as far as finished.

    None where such a package is not usable, and the run has to evaluate it first.
    """
    found = {module}
    waiting = [module]
    while waiting:
        each = waiting.pop()
        above = [parent for parent in each.parents if parent.name not in run.modules and parent.usable is not None]
        if run.shared_module is None and not all(parent.usable for parent in above):
            return None
        for other in (*each.reads, *(parent for parent in above if parent.usable)):
            if other not in found and other.usable is not None:
                found.add(other)
                waiting.append(other)
    return found
