"""Makes `tensorflow.keras` importable where only Keras is installed."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

from keras.src.utils import module_utils

# What TensorFlow itself exposes as `tf.keras`: Keras, with the old names that only live on there.
PACKAGE = "keras._tf_keras.keras"


def install() -> None:
    """Register a module `tensorflow` that holds `keras` and next to nothing else."""
    tensorflow = ModuleType("tensorflow")
    keras = importlib.import_module(PACKAGE)
    vars(tensorflow)["keras"] = keras
    # Keras itself asks this of any TensorFlow that is loaded.
    vars(tensorflow)["executing_eagerly"] = lambda: True
    tensorflow.__path__ = []
    sys.modules["tensorflow"] = tensorflow
    # Keras itself must not take it for the real one.
    module_utils.tensorflow._available = False
    # The public modules of Keras first, those that TensorFlow replaces last.
    for package in ("keras", PACKAGE):
        for name, module in list(sys.modules.items()):
            if name == package or (name.startswith(f"{package}.") and not name.startswith("keras.src")):
                sys.modules[f"tensorflow.keras{name.removeprefix(package)}"] = module
