"""The first word: which verb is called, and how each ends."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import click

from shapecheck import __version__
from shapecheck.settings import suggestion
from shapecheck.usage import UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = ["FAILED", "INTERRUPTED", "USAGE", "main", "run"]

USAGE = 2
FAILED = 3
INTERRUPTED = 130

_VERBS = {
    "baseline": "Keep findings that are known in a file.",
    "check": "Find what is wrong in the shapes of Keras models.",
    "clean": "Remove the cache.",
    "completion": "Print what completes words in a shell.",
    "config": "Show the settings, where each comes from, or what they may be.",
    "coverage": "Count the layer calls whose shape is known.",
    "diff": "Show what changed in models since a git revision.",
    "explain": "Explain a rule: what, why, good, bad.",
    "graph": "Draw the layer graph.",
    "reveal": "Show the shape at a place, and how it came about.",
    "rules": "List all rules.",
    "summary": "Show shapes and parameters, as numbers or formulas.",
    "verify": "Run the layer graph in NumPy and compare.",
    "version": "Show the version.",
    "why": "Explain an error of Keras that comes on stdin.",
}
_DEFAULT = "check"


class _Verbs(click.Group):
    """The verbs; a first word that is a path means `check`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _VERBS:
            return None
        command = importlib.import_module(f"shapecheck.cli.{name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl(list(_VERBS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _VERBS and not args[0].startswith("-"):
            raise UsageError(f"there is no verb and no path {args[0]}{suggestion(args[0], list(_VERBS))}")
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        from click.shell_completion import CompletionItem

        words = [CompletionItem(name, help=about) for name, about in _VERBS.items() if name.startswith(incomplete)]
        return words or [CompletionItem(incomplete, type="file")]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and _is_path(args[0]):
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)


def _is_path(word: str) -> bool:
    if word in _VERBS:
        return False
    if word == "-":
        return True
    return not word.startswith("-") and (
        os.path.exists(word) or word.endswith((".py", ".ipynb")) or bool(set(word) & set("/\\"))
    )


@click.group(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    subcommand_metavar="VERB|PATH ...",
)
@click.version_option(__version__, "-V", "--version", message="shapecheck %(version)s")
def _shapecheck() -> None:
    """Check the shapes of Keras models without running them.

    `shapecheck PATH` is short for `shapecheck check PATH`.
    """


def main() -> NoReturn:
    """Run the command line and end the process with its status."""
    # a tree is some hundred thousand objects and no cycle: to look for cycles as often as Python does by itself
    # takes a third of a run (60 files of 400 lines: 29.0 s of CPU before, 20.0 s after, with the same memory)
    gc.set_threshold(200_000, 20, 50)
    status = run(sys.argv[1:])
    if status == INTERRUPTED:
        # the thread that still analyses is not waited for
        os._exit(status)
    sys.exit(status)


def run(arguments: list[str]) -> int:
    """Run the command line and return its exit status; nothing is raised, no traceback is printed."""
    for stream in (sys.stdout, sys.stderr):
        _make_tolerant(stream)
    try:
        status = _shapecheck.main(arguments, prog_name="shapecheck", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader has what it wanted; what is still buffered must not fail again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, click.Abort):
        click.echo("shapecheck: interrupted", err=True)
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return USAGE
    except UsageError as error:
        return _refuse(str(error), USAGE)
    except OSError as error:
        return _refuse(f"{error.filename or 'output'}: {error.strerror or error}", USAGE)
    except Exception as error:
        text = " ".join(str(error).split())
        return _refuse(f"failed, please report it: {type(error).__name__}: {text}{_place(error)}", FAILED)
    return status if isinstance(status, int) else 0


def _refuse(message: str, status: int) -> int:
    click.echo(f"shapecheck: {message}", err=True)
    return status


def _place(error: Exception) -> str:
    """Name the innermost line of ours that an error passed."""
    here = Path(__file__).parents[1]
    place = ""
    step = error.__traceback__
    while step is not None:
        file = Path(step.tb_frame.f_code.co_filename)
        if file.is_relative_to(here):
            place = f" ({file.name}:{step.tb_lineno})"
        step = step.tb_next
    return place


def _make_tolerant(stream: TextIO) -> None:
    """Let a stream write what its encoding lacks, escaped."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
