"""Where a model meets a loss and data: `compile`, `fit`, `evaluate`, `predict` and their likes."""

from shapecheck.interpreter.bridge.training.fitting import METHODS, call_training

__all__ = ["METHODS", "call_training"]
