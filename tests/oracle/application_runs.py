"""One run of a constructor of `keras.applications`, watched: what it makes and calls, and with which arguments."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import keras
from keras import applications
from keras.src.applications import imagenet_utils, nasnet
from keras.src.backend import KerasTensor, StatelessScope
from keras.src.models import Functional
from keras.src.ops.node import Node
from keras.src.ops.operation import Operation

LOADED: dict[str, Any] = {"weights": "imagenet"}


@dataclass(eq=False)
class Made:
    """One layer or operation of one run.

    `inputs` are those that made its inputs, None for the model's own; `after` is the last name that was given before.
    """

    path: str
    name: str | None
    config: dict[str, Any]
    inputs: Any
    shape: tuple[Any, ...]
    after: str | None = None
    when: list[Any] = field(default_factory=list)
    layers: list[Made] = field(default_factory=list)

    def key(self) -> Any:
        """Return what is equal in all runs of a constructor."""
        kept = {name: value for name, value in self.config.items() if name not in VARYING}
        return (
            self.path,
            self.name or self.after,
            json.dumps(kept, sort_keys=True, default=lambda made: ""),
            tuple(sorted(self.config)),
        )


VARYING = frozenset(
    {"filters", "axis", "target_shape", "units", "rate", "activation", "depth_multiplier", "data_format"}
)


@contextmanager
def declared() -> Iterator[None]:
    """Let variables be declared and not filled, and take weights for loaded, for as long as the block runs."""
    with (
        mock.patch.object(keras.src.utils.file_utils, "get_file", return_value=""),
        mock.patch.object(Functional, "load_weights"),
        StatelessScope(initialize_variables=False),
    ):
        yield


class Recorder:
    """Watch one call of a constructor."""

    def __init__(self) -> None:
        self.given: dict[int, tuple[Any, Any, Any]] = {}
        self.rows: list[Made] = []
        self.owner: dict[int, Made] = {}
        self.inner: set[int] = set()
        self.paddings: dict[int, Any] = {}
        self.when: list[Any] = []
        self.kept: list[Any] = []
        self.facts: dict[str, Any] = {}

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Put hooks into Keras for as long as the block runs."""
        new, init, pad = Operation.__new__, Node.__init__, imagenet_utils.correct_pad
        obtain, sequential = imagenet_utils.obtain_input_shape, keras.Sequential.__init__

        def construct(cls: Any, *args: Any, **kwargs: Any) -> Any:
            instance = new(cls, *args, **kwargs)
            self.given[id(instance)] = (instance, args, kwargs)
            return instance

        def line_up(this: Any, layers: Any, name: str) -> None:
            self.given[id(this)] = (this, (layers,), {"name": name})
            self.inner |= {id(layer) for layer in layers}
            sequential(this, layers, name=name)

        def node(this: Any, operation: Any, **words: Any) -> None:
            init(this, operation, **words)
            self.called(operation, words["call_args"], words["outputs"])

        def correct_pad(inputs: Any, kernel_size: Any) -> Any:
            value = pad(inputs, kernel_size)
            self.paddings[id(value)] = {
                "padding": [inputs, (kernel_size,) * 2 if isinstance(kernel_size, int) else kernel_size]
            }
            self.kept.append(value)
            return value

        def obtain_input_shape(input_shape: Any, **words: Any) -> Any:
            self.facts |= {name: words[name] for name in ("default_size", "min_size")}
            return obtain(input_shape, **words)

        with (
            mock.patch.object(Operation, "__new__", construct),
            mock.patch.object(Node, "__init__", node),
            mock.patch.object(keras.Sequential, "__init__", line_up),
            mock.patch.object(imagenet_utils, "correct_pad", correct_pad),
            mock.patch.object(imagenet_utils, "obtain_input_shape", obtain_input_shape),
            mock.patch.object(nasnet, "Functional", mock.MagicMock()),
            mock.patch.object(nasnet, "_adjust_block", self.adjusting(nasnet._adjust_block)),
            declared(),
        ):
            yield

    def adjusting(self, adjust: Callable[..., Any]) -> Callable[..., Any]:
        """Make both of what NASNet's `_adjust_block` may make, each under its condition on the widths."""

        def both(p: Any, ip: Any, filters: int, block_id: str) -> Any:
            if p is None:
                return ip
            batch, height, _, channels = ip.shape
            self.when = [["!widths", p, ip]]
            reduced = adjust(p, KerasTensor((batch, height, p.shape[2] + 1, channels)), filters, block_id)
            self.when = [["widths", p, ip]]
            if p.shape[-1] != filters:
                # skipped, what reduces passes on `p`; so this is `p` wherever these layers are made
                source = KerasTensor(p.shape)
                self.owner[id(source)] = self.owner[id(reduced)]
                self.kept.append(source)
                reduced = adjust(source, KerasTensor(p.shape), filters, block_id)
            self.when = []
            reduced_shape = KerasTensor((*ip.shape[:3], filters))
            self.owner[id(reduced_shape)] = self.owner[id(reduced)]
            self.kept.append(reduced_shape)
            return reduced_shape

        return both

    def called(self, operation: Any, call_args: Any, outputs: Any) -> None:
        """Note a call, if it is one of the constructor's own."""
        kind = type(operation)
        if id(operation) in self.inner or kind is Functional:
            return
        self.kept.append(outputs)
        if kind is keras.layers.InputLayer:
            if self.rows:
                return
            self.facts.setdefault("input", tuple(outputs.shape))
            self.owner[id(outputs)] = None
            return
        made = self.described(operation)
        content = call_args[0] if len(call_args) == 1 else list(call_args)
        made.inputs = [self.source(item) for item in content] if isinstance(content, list) else self.source(content)
        made.shape = tuple(outputs.shape)
        made.when = [[name, *map(self.source, tensors)] for name, *tensors in self.when]
        if self.rows:
            made.after = self.rows[-1].name or self.rows[-1].after
        self.rows.append(made)
        self.owner[id(outputs)] = made

    def source(self, value: Any) -> Any:
        """Return what made a tensor; a number is a constant of an operation."""
        return self.owner[id(value)] if isinstance(value, KerasTensor) else {"constant": value}

    def described(self, operation: Any) -> Made:
        """Describe a layer by the arguments that it was given."""
        _, args, kwargs = self.given[id(operation)]
        kind = type(operation)
        if kind.__module__.startswith("keras.src.ops"):
            return Made(f"keras.ops.{kind.__name__.lower()}", None, {}, [], ())
        if kind is keras.Sequential:
            made = Made("keras.Sequential", kwargs["name"], {}, [], ())
            made.layers = [self.described(layer) for layer in args[0]]
            return made
        signature = inspect.signature(kind.__init__)
        bound = signature.bind(operation, *args, **kwargs).arguments
        words = bound.pop("kwargs", {}) | bound
        words.pop("self")
        name = words.pop("name", None)
        parameters = signature.parameters
        config = {
            word: self.plain(value)
            for word, value in words.items()
            if word in VARYING
            or word not in parameters
            or parameters[word].default is inspect.Parameter.empty
            or parameters[word].default != value
        }
        exported = vars(kind).get("_api_export_path")
        path = [exported] if isinstance(exported, str) else exported
        return Made(path[0] if path else f"{kind.__module__}.{kind.__name__}", name, config, [], ())

    def plain(self, value: Any) -> Any:
        """Return an argument as JSON."""
        if id(value) in self.paddings:
            tensor, kernel = self.paddings[id(value)]["padding"]
            return {"padding": [self.source(tensor), list(kernel)]}
        if isinstance(value, list | tuple):
            return [self.plain(item) for item in value]
        if value is None or isinstance(value, bool | int | float | str):
            return value
        return {"initializer": value["class_name"] if isinstance(value, dict) else type(value).__name__}


def run(name: str, arguments: Mapping[str, Any], shape: Any, data_format: str) -> Recorder:
    """Run a constructor and return what it made."""
    recorder = Recorder()
    keras.utils.clear_session(free_memory=False)
    keras.config.set_image_data_format(data_format)
    try:
        with recorder.watching():
            getattr(applications, name)(input_shape=shape, **arguments)
    finally:
        keras.config.set_image_data_format("channels_last")
    return recorder


def signature(name: str) -> dict[str, Any]:
    """Return the arguments of a constructor with their defaults."""
    return {item.name: item.default for item in inspect.signature(getattr(applications, name)).parameters.values()}


def attempt(work: Callable[[], Any]) -> str | None:
    """Return the text of what is raised, None where nothing is."""
    try:
        work()
    except (ValueError, TypeError, KeyError) as error:
        return str(error)
    return None
