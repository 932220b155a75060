"""`shapecheck completion`: the script that completes words in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

__all__ = ["command"]

_VARIABLE = "_SHAPECHECK_COMPLETE"
_HOW = {
    "bash": 'eval "$(shapecheck completion bash)", in ~/.bashrc',
    "zsh": 'eval "$(shapecheck completion zsh)", in ~/.zshrc',
    "fish": "shapecheck completion fish | source, in ~/.config/fish/config.fish",
}


@click.command("completion")
@click.argument("shell", type=click.Choice(list(_HOW)), metavar="SHELL")
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print what completes verbs, flags and their values in a SHELL: bash, zsh or fish."""
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(f"# {_HOW[shell]}")
    for script in ("shapecheck", "keras-shapecheck"):
        made = kind(context.find_root().command, {}, script, _VARIABLE)
        click.echo(made.source_template % made.source_vars())
