"""Losses and metrics against the matrix: what real Keras says of pairs of shapes, on every backend."""

from __future__ import annotations

import pytest
from compare_matrix import names, of_losses, of_metrics


@pytest.mark.parametrize("name", names("losses"))
def test_losses(name: str) -> None:
    assert of_losses(name)[:3] == []


@pytest.mark.parametrize("name", names("metrics"))
def test_metrics(name: str) -> None:
    assert of_metrics(name)[:3] == []
