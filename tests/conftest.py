"""Every test that asks Keras asks its NumPy backend, unless the environment says otherwise."""

import os

os.environ.setdefault("KERAS_BACKEND", "numpy")
