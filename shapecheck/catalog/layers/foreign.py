"""The layers of Keras that run code of other libraries: what they make is known to nobody who does not run them."""

from __future__ import annotations

__all__ = ["FOREIGN"]

FOREIGN = {
    "keras.layers.FlaxLayer": "runs a module of Flax",
    "keras.layers.JaxLayer": "runs a function of JAX",
    "keras.layers.TFSMLayer": "runs a saved model of TensorFlow",
    "keras.layers.TorchModuleWrapper": "runs a module of PyTorch",
}
"""Their paths, and why nothing is known."""
