"""Metrics: what labels and predictions each of them takes."""

from __future__ import annotations

from shapecheck.catalog.metrics.names import FUNCTIONS, IDENTIFIERS, METRICS, MetricContract, metric_named, metric_path
from shapecheck.catalog.metrics.outcome import metric_outcome, metric_values

__all__ = [
    "FUNCTIONS",
    "IDENTIFIERS",
    "METRICS",
    "MetricContract",
    "metric_named",
    "metric_outcome",
    "metric_path",
    "metric_values",
]
