"""What all convolutions share: how a kernel slides, and what their constructors refuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shapecheck.catalog.layers.sliding import slid
from shapecheck.catalog.tables import Refused, check_weight, forbid, shape_of, shape_view, text_of
from shapecheck.shapes.dims import Dim, is_none, modulo
from shapecheck.shapes.requirements import at_most, both, differs, either, less
from shapecheck.shapes.tensor import Tensor, Weight
from shapecheck.shapes.windows import Parts, spatial

__all__ = ["Kernel", "divided", "filters_in_groups", "known_channels", "stride_or_dilation", "weight"]


AXES = {1: ("steps",), 2: ("height", "width"), 3: ("depth", "height", "width")}


@dataclass(frozen=True, slots=True)
class Kernel:
    """Hold how a kernel slides: one size, stride and dilation for each spatial axis."""

    size: tuple[Any, ...]
    strides: tuple[Any, ...]
    padding: str
    dilation: tuple[Any, ...]
    data_format: str

    def parts(self, inputs: Tensor) -> Parts:
        """Take the shape of the input apart; refuse a rank that the kernel does not have.

        A kernel has as many axes as the input (`keras/src/ops/operation_utils.py`, `compute_conv_output_shape`).
        """
        shape = shape_of(inputs)
        if len(shape) != len(self.size) + 2:
            raise Refused(
                f"a kernel over {len(self.size)} axes wants an input of rank {len(self.size) + 2}, got rank "
                f"{len(shape)}: {shape_view(inputs)}",
                keras_error="Kernel shape must have the same length as input, but received kernel of shape "
                f"{text_of(self.size)} and input of shape {shape_view(inputs)}.",
                kind="wrong-rank",
            )
        return spatial(shape, self.data_format)

    def slide(self, sizes: Sequence[Dim]) -> list[Dim]:
        """Return how many places the kernel has along each spatial axis; refuse where there is none."""
        text = (
            f"Computed output size would be zero or negative. Received `inputs shape={text_of(sizes)}`, `kernel shape="
            f"{text_of(self.size)}`, `dilation_rate={text_of(self.dilation)}`, `strides={text_of(self.strides)}`, "
            f"`padding={self.padding}`."
        )
        each = zip(sizes, self.size, self.strides, self.dilation, AXES[len(self.size)], strict=True)
        return [
            slid(size, width, stride, self.padding, dilation, axis=axis, keras=text)
            for size, width, stride, dilation, axis in each
        ]


def filters_in_groups(filters: Any, groups: Any) -> None:
    """Refuse filters that the groups do not divide."""
    if isinstance(filters, Dim) and isinstance(groups, Dim):
        forbid(
            differs(modulo(filters, groups), 0),
            f"{filters} filters do not divide into {groups} groups",
            keras="The number of filters must be evenly divisible by the number of groups. Received: "
            f"groups={groups}, filters={filters}.",
        )


def stride_or_dilation(strides: tuple[Any, ...], dilation_rate: tuple[Any, ...]) -> None:
    """Refuse strides together with dilation."""
    above = [
        either(*(item > 1 if isinstance(item, float) else less(1, item) for item in items))
        for items in (strides, dilation_rate)
    ]
    forbid(
        both(*above),
        f"strides {text_of(strides)} do not go with dilation {text_of(dilation_rate)}",
        keras=f"`strides > 1` not supported in conjunction with `dilation_rate > 1`. Received: strides={strides} and "
        f"dilation_rate={dilation_rate}",
        kind="invalid-argument",
    )


def output_padding_below_strides(output_padding: tuple[Any, ...] | None, strides: tuple[Any, ...]) -> None:
    """Refuse an output padding that is not below the stride."""
    for axis, (extra, stride) in enumerate(zip(output_padding or (), strides, strict=False)):
        if extra is not None:
            floats = isinstance(extra, float) or isinstance(stride, float)
            forbid(
                extra >= stride if floats else at_most(stride, extra),
                f"the output padding {extra} is not below the stride {stride}",
                keras="`output_padding` must be strictly less than `strides` for all dimensions. At dimension "
                f"{axis}, `output_padding` is {extra} but `strides` is {stride}. Received: "
                f"output_padding={output_padding}, strides={strides}",
                kind="invalid-argument",
            )


def known_channels(parts: Parts, inputs: Tensor) -> Dim:
    """Return the number of channels; refuse one that Keras does not know."""
    forbid(
        is_none(parts.channels),
        f"the number of channels is None here: {shape_view(inputs)}",
        keras="unsupported operand type(s) for %: 'NoneType' and 'int'",
        kind="unknown-size",
    )
    return parts.channels


def divided(channels: Dim, groups: Dim, inputs: Tensor) -> None:
    """Refuse channels that the groups do not divide."""
    forbid(
        differs(modulo(channels, groups), 0),
        lambda: f"{channels} channels do not divide into {groups} groups",
        keras=lambda: (
            "The number of input channels must be evenly divisible by the number of groups. Received "
            f"groups={groups}, but the input has {channels} channels (full input shape is {shape_view(inputs)})."
        ),
    )


def weight(name: str, sizes: tuple[Any, ...]) -> Weight:
    """Make a weight of sizes among which there may be a None or a float."""
    check_weight(name, sizes)
    return Weight(name, sizes)
