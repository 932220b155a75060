"""What a model makes of the data it is called with, before its first layer sees them.

`keras/src/models/functional.py` (`input_spec`, `_standardize_inputs`, `_adjust_input_rank`) and
`keras/src/layers/input_spec.py`, for Functional models and for built Sequential ones, where only the layers check the sizes of
data; those of symbolic tensors are checked for both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from shapecheck.catalog.training.structures import flattened, same_structure
from shapecheck.shapes.dims import Dim, is_none
from shapecheck.shapes.requirements import Verdict, both, differs, equal
from shapecheck.shapes.tensor import Tensor
from shapecheck.shapes.words import Shape, shape_text, view_text

__all__ = ["Entry", "Fed", "ModelEntry", "feed"]


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """Describe one input of a model: the name of its `InputLayer`, and its shape with the batch.

    `tensor` is the name of its tensor, which is another one ("keras_tensor_3") where the user gave none.
    """

    name: str
    shape: Shape
    tensor: str = ""

    @property
    def key(self) -> str:
        """Return the name under which a dict of data is searched."""
        return self.tensor or self.name


Entry = ModelEntry | Sequence[Any] | Mapping[str, Any]
"""The inputs of a model as they were given to it: one, or a list, tuple or dict of them, nested or not."""

Kind = Literal["fits", "adjusted", "refused", "undecided"]


@dataclass(frozen=True, slots=True)
class Fed:
    """Say what a model makes of its data.

    `tensors` are what its graph then runs on, by input, where it takes them ("fits", or "adjusted" by a trailing 1 that
    was put or taken away). Where it is "undecided", they fit if `condition` holds. `warning` is what Keras warns of.
    """

    kind: Kind
    tensors: tuple[Tensor, ...] = ()
    message: str = ""
    keras_error: str | None = None
    defect: str = ""
    condition: Verdict = True
    warning: str | None = None
    index: int | None = None


class Stop(Exception):
    """Hold what is refused, or not decided."""

    def __init__(self, fed: Fed) -> None:
        super().__init__(fed.message)
        self.fed = fed


def feed(entry: Entry, given: Any, model: str, sequential: bool = False) -> Fed | None:
    """Return what a model makes of `given`: a Tensor, or a list, tuple or dict of them, with the batch axis.

    `model` is its name, for Keras's text. Sizes are compared as far as Keras does that itself: run the graph on
    `tensors` to find out what its layers say, always so for a `sequential` model that is called on data. None where a
    shape is not known.
    """
    tensors = flattened(given)
    if any(not isinstance(tensor, Tensor) or tensor.shape is None for tensor in tensors):
        return None
    try:
        conditions: list[Verdict] = []
        if not sequential:
            conditions = specified(entry, given, model)
        chosen, warning = arranged(entry, given)
        entries = flattened(entry)
        if len(chosen) < len(entries):
            raise Stop(count_refused(entries, len(chosen), model))
        fed = tuple(
            adjusted(index, one, tensor) for index, (one, tensor) in enumerate(zip(entries, chosen, strict=False))
        )
    except Stop as stopped:
        return stopped.fed
    condition = both(*conditions)
    if condition is not True:
        return Fed("undecided", fed, "whether the sizes are those of the input is not known", condition=condition)
    changed = any(after is not before for after, before in zip(fed, chosen, strict=False))
    return Fed("adjusted" if changed else "fits", fed, warning=warning)


def specified(entry: Entry, given: Any, model: str) -> list[Verdict]:
    """Hold the data against the specification of a Functional model's inputs; return what remains to be decided."""
    if isinstance(entry, Mapping):
        if not all(isinstance(one, ModelEntry) for one in entry.values()):
            return []
        specs = [replace(entry[name], name=name) for name in sorted(entry)]
    else:
        specs = flattened(entry)
    names = [spec.name for spec in specs]
    if isinstance(given, Mapping):
        for name in names:
            if name not in given:
                raise Stop(missing(name, names, list(given)))
        given = [given[name] for name in names]
    tensors = flattened(given)
    if len(tensors) != len(specs):
        raise Stop(count_refused(specs, len(tensors), model))
    conditions: list[Verdict] = []
    for index, (spec, tensor) in enumerate(zip(specs, tensors, strict=True)):
        conditions += same_sizes(index, spec, tensor.shape, model)
    return conditions


def missing(name: str, names: list[str], keys: list[str]) -> Fed:
    """Return that a dict of data lacks an input."""
    return Fed(
        "refused",
        message=f"the data have no {name!r}",
        keras_error=(
            f'Missing data for input "{name}". You passed a data dictionary with keys {keys}. '
            f"Expected the following keys: {names}"
        ),
        defect="input-names",
    )


def count_refused(specs: Sequence[ModelEntry], count: int, model: str) -> Fed:
    """Return that there are too few tensors, or too many."""
    names = [spec.name for spec in specs]
    example = ", ".join(f"'{name}': ..." for name in names)
    return Fed(
        "refused",
        message=f"the model has {len(specs)} input{'s' * (len(specs) != 1)}, the data have {count}",
        keras_error=(
            f'Layer "{model}" expects {len(specs)} named input(s) with keys {names}, but it received {count} input '
            f"tensors. Pass inputs as a dict, e.g. `layer({{{example}}})`."
        ),
        defect="input-count",
    )


def same_sizes(index: int, spec: ModelEntry, shape: Shape, model: str) -> list[Verdict]:
    """Compare sizes as `assert_input_compatibility` does: without a trailing 1 on either side, as far as both reach."""
    wanted: tuple[Dim | None, ...] = (None, *spec.shape[1:])
    found = shape[:-1] if shape and differs(shape[-1], 1) is False else shape
    open_sizes: list[Verdict] = []
    if wanted[-1] is not None and differs(wanted[-1], 1) is False:
        wanted = wanted[:-1]
    for want, have in zip(wanted, found, strict=False):
        if want is None or is_none(want) or is_none(have):
            continue
        unlike = differs(want, have)
        if unlike is True:
            text = shape_text(found)
            raise Stop(
                Fed(
                    "refused",
                    message=f"the input {spec.name!r} wants {view_text((None, *spec.shape[1:]))}, got {shape_text(shape)}",
                    keras_error=(
                        f"Input {index} with name '{spec.name}' of layer '{model}' is incompatible with the layer: "
                        f"expected shape={view_text((None, *spec.shape[1:]))}, found shape={text}"
                    ),
                    defect="input-size" if len(shape) == len(spec.shape) else "input-rank",
                    index=index,
                )
            )
        open_sizes.append(equal(want, have))
    return open_sizes


def arranged(entry: Entry, given: Any) -> tuple[list[Tensor], str | None]:
    """Return the tensors in the order of the model's inputs, and what Keras warns of; raise Stop where it refuses."""
    strict = False
    if isinstance(entry, list) and len(entry) == 1 and isinstance(given, Tensor):
        given = [given]
    elif isinstance(given, Mapping) and not isinstance(entry, Mapping):
        names = [entry.key] if isinstance(entry, ModelEntry) else [getattr(one, "key", None) for one in entry]
        if all(name in given for name in names):
            given = [given[name] for name in names]
        else:
            strict = True
    if isinstance(entry, Mapping) and not isinstance(given, Mapping) and list(entry) != sorted(entry):
        strict = True
    warning = None
    if not same_structure(entry, given):
        warning = (
            f"The structure of `inputs` doesn't match the expected structure.\nExpected: {entry_text(entry)}\n"
            f"Received: inputs={tensor_text(given)}"
        )
        if strict:
            raise Stop(
                Fed(
                    "refused",
                    message="the data are not arranged as the inputs of the model",
                    keras_error=warning,
                    defect="input-structure",
                )
            )
    return flattened(given), warning


def entry_text(entry: Any) -> Any:
    """Write the inputs of a model as Keras prints them: by name."""
    if isinstance(entry, ModelEntry):
        return entry.key
    if isinstance(entry, Mapping):
        return {name: entry_text(one) for name, one in entry.items()}
    return type(entry)(entry_text(one) for one in entry)


def tensor_text(given: Any) -> Any:
    """Write data as Keras prints them: by shape."""
    if isinstance(given, Tensor):
        return f"Tensor(shape={shape_text(given.shape or ())})"
    if isinstance(given, Mapping):
        return {name: tensor_text(one) for name, one in given.items()}
    return type(given)(tensor_text(one) for one in given)


def adjusted(index: int, entry: ModelEntry, tensor: Tensor) -> Tensor:
    """Put a trailing 1 to a tensor or take it away, where the ranks differ by one. Raises Stop."""
    shape, wanted = tensor.shape or (), entry.shape
    if len(shape) == len(wanted):
        return tensor
    if len(shape) == len(wanted) + 1 and trailing_one(shape[-1], tensor):
        return tensor.with_shape(shape[:-1])
    if len(shape) == len(wanted) - 1 and trailing_one(wanted[-1], tensor):
        return tensor.with_shape((*shape, 1))
    raise Stop(
        Fed(
            "refused",
            message=f"the input {entry.name!r} wants {view_text((None, *wanted[1:]))}, got {shape_text(shape)}",
            keras_error=(
                f"Expected shape {view_text((None, *wanted[1:]))}, but input has incompatible shape {shape_text(shape)}"
            ),
            defect="input-rank",
            index=index,
        )
    )


def trailing_one(size: Dim, tensor: Tensor) -> bool:
    """Tell whether a last size is 1. Raises Stop where that is not known."""
    verdict = equal(size, 1)
    if isinstance(verdict, bool):
        return verdict
    raise Stop(Fed("undecided", (tensor,), "whether the last size is 1 is not known", condition=verdict))
