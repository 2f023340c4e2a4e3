"""The command that teaches the shell what the Tab key offers."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from syria_analysis.cli.options import command

__all__ = ["completion"]

SHELLS = ("bash", "zsh", "fish")


@command(
    "bash > ~/.local/share/bash-completion/completions/syria-analysis", "zsh > _syria-analysis"
)
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print what makes the Tab key complete commands, options, names and days.

    Written into a file that the shell reads by itself; a new shell then knows it. It goes with the
    command syria-analysis, not with python -m.

    \b
    bash  ~/.local/share/bash-completion/completions/syria-analysis
    zsh   _syria-analysis, in a folder of $fpath
    fish  ~/.config/fish/completions/syria-analysis.fish
    """  # noqa: D301 the mark must be the character, or click sets the lines anew
    known = get_completion_class(shell)
    assert known is not None
    root = click.get_current_context().find_root()
    name = "syria-analysis"
    words = known(root.command, {}, name, "_SYRIA_ANALYSIS_COMPLETE")
    click.echo(words.source())
