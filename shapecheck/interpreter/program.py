"""The facts of one file, as the interpreter leaves them; rules read them and report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from shapecheck.interpreter.options import Options

if TYPE_CHECKING:
    from shapecheck.graph.call import LayerCall
    from shapecheck.graph.layer_graph import LayerGraph
    from shapecheck.graph.model import Model
    from shapecheck.shapes.dims import Dim, Symbol
    from shapecheck.shapes.requirements import Verdict
    from shapecheck.shapes.tensor import Tensor
    from shapecheck.source import Location, Site, SourceFile, Span

__all__ = [
    "OPEN", "BlindSpot", "Compilation", "Condition", "Counted", "Origin", "Problem", "Program", "Requirement", "Revealed",
    "Statement", "Step", "Training", "Written",
]  # fmt: skip


class Condition(NamedTuple):
    """A test, as written, on which a fact depends; `holds` tells which way it went."""

    test: str
    line: int
    holds: bool


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What Keras refuses. `kind` names the defect ("wrong-rank", "merge-mismatch", ...); rules select by it.

    `when` is "build" (constructing raises) or "run" (every non-empty data set raises at the first call).
    `operation` is the canonical path of what refuses. `inputs` are the tensors it was given. `trail` lists the
    user's calls that lead here, outermost first. `notes` are further places with a text each.
    """

    kind: str
    message: str
    site: Site
    when: str = "build"
    operation: str = ""
    keras_error: str | None = None
    inputs: tuple[Any, ...] = ()
    trail: tuple[Site, ...] = ()
    notes: tuple[tuple[str, Site], ...] = ()
    condition: Condition | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Requirement:
    """A condition on symbols that must hold for the model to build or run, or for its totals (`when` is "count")."""

    condition: Verdict
    when: str
    site: Site
    target: str | None = None


@dataclass(frozen=True, slots=True)
class BlindSpot:
    """Where knowledge was lost, and why."""

    reason: str
    site: Site


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """What the code itself says of a tensor or model.

    `kind` is "assert-" or "check-" (an `if` that raises) with "shape", "count", "rank" or "size", "comment" (a contract), or what is never believed: "prose", "docstring",
    "annotation".

    `stated` is the shape (None where the code says None) or count, `actual` what was inferred, `holds` whether
    they can be the same (None where undecided).
    """

    kind: str
    subject: Any
    stated: Any
    actual: Any
    holds: bool | None
    span: Span
    site: Site


@dataclass(frozen=True, slots=True, eq=False)
class Compilation:
    """What `model.compile` was told, nested as in the call: losses and metrics by their names in the catalog, None for none.

    A name is empty where it is not known. `weights` are those of the losses, None where there are none, or they are not known.
    `results` is how many numbers `evaluate` gives for a model of one output, None where that is not known.
    """

    losses: Any
    metrics: Any
    site: Site
    weights: Any = None
    results: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Training:
    """One call of `compile`, `fit`, `evaluate`, `predict` or their likes: a model meets a loss and data.

    `inputs` and `outputs` are the model's tensors, nested as the model nests them; `x`, `y` and `sample_weight` the data,
    nested as in the call, None where they are not given or not known. `arguments` are the plain ones that are known.
    `batched` tells that the data are batches of a data set or a generator.
    """

    method: str
    model: str
    inputs: Any
    outputs: Any
    x: Any
    y: Any
    compilation: Compilation | None
    site: Site
    trail: tuple[Site, ...] = ()
    condition: Condition | None = None
    output_names: tuple[str, ...] | None = None
    sample_weight: Any = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    batched: bool = False


class Origin(NamedTuple):
    """Where a symbol comes from: "parameter d_model of build", "batch of input_layer"; None where no line says."""

    symbol: Symbol
    text: str
    site: Site | None


class Counted(NamedTuple):
    """A call of a layer as it is written, whether it was evaluated, and why its shape is not known (None: it is).

    `supposed` tells that it is known on inputs of a guessed rank.
    """

    filename: str
    start: Location
    reached: bool
    reason: str | None
    supposed: bool = False


class Step(NamedTuple):
    """One line of how something came about: a call, or, where `operation` is empty, an assignment.

    `content` is what it gave, nested: tensors, sizes, None, and texts for what has no shape. `parameters` are those of its
    layer at the first of its calls, None at others, and where they are not known.
    """

    site: Site
    operation: str
    inputs: Any
    content: Any
    parameters: Dim | None


class Revealed(NamedTuple):
    """What is at a place that `reveal` asks about, one time that it was evaluated.

    `kind` is "tensor", "array", "size", "shape", "several", "layer", "model", "value" or "unknown"; `content` as in a Step,
    for a layer what its `call` gave, None where it is not called. `name` is the layer's, or says what made an array.
    `parameters` are those of a layer or model. `trail` lists the user's calls that lead here, outermost first,
    `conditions` the undecided tests.
    """

    site: Site
    kind: str
    content: Any
    name: str = ""
    call: LayerCall | None = None
    steps: tuple[Step, ...] = ()
    parameters: Dim | None = None
    trail: tuple[Site, ...] = ()
    conditions: tuple[Condition, ...] = ()


OPEN = ...
"""Stands for an argument that is no literal."""


class Written(NamedTuple):
    """The constructor of a layer as it is written.

    `arguments` holds by place or name the literals, and OPEN for others; starred ones by "*". `listed` counts the items of
    the literal list that the layer is called on, None where it is called on something else.
    """

    site: Site
    arguments: Mapping[int | str, Any]
    listed: int | None = None

    def literal(self, place: int, name: str) -> Any:
        """Return an argument by its place or name; OPEN where it is not written, or no literal."""
        return self.arguments.get(name, self.arguments.get(place, OPEN))


@dataclass(slots=True)
class Program:
    """All facts of one file. `models` stand in the order of construction, a TARGET's own model last.

    `doubts` are what Keras runs, at least on one backend, but not as the code says; `counted` is there where the options
    ask for it. `hurried` tells that time ran out: on a quieter machine more would be known.
    """

    source: SourceFile
    graph: LayerGraph
    models: list[Model] = field(default_factory=list)
    calls: list[LayerCall] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    requirements: list[Requirement] = field(default_factory=list)
    blind_spots: list[BlindSpot] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    trainings: list[Training] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)
    symbols: dict[str, Origin] = field(default_factory=dict)
    counted: list[Counted] = field(default_factory=list)
    revealed: list[Revealed] = field(default_factory=list)
    options: Options = field(default_factory=Options)
    hurried: bool = False

    def tensors(self) -> Iterator[Tensor]:
        """Yield what each call of a layer or operation gives."""
        from shapecheck.graph.call import tensors_in

        for call in self.calls:
            yield from tensors_in(call.outputs)

    def written(self, call: LayerCall) -> Written | None:
        """Return how the layer of a call is constructed where it is called; None where it was made elsewhere."""
        from shapecheck.interpreter.written import written

        return written(call.site)

    def is_idle_attribute(self, site: Site) -> bool:
        """Tell whether a layer is kept in an attribute, `self.x = ...`, that its file names nowhere else."""
        from shapecheck.interpreter.written import is_idle_attribute

        return is_idle_attribute(site)
