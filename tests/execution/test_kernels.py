"""Every layer of the catalog has a kernel, or a reason why not."""

from __future__ import annotations

from shapecheck.catalog import layers
from shapecheck.catalog.tables import LAYERS
from shapecheck.execution import kernel


def test_every_layer_has_a_kernel_or_a_reason() -> None:
    layers.load()
    kernel.load()
    assert set(LAYERS) <= {*kernel.KERNELS, *kernel.WITHOUT}


def test_reasons_are_for_what_has_no_kernel() -> None:
    kernel.load()
    assert not {*kernel.KERNELS} & {*kernel.WITHOUT}
