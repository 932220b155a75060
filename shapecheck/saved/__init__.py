"""Saved models: the configuration in a `.keras` archive or a `.json` file, read as the program that would build it."""

__all__ = ["SUFFIXES", "is_saved"]

SUFFIXES = (".keras", ".json", ".h5", ".hdf5")


def is_saved(path: str) -> bool:
    """Tell whether a path names a saved model."""
    return path.endswith(SUFFIXES)
