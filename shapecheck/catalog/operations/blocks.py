"""Blocks of space and windows of images, laid side by side and put back."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.convolution import format_of, positive
from shapecheck.catalog.operations.operands import known, pair_of, refuse, shape_of
from shapecheck.catalog.operations.rearranging import dtype_in
from shapecheck.catalog.operations.table import operation
from shapecheck.shapes.dims import Dim, floor_div, hide_if, is_none, modulo, plain, product
from shapecheck.shapes.requirements import differs, forbid, less
from shapecheck.shapes.shape import view_text, when_of
from shapecheck.shapes.tensor import Tensor
from shapecheck.shapes.windows import joined, spatial

__all__: list[str] = []


def _blocks(x: Any, block_size: Any, data_format: Any, name: str) -> tuple[tuple[Dim, Dim, Dim, Dim], int, str]:
    shape, block, order = shape_of(x), known(block_size), format_of(data_format)
    if not isinstance(block, int):
        raise NotKnown("the size of the blocks is not known")
    if block < 2:
        refuse(f"blocks of {block}", f"`block_size` must be at least 2. Received: block_size={block}")
    if len(shape) != 4:
        text = f"`{name}` requires a 4D input tensor. Received: x.shape={view_text(shape)}"
        refuse(f"{name} wants rank 4, got {len(shape)}", text, "wrong-rank")
    parts = spatial(shape, order)
    return (parts.batch, parts.sizes[0], parts.sizes[1], parts.channels), block, order


@operation("keras.ops.depth_to_space")
def depth_to_space(x: Any, block_size: Any, data_format: Any = "channels_last") -> Tensor:
    """Lay channels out in space."""
    (batch, height, width, channels), block, order = _blocks(x, block_size, data_format, "depth_to_space")
    text = f"The number of channels ({channels}) must be divisible by block_size**2 ({block**2})."
    words = f"{channels} channels make no blocks of {block} by {block}"
    forbid(differs(modulo(channels, block**2), 0), words, when_of(channels), text)
    sizes = [hide_if(is_none(size), plain(size) * block) for size in (height, width)]
    return Tensor(joined(batch, sizes, floor_div(channels, block**2), order), dtype_in(x))


@operation("keras.ops.space_to_depth")
def space_to_depth(x: Any, block_size: Any, data_format: Any = "channels_last") -> Tensor:
    """Gather blocks of space into channels."""
    (batch, height, width, channels), block, order = _blocks(x, block_size, data_format, "space_to_depth")
    for name, size in (("Height", height), ("Width", width)):
        text = f"{name} ({size}) must be divisible by block_size ({block})."
        forbid(differs(modulo(size, block), 0), f"{size} is no multiple of {block}", when_of(size), text)
    sizes = [floor_div(size, block) for size in (height, width)]
    return Tensor(joined(batch, sizes, hide_if(is_none(channels), plain(channels) * block**2), order), dtype_in(x))


def _enter_blocks_of_tensorflow(path: str, rule: Any) -> None:
    @operation(path)
    def blocks(input: Any, block_size: Any, data_format: Any = "NHWC") -> Tensor:
        if known(data_format) != "NHWC":
            raise NotKnown("another layout of the data")
        made: Tensor = rule(input, block_size)
        return made


for _path in ("tensorflow.nn.depth_to_space", "tensorflow.nn.space_to_depth"):
    _enter_blocks_of_tensorflow(_path, depth_to_space if "depth_to" in _path else space_to_depth)


@operation("keras.ops.unfold")
def unfold(x: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Tensor:
    """Lay windows side by side (`keras/src/ops/nn.py`)."""
    shape = shape_of(x)
    if len(shape) != 4:
        text = f"Input must be a 4D tensor. Received: input.shape={view_text(shape)}"
        refuse(f"unfold wants rank 4, got {len(shape)}", text, "wrong-rank")
    if any(is_none(size) for size in shape[1:]):
        refuse("unfold cannot calculate with a None", "unsupported operand type(s)", "unknown-size")
    wide, gap, margin, step = (pair_of(item) for item in (kernel_size, dilation, padding, stride))
    positive((*wide, *gap, *step))
    counts = [
        floor_div(size + 2 * around - between * (width - 1) - 1, by) + 1
        for size, width, between, around, by in zip(shape[2:], wide, gap, margin, step, strict=True)
    ]
    if any(less(0, count) is not True for count in counts):
        raise NotKnown("whether a window fits is not known")
    return Tensor((shape[0], product((shape[1], *wide)), product(counts)), dtype_in(x))


@operation("keras.ops.fold")
def fold(x: Any, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Tensor:
    """Put windows back where they came from (`keras/src/ops/nn.py`)."""
    shape = shape_of(x)
    if len(shape) != 3:
        text = f"Input must be a 3D tensor. Received: input.shape={view_text(shape)}"
        refuse(f"fold wants rank 3, got {len(shape)}", text, "wrong-rank")
    wide, target = pair_of(kernel_size), pair_of(output_size)
    positive((*wide, *target))
    area = product(wide)
    text = f"The second dimension of the input ({shape[1]}) must be divisible by kernel_size product ({area})."
    forbid(differs(modulo(shape[1], area), 0), f"{shape[1]} is no multiple of {area}", when_of(shape[1]), text)
    return Tensor((shape[0], floor_div(shape[1], area), *target), dtype_in(x))
