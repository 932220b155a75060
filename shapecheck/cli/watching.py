"""`check --watch`: the check again and again, each time in a process of its own, when a file was changed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shapecheck.cli.options import WATCHED
from shapecheck.usage import UsageError

if TYPE_CHECKING:
    from watchfiles import Change

__all__ = ["watch_paths"]

_SUFFIXES = (".py", ".ipynb", ".toml", ".gitignore")


def watch_paths(paths: Iterable[str]) -> int:
    """Run the command of this process for these paths now and after each change, until it is interrupted.

    Raises UsageError where the package that watches is not installed, KeyboardInterrupt at the end.
    """
    try:
        import watchfiles
    except ImportError as error:
        raise UsageError("--watch needs the package watchfiles: pip install 'keras-shapecheck[watch]'") from error
    named = list(paths)
    for path in named:
        if not os.path.exists(path):
            raise UsageError(f"{path}: no such file or directory")
    # a file is often put in the place of another: its folder sees that, it does not
    files = {str(Path(path).absolute()) for path in named if not os.path.isdir(path)}
    folders = {str(Path(path).absolute()) for path in named if os.path.isdir(path)}

    def matters(change: Change, path: str) -> bool:
        inside = path in files or any(Path(path).is_relative_to(folder) for folder in folders)
        return path.endswith(_SUFFIXES) and (inside or path.endswith(".toml"))

    places = folders | {str(Path(file).parent) for file in files}
    _run()
    for _ in watchfiles.watch(*places, watch_filter=matters, raise_interrupt=True):
        click.clear()
        _run()
    return 0


def _run() -> None:
    arguments = [sys.executable, *sys.orig_argv[1:]]
    subprocess.run(arguments, env={**os.environ, WATCHED: "1"}, check=False)
    click.echo("Watching for changes; Ctrl-C ends it.", err=True)
