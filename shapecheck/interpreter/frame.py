"""Where an execution stands: Run (one an analysis), Frame (one a call), Limits."""

from __future__ import annotations

import builtins
import time
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.evidence import Evidence
from shapecheck.interpreter.program import BlindSpot, Condition, Origin, Problem, Program, Requirement
from shapecheck.interpreter.state import DictObject, ListObject, ScopeObject, SetObject, State
from shapecheck.interpreter.values import Array, Known, Ref, Unknown, Value, unknown
from shapecheck.shapes.dims import Symbol, safe_name, symbols_of
from shapecheck.shapes.tensor import Tensor
from shapecheck.source import Site, SourceFile

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.graph.call import LayerCall
    from shapecheck.interpreter.observation import Observations
    from shapecheck.interpreter.options import Options
    from shapecheck.interpreter.revealing import Revealing
    from shapecheck.interpreter.sharing import Shared, SharedModule
    from shapecheck.interpreter.supply import Supply

__all__ = [
    "Decision",
    "Endless",
    "Frame",
    "Handler",
    "LimitReached",
    "Limits",
    "Loop",
    "Raised",
    "Run",
    "Split",
    "TooDeep",
    "Unrepeatable",
    "raising",
]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one analysis; reaching one is a blind spot, never a crash."""

    depth: int = 80
    recursion: int = 4
    forks: int = 300
    forks_of_file: int = 1_200
    steps: int = 3_000_000
    unrolling: int = 10_000
    unknown_loops: int = 200
    items: int = 100_000
    turns: int = 60_000
    growth: int = 2_000
    weight: int = 10_000_000
    bits: int = 4_096
    seconds: float = 20.0
    cases: int = 8


_LIGHT = 100
"""Containers of fewer items are not weighed."""


class LimitReached(Exception):
    """Raised where an analysis would take too long; the text is the reason."""


class Endless(Exception):
    """Raised in a generator that gives more items than can be taken at once, or some that are not known."""


class TooDeep(Exception):
    """Raised where a function calls itself deeper than can be followed, on its way to the outermost of its calls."""

    def __init__(self, function: int) -> None:
        super().__init__("calls are nested too deep")
        self.function = function


class Raised(Exception):
    """A Python exception of the analysed program on its way to a handler.

    `lineage` names its class and the classes above it. `explicit` tells a `raise` of the user's from an error
    that Python or Keras raises.
    """

    def __init__(
        self, lineage: tuple[str, ...], value: Value | None = None, *, explicit: bool = False, site: Site | None = None
    ) -> None:
        super().__init__(lineage[0])
        self.lineage = lineage
        self.value = value
        self.explicit = explicit
        self.site = site


def raising(name: str, message: str = "", site: Site | None = None) -> Raised:
    """Return an error that Python itself raises, by the name of its built-in class."""
    cls = getattr(builtins, name)
    return Raised(tuple(base.__name__ for base in cls.__mro__), Known(message), site=site)


class Split(Exception):
    """Raised where both outcomes of an entry's test matter: the entry is analysed once for each."""

    def __init__(self, decision: Decision) -> None:
        super().__init__("both outcomes matter")
        self.decision = decision


class Unrepeatable(Exception):
    """Raised where one turn of a loop cannot stand for all: a test in it may turn out one way now, another way then."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One undecided test: its key, its node as written, where it stands, and which way is taken.

    `entry` tells that it reads nothing unknown but parameters of an entry, the command line or the environment.
    """

    key: Hashable
    test: cst.BaseExpression
    site: Site
    holds: bool
    entry: bool

    def condition(self) -> Condition:
        """Return the test as text, its line, and which way it went."""
        text = self.site.source.module.code_for_node(self.test).strip()
        return Condition(text, self.site.line, self.holds)


@dataclass(slots=True, eq=False, repr=False)
class Run:
    """One analysis of one file: what it shares among all frames.

    `state` is the present state. `forced` settles tests of an entry, by key, for one exploration of it, of `decided` ones;
    `conditions` are the undecided tests on the way here; `handlers` the open ones, innermost last; `reached` the
    functions that were called, by the id of their node, `abstract` those that are so declared. `observed` is there
    where calls are counted, `revealing` where something is asked about; `evidence` is what uses say of the inputs of entries. `refinements` is what uses have made of
    unknown values. `supply` is that of the entry at work, None in a module; `opened` is the call, by the id of its node,
    to which the entry's caller may add arguments, `open` the `**kwargs` that hold those. `refined_tensors` are the
    tensors of unknown rank that have a shape by now, `shaped` those that had one on some way. `shared` are the modules
    that files of one command have in common, `shared_module` the one of them that is evaluated here, `taken` what those
    that came into this run have changed elsewhere. `weight` is what is held in memory, `overlong` are the loops that
    were too long once.
    `indices` count the turns of the loops at work of which one turn stands for all, `repeated` are the
    calls, by their keys, that such a turn makes.
    `entered` tells that the file itself has been run, and its entries are: what was done before is not known.
    """

    program: Program
    limits: Limits
    options: Options
    state: State = field(default_factory=State)
    forced: dict[Hashable, bool] = field(default_factory=dict)
    decided: tuple[Decision, ...] = ()
    splitting: bool = False
    trail: tuple[Site, ...] = ()
    handlers: list[Handler] = field(default_factory=list)
    reached: set[int] = field(default_factory=set)
    abstract: set[int] = field(default_factory=set)
    modules: dict[str, int] = field(default_factory=dict)
    refined_tensors: dict[int | None, Tensor] = field(default_factory=dict)
    shaped: dict[tuple[int | None, int], Tensor] = field(default_factory=dict)
    conditions: list[Decision] = field(default_factory=list)
    refinements: dict[Hashable, Value] = field(default_factory=dict)
    numbered: dict[str, int] = field(default_factory=dict)
    forks: int = 0
    forks_of_file: int = 0
    active: dict[int, int] = field(default_factory=dict)
    importing: int = 0
    repeating: int = 0
    tracing: int = 0
    entered: bool = False
    steps: int = 0
    turns: int = 0
    unknown_loops: int = 0
    weight: int = 0
    comparing: int = 0
    overlong: set[int] = field(default_factory=set)
    indices: frozenset[Symbol] = frozenset()
    repeated: set[int] = field(default_factory=set)
    depth: int = 0
    observed: Observations | None = None
    revealing: Revealing | None = None
    evidence: Evidence = field(default_factory=Evidence)
    supply: Supply | None = None
    opened: int = 0
    open: set[Value] = field(default_factory=set)
    started: float = field(default_factory=time.monotonic)
    addresses: Iterator[int] = field(default_factory=lambda: count(1))
    keys: Iterator[int] = field(default_factory=lambda: count(1))
    shared: Shared | None = None
    shared_module: SharedModule | None = None
    taken: dict[Hashable, Any] = field(default_factory=dict)

    @property
    def supposing(self) -> bool:
        """Tell whether an entry is evaluated for the count of calls alone, on inputs that are supposed."""
        return self.observed is not None and self.observed.supposing

    @property
    def undoubted(self) -> bool:
        """Tell whether no undecided test led here."""
        return not self.conditions and not self.forced

    def step(self) -> None:
        """Count one evaluation.

        Raises LimitReached past the bounds on steps or seconds.
        """
        self.steps += 1
        if self.steps & 1023 == 0:
            if self.steps > self.limits.steps:
                raise LimitReached(f"more than {self.limits.steps:,} evaluations")
            if time.monotonic() - self.started > self.limits.seconds:
                self.program.hurried = True
                raise LimitReached(f"more than {self.limits.seconds:g} seconds")

    def fork(self) -> None:
        """Count one undecided test.

        Raises LimitReached past the bounds on an entry's, or all of a file's.
        """
        self.forks += 1
        self.forks_of_file += 1
        if self.forks > self.limits.forks or self.forks_of_file > self.limits.forks_of_file:
            raise LimitReached("too many tests that are not decided")

    def turn(self) -> bool:
        """Count one turn of a loop over what is known; False past the bound on all loops of a file."""
        self.turns += 1
        return self.turns <= self.limits.turns

    def weigh(self, count: int) -> None:
        """Count what is held in memory: items of containers, and words of long texts.

        Raises LimitReached past the bound.
        """
        self.weight += count
        if self.weight > self.limits.weight:
            raise LimitReached(f"more than {self.limits.weight:,} items are held")

    def new(self, value: Any) -> Ref:
        """Put an object into the state and return its reference.

        Raises LimitReached past the bound on memory.
        """
        if isinstance(value, ListObject | SetObject | DictObject):
            size = len(value.entries if isinstance(value, DictObject) else value.items)
            self.weigh(size if size > _LIGHT else 0)
        address = next(self.addresses)
        self.state.objects[address] = value
        return Ref(address)

    def symbol(self, name: str, *, dynamic: bool, origin: str, site: Site | None, minimum: int = 0) -> Symbol:
        """Return a fresh symbol, named as in the source, with a number where the name is taken."""
        base = safe_name(name)
        chosen = base
        number = self.numbered.get(base, 1)
        while chosen in self.program.symbols:
            chosen = f"{base}_{number}"
            number += 1
        self.numbered[base] = number
        made = Symbol(chosen, dynamic, minimum)
        self.program.symbols[chosen] = Origin(made, origin, site)
        return made

    def serial(self) -> int:
        """Return the next number of a model; 0 for one that a further turn of an unknown loop makes again."""
        return 0 if self.repeating else next(self.addresses)

    def current(self, tensor: Tensor) -> Tensor:
        """Return a tensor as its uses have refined it: one of unknown rank may have a shape by now."""
        return self.refined_tensors.get(tensor.key, tensor) if tensor.shape is None else tensor

    def refine(self, content: Any, rank: int | None, site: Site) -> Any:
        """Give a tensor of unknown rank the shape that a layer of a fixed input rank wants."""
        if not isinstance(content, Tensor) or content.shape is not None or rank is None:
            return content
        refined = self.shaped.get((content.key, rank))
        if refined is None:
            names = {1: (), 2: ("features",), 3: ("steps", "channels"), 4: ("height", "width", "channels")}
            words = names.get(rank, tuple(f"size{axis}" for axis in range(1, rank)))
            origin = f"input of unknown rank, by its use at rank {rank}"
            sizes = [self.symbol(word, dynamic=False, origin=origin, site=site, minimum=1) for word in words]
            refined = replace(content, shape=(self.batch(), *sizes))
            self.shaped[content.key, rank] = refined
        self.refined_tensors[content.key] = refined
        return refined

    def batch(self) -> Symbol:
        """Return the symbol of the batch axis: one for all inputs, as `fit` and `predict` hold them equal."""
        if "B" not in self.program.symbols:
            self.program.symbols["B"] = Origin(Symbol("B", True, 1), "batch", None)
        return self.program.symbols["B"].symbol

    def catches(self, raised: Raised) -> bool:
        """Tell whether an open handler catches an exception."""
        return any(handler.catches(raised) for handler in self.handlers if not handler.passing)

    def record_call(self, call: LayerCall) -> None:
        """Add a call to the graph."""
        self.program.graph.add(call)
        self.program.calls.append(call)
        if self.revealing is not None:
            self.revealing.applied(call, self)


@dataclass(slots=True, eq=False)
class Handler:
    """An open `try` or `with` that catches; `states` are those in which something it catches was raised.

    One that is `passing` only sees what goes by, as a `finally` does.
    """

    names: tuple[str, ...] | None
    passing: bool = False
    states: list[tuple[State, Raised]] = field(default_factory=list)

    def catches(self, raised: Raised) -> bool:
        """Tell whether it catches an exception; `names` is None where it catches all."""
        return self.names is None or not set(self.names).isdisjoint(raised.lineage)


@dataclass(slots=True)
class Loop:
    """The innermost loop: the states that left it by `break`, and those that `continue` with the next item."""

    broken: list[State] = field(default_factory=list)
    continued: list[State] = field(default_factory=list)


_OF_SIGNATURES = ("unknown-argument", "missing-argument")

_OF_DATA = ("data-", "label-", "loss-", "metric-", "array-")
"""Kinds of problems that arrays make."""


def _shapes_in(content: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the shapes of all arrays and tensors in a structure."""
    if isinstance(content, Tensor | Array):
        tensor = content.tensor if isinstance(content, Array) else content
        yield tensor.shape or ()
    elif isinstance(content, dict):
        yield from _shapes_in(tuple(content.values()))
    elif isinstance(content, tuple | list):
        for item in content:
            yield from _shapes_in(item)


@dataclass(slots=True, eq=False, repr=False)
class Frame:
    """One execution of a module, function or class body.

    `scope` is where it binds names; `redirected` are those that `global` or `nonlocal` send elsewhere.
    `qualname` is that of the function or class it runs, empty for a module;
    `returned` are the states in which it returned, with the value; `sink` takes what a generator gives;
    `raised` the exceptions that its handlers are at work on; `annotated` the annotated names of a class body.
    """

    run: Run
    scope: int
    module: int
    source: SourceFile
    qualname: str = ""
    owner: int | None = None
    receiver: Value | None = None
    redirected: dict[str, int] = field(default_factory=dict)
    returned: list[tuple[State, Value]] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    sink: Callable[[Value], None] | None = None
    raised: list[Raised] = field(default_factory=list)
    in_class: bool = False
    annotated: list[cst.AnnAssign] = field(default_factory=list)

    @property
    def state(self) -> State:
        """Return the present state of the run."""
        return self.run.state

    @state.setter
    def state(self, state: State) -> None:
        self.run.state = state

    def site(self, node: cst.CSTNode) -> Site:
        """Return the place of a node of this frame's file."""
        return Site(self.source, node)

    def lost(self, reason: str, node: cst.CSTNode) -> Unknown:
        """Note a blind spot and return the unknown value that comes of it."""
        site = self.site(node)
        self.run.program.blind_spots.append(BlindSpot(reason, site))
        return unknown(reason, site)

    def inner_scope(self) -> int:
        """Open a scope below this frame's own and return its address."""
        return self.run.new(ScopeObject(self.scope)).address

    def lookup(self, name: str) -> Value | None:
        """Return what a name means here: own scope, enclosing ones, the module; None where it is bound nowhere."""
        objects = self.run.state.objects
        scope: int | None = self.redirected.get(name, self.scope)
        if not self.run.state.alive:
            return unknown("no execution gets here")
        while scope is not None:
            found: Value | None = objects.get((scope, name))
            if found is not None:
                return found
            scope = objects[scope].parent
        return None

    def bind(self, name: str, value: Value) -> None:
        """Bind a name where this frame binds it."""
        self.run.state.bind(self.redirected.get(name, self.scope), name, value)

    def require(self, condition: Any, when: str, node: cst.CSTNode) -> None:
        """Note a condition that must hold."""
        self.run.program.requirements.append(Requirement(condition, when, self.site(node)))

    def qualified(self, name: str) -> str:
        """Return the `__qualname__` that Python gives to a function or class of that name made here."""
        if not self.qualname:
            return name
        return f"{self.qualname}.{name}" if self.in_class else f"{self.qualname}.<locals>.{name}"

    def target(self) -> str | None:
        """Return the name after `FILE::` of what is at work: a function or method of the module's, None outside of one."""
        outermost = self.qualname.partition(".<locals>")[0]
        return None if not outermost or outermost.startswith("<") else outermost

    def input_name(self, tensor: Tensor) -> str:
        """Return the name of the layer that makes a tensor."""
        made = self.run.program.graph.producer(tensor)
        found = self.run.state.objects.get(made[0].layer) if made is not None else None
        return str(getattr(found, "name", "")) or "keras_tensor"

    def problem(self, problem: Problem) -> Unknown:
        """Record what Keras refuses and return the unknown value that follows; jumps to a handler that catches it."""
        # an argument too many is a TypeError where Python binds it, a ValueError where Keras looks at it
        names = ("TypeError", "ValueError") if problem.kind in _OF_SIGNATURES else ("ValueError",)
        names = (problem.details["error"],) if "error" in problem.details else names
        for name in names:
            raised = raising(name, problem.message, problem.site)
            here = problem.when == "build" or "training" in problem.details
        if here and self.run.catches(raised):
            raise raised
        if self.run.repeating:
            return unknown(problem.message, problem.site, problem=True)
        if problem.kind.startswith(_OF_DATA):
            problem = self.believed(problem)
        tests = self.run.conditions
        if len(tests) == 1 and tests[0].entry:
            self.run.program.problems.append(replace(problem, condition=tests[0].condition()))
        elif not tests:
            self.run.program.problems.append(problem)
        return unknown(problem.message, problem.site, problem=True)

    def believed(self, problem: Problem) -> Problem:
        """Add to a problem of data what was said of them, where nobody can read them: the comment that it rests on."""
        said = [held for key, held in self.run.state.objects.items() if isinstance(key, tuple) and key[0] == "belief"]
        if not said:
            return problem
        training = problem.details.get("training")
        data = (problem.inputs, training.x, training.y, training.sample_weight) if training else problem.inputs
        sizes = {symbol for shape in _shapes_in(data) for size in shape for symbol in symbols_of(size)}
        notes = {
            (f"the shape of this is as {words} says", site): None
            for words, site, shape in said
            if not (own := {symbol for size in shape for symbol in symbols_of(size)}) or own & sizes
        }
        return replace(problem, notes=(*problem.notes, *notes))

    def leave(self, value: Value) -> None:
        """Return from the function with a value."""
        self.returned.append((self.state, value))
        self.state = self.state.dead()

    def give(self, value: Value) -> None:
        """Yield a value."""
        if self.sink is not None:
            self.sink(value)
