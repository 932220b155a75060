"""From the bytes of a file to Python."""

from __future__ import annotations

from shapecheck.source import decode

__all__ = ["is_notebook", "text_of"]


def is_notebook(filename: str) -> bool:
    """Tell whether a file is a notebook, by its name."""
    return filename.endswith(".ipynb")


def text_of(data: bytes, filename: str) -> str:
    """Turn the bytes of a file into Python; a notebook's cells are one text.

    Raises SyntaxProblem where they are not text, or no notebook.
    """
    if is_notebook(filename):
        from shapecheck.notebook import python_of

        return python_of(data)
    return decode(data)
