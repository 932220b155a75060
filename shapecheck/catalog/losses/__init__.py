"""Losses: what labels and predictions each of them takes."""

from __future__ import annotations

from shapecheck.catalog.losses.names import IDENTIFIERS, LOSSES, LossContract, loss_named, loss_path
from shapecheck.catalog.losses.outcome import loss_outcome, loss_values, prepared

__all__ = [
    "IDENTIFIERS",
    "LOSSES",
    "LossContract",
    "loss_named",
    "loss_outcome",
    "loss_path",
    "loss_values",
    "prepared",
]
