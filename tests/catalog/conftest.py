"""Puts the recorders of `tests/oracle` within reach, and Keras on its fastest backend."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "numpy")
sys.path.insert(0, str(Path(__file__).parents[1] / "oracle"))
