"""The command line: one file a verb, imported when it is called."""

from shapecheck.cli.entry import main

__all__ = ["main"]
