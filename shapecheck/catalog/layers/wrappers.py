"""Layers around one other layer."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.layers.words import expects
from shapecheck.catalog.tables import Applied, Refused, SubLayer, forbid, layer, prefixed, shape_of, shape_view
from shapecheck.shapes.dims import is_none
from shapecheck.shapes.requirements import differs
from shapecheck.shapes.shape import Shape
from shapecheck.shapes.tensor import Tensor, Weight

__all__ = ["is_layer", "one_shape", "sublayer"]

SHAPELESS = {f"keras.layers.{name}" for name in ("SimpleRNNCell", "GRUCell", "LSTMCell", "StackedRNNCells", "Pipeline")}
"""Layers without `compute_output_shape`, which TimeDistributed asks for."""


def sublayer(given: Any) -> SubLayer:
    """Return a layer that was given as configuration."""
    if not hasattr(given, "apply"):
        raise NotKnown("the wrapped layer is unknown")
    found: SubLayer = given
    return found


def is_layer(given: Any, name: str, wrapper: str, keras: str) -> None:
    """Refuse a plain value where a layer is wanted."""
    forbid(
        given is None or isinstance(given, bool | int | float | str | list | tuple | dict),
        f"`{name}` of {wrapper} wants a layer, got {given!r}",
        kind="invalid-argument",
        keras=f"{keras}: {given}",
    )


def one_shape(output: Any) -> Shape:
    """Return the shape of an output, which may be a tensor or a shape."""
    found = output.shape if isinstance(output, Tensor) else output
    if not isinstance(found, tuple):
        raise NotKnown("the wrapped layer returns something else than one tensor")
    return found


def wrap(layer: Any) -> None:
    """Refuse to wrap what is no layer."""
    text = "Please initialize `TimeDistributed` layer with a `keras.layers.Layer` instance. Received"
    is_layer(layer, "layer", "TimeDistributed", text)


@layer("keras.layers.TimeDistributed", configure=wrap)
def time_distributed(inputs: Tensor, mask: Any = None, /, *, layer: Any) -> Applied:
    """Apply a layer to each step by itself, with the same weights.

    TimeDistributed(Dense(3))          (B, T, 2) -> (B, T, 3)              9
    TimeDistributed(Flatten())         (B, 5, 4, 2) -> (B, 5, 8)           0
    TimeDistributed(LSTM(3))           (B, 5, T, 2) -> (B, 5, 3)           72
    TimeDistributed(Embedding(10, 4))  (B, T, 3) -> (B, T, 3, 4)           40
    TimeDistributed(Dense(3))          (B, 2) -> error
    TimeDistributed(MaxPooling1D(3))   (B, T, H, 2, 5) -> error
    TimeDistributed(LSTMCell(3))       (B, T, 2) -> error
    """
    inner = sublayer(layer)
    forbid(
        inputs.rank < 3,
        f"TimeDistributed wants an input of rank at least 3, got rank {inputs.rank}: {shape_view(inputs)}",
        kind="wrong-rank",
        keras="`TimeDistributed` Layer should be passed an `input_shape` with at least 3 dimensions, received: "
        f"{shape_view(inputs)}",
    )
    name = inner.path.rpartition(".")[2]
    forbid(
        inner.path in SHAPELESS or inner.shapeless,
        f"TimeDistributed cannot wrap a {name}, which does not tell its output shape",
        kind="invalid-argument",
        keras=f"Layer {name} does not have a `compute_output_shape` method implemented. Should implement "
        "`def compute_output_shape(self, input_shape)`.",
    )
    batch, steps, *rest = shape_of(inputs)
    applied = apply_unchecked(inner, inputs.with_shape((batch, *rest)))
    forbid(
        isinstance(applied.outputs, list | dict),
        f"TimeDistributed wants a layer with one output, {name} has several",
        kind="input-structure",
        keras="Cannot convert to a shape.",
    )
    first, *others = one_shape(applied.outputs)
    if isinstance(mask, Tensor) and mask.shape is not None:
        mask_fits(mask, inputs)
    return Applied((first, steps, *others), prefixed(inner.name, applied.weights))


def apply_unchecked(inner: SubLayer, inputs: Tensor) -> Applied:
    """Apply a wrapped layer, whose check of ranks a wrapper passes by: some find out later, some never."""
    try:
        return inner.apply(inputs)
    except Refused as refusal:
        name = inner.path.rpartition(".")[2]
        if refusal.kind != "wrong-rank" or not inner.path.startswith("keras.layers."):
            raise
        if name.startswith(("Global", "SpatialDropout", "Adaptive")):
            raise NotKnown(f"{name} is wrapped and called on an input of another rank") from refusal
        features = shape_of(inputs)[-1 if inputs.rank > 2 else 0]
        if inner.path in RECURRENT and not is_none(features):
            raise NotKnown(f"{name} is wrapped and called on an input of another rank") from refusal
        late = name.startswith(("ZeroPadding", "RepeatVector"))
        if name.startswith(("Max", "Average")):
            late = (inputs.rank == 3 or name.endswith("1D")) and not too_small(inner.config, shape_of(inputs))
        if name == "Dense":
            late = not is_none(features)
        if name.endswith("Transpose"):
            late = inputs.rank < int(name[4]) + 2 and not is_none(shape_of(inputs)[-1])
        raise Refused(refusal.message, "run" if late else "build", None, refusal.kind) from refusal


def too_small(config: Any, shape: Shape) -> bool:
    """Tell whether a pooling is larger than an image of another rank, which Keras then compares it with.

    A None is not compared, but where one axis stands for several it is taken for -1 on all but the first.
    """
    pool = config.get("pool_size")
    sizes = pool if isinstance(pool, list | tuple) else (pool,)
    largest = max((size for size in sizes if isinstance(size, int)), default=0)
    return config.get("padding") == "valid" and any(
        (is_none(size) and len(shape) == 3) or (isinstance(size, int) and size < largest) for size in shape[1:-1]
    )


def mask_fits(mask: Tensor, inputs: Tensor) -> None:
    """Refuse a mask that has not the batch and the steps of the input; Keras notices when it runs."""
    forbid(
        mask.rank < 2,
        f"the mask of TimeDistributed wants rank at least 2, got {shape_view(mask)}",
        kind="wrong-rank",
        when="run",
        keras="The `mask` passed to the `TimeDistributed` layer must be at least 2D (e.g., `(batch_size, timesteps)`), "
        f"but it has {mask.rank} dimension(s) with shape {shape_view(mask)}.",
    )
    for one, other in zip(shape_of(mask)[:2], shape_of(inputs)[:2], strict=False):
        forbid(
            differs(one, other),
            expects("batch and steps of the mask of TimeDistributed", other, one),
            when="run",
            keras=f"The `mask` passed to the `TimeDistributed` layer has a shape {shape_view(mask)} that is "
            f"incompatible with the input shape {shape_view(inputs)}.",
        )


def iterations(layer: Any, power_iterations: Any) -> None:
    """Refuse to normalize what is no layer, or less than once."""
    is_layer(layer, "layer", "SpectralNormalization", "Layer supplied to Wrapper isn't a supported layer type")
    text = f"`power_iterations` should be greater than zero. Received: `power_iterations={power_iterations}`"
    words = f"`power_iterations` of SpectralNormalization wants a positive number, got {power_iterations!r}"
    wrong = power_iterations is None or isinstance(power_iterations, str)
    forbid(wrong, words, kind="invalid-argument", keras="'<=' not supported between instances")
    wrong = isinstance(power_iterations, int | float) and power_iterations <= 0
    forbid(wrong, words, kind="invalid-argument", keras=text)


@layer("keras.layers.SpectralNormalization", configure=iterations)
def spectral_normalization(inputs: Tensor, /, *, layer: Any, power_iterations: Any = 1) -> Applied:
    """Divide the kernel, or the embeddings, of a layer by its largest singular value.

    SpectralNormalization(Dense(3))         (B, 4) -> (B, 3)              18
    SpectralNormalization(Conv2D(3, 3))     (B, 8, 8, 4) -> (B, 6, 6, 3)  114
    SpectralNormalization(Embedding(3, 4))  (B, T) -> (B, T, 4)           16
    SpectralNormalization(LSTM(3))          (B, 8, 3) -> error
    SpectralNormalization(LSTM(3))          (B, 3) -> error
    """
    inner = sublayer(layer)
    words = "SpectralNormalization wants an input of rank at least 1"
    forbid(inputs.rank == 0, words, kind="wrong-rank", keras="tuple index out of range")
    name = inner.path.rpartition(".")[2]
    has_kernel(inner.path not in RECURRENT, name)
    applied = apply_unchecked(inner, inputs)
    weights = prefixed(inner.name, applied.weights)
    nested = inner.path == "keras.layers.SpectralNormalization"
    found = [
        weight
        for weight, own in zip(weights, applied.weights, strict=True)
        if (own.name.rpartition("/")[2] if nested else own.name) in ("kernel", "embeddings")
    ]
    if not found and not inner.path.startswith("keras.layers."):
        raise NotKnown("whether the wrapped layer has a kernel is unknown")
    has_kernel(bool(found), name)
    kernel = found[0]
    vector = Weight("vector_u", (1, kernel.shape[-1]), trainable=False)
    # the wrapper tracks the kernel as its own, so it comes first; one that an adapter changes is no variable
    adapted = any(weight.name.endswith("_a") for weight in weights)
    first = [] if adapted else [kernel]
    return Applied(applied.outputs, [*first, vector, *(weight for weight in weights if weight not in first)])


RECURRENT = {f"keras.layers.{name}" for name in ("SimpleRNN", "GRU", "LSTM", "RNN", "Bidirectional")}
"""Layers whose kernels are their cells', whatever they are called on."""


def has_kernel(found: bool, name: str) -> None:
    """Refuse a layer without a kernel."""
    forbid(
        not found,
        f"SpectralNormalization wants a layer with a kernel or embeddings, {name} has none",
        kind="invalid-argument",
        keras=f"{name} object has no attribute 'kernel' nor 'embeddings'",
    )


@layer("keras.layers.Pipeline")
def pipeline(inputs: Any, /, *, layers: Any) -> Applied:
    """Apply layers one after the other.

    Pipeline([Dense(3), Dropout(0.5), Dense(2)])  (B, 4) -> (B, 2)  23
    Pipeline([Dense(3), LSTM(2)])                 (B, 4) -> error
    """
    if not isinstance(layers, list | tuple):
        raise NotKnown("the layers of a Pipeline are unknown")
    text = "cannot access local variable 'outputs' where it is not associated with a value"
    forbid(not layers, "a Pipeline has no layers", kind="invalid-argument", keras=text)
    weights: list[Weight] = []
    for item in map(sublayer, layers):
        applied = item.apply(inputs)
        weights += prefixed(item.name, applied.weights)
        shape = applied.outputs
        inputs = inputs.with_shape(shape) if isinstance(inputs, Tensor) and isinstance(shape, tuple) else shape
    return Applied(inputs, weights)
