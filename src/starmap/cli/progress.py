"""A bar of progress on standard error: on a terminal, and nothing anywhere else."""

from __future__ import annotations

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from starmap.cli.grids import screen

__all__ = ["progress_bar"]


def progress_bar(*, threaded: bool = True) -> Progress:
    """The bar. Without a thread of its own it moves only when told to, and a process may fork beside it."""
    console = screen(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        auto_refresh=threaded,
        disable=not console.is_terminal,
    )
