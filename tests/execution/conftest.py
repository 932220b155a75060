"""Keras on its fastest backend; the modules of this folder, of the oracle and of the fixtures within reach."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "numpy")
for folder in (Path(__file__).parent, Path(__file__).parents[1] / "oracle", Path(__file__).parents[2]):
    sys.path.insert(0, str(folder))
