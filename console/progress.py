"""The progress of a long command: a bar on a terminal, a line per stage elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from console.screen import Ecran

LABEL = TextColumn("{task.description}", style="progress.description", markup=False)


class Progress:
    """One bar per stage, made at its first step."""

    def __init__(self, bars: Bars) -> None:
        self.bars = bars
        self.stages: dict[str, TaskID] = {}

    def step(self, label: str, done: float, total: float, detail: str = "") -> None:
        if label not in self.stages:
            self.stages[label] = self.bars.add_task(label, total=total)
        self.bars.update(self.stages[label], completed=done, description=f"{label} {detail}")


@contextmanager
def shown(console: Ecran) -> Iterator[Progress]:
    columns = (LABEL, BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Bars(*columns, console=console) as bars:
        yield Progress(bars)
