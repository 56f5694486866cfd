"""``starmap completion``: the script that teaches a shell to complete commands, options and references."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from typer.completion import get_completion_script  # type: ignore[attr-defined]

__all__ = ["commands"]

commands = typer.Typer(rich_markup_mode="markdown")


class Shell(StrEnum):
    """The shells that can be taught."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


@commands.command("completion", epilog="Example: `starmap completion bash`")
def print_completion(
    shell: Annotated[Shell | None, typer.Argument(help="The shell; that of the environment if left out.")] = None,
) -> None:
    """Print the script that lets a shell complete commands, options, references, providers and authors.

    For bash: `starmap completion bash > ~/.local/share/bash-completion/completions/starmap`. For zsh, into a file
    `_starmap` on the `fpath`; for fish, into `~/.config/fish/completions/starmap.fish`.
    """
    chosen = shell or _own_shell()
    script = get_completion_script(prog_name="starmap", complete_var="_STARMAP_COMPLETE", shell=chosen.value)
    typer.echo(script)


def _own_shell() -> Shell:
    """The shell that the environment names. Raises ``BadParameter`` where it is none that can be taught."""
    name = Path(os.environ.get("SHELL", "")).name
    try:
        return Shell(name)
    except ValueError:
        raise typer.BadParameter(f"name the shell: {', '.join(Shell)}") from None
