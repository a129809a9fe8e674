"""Who answers a command: the services of a folder, or those that listen on RabbitMQ."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from console.execution.embedded import Programme
from shared.clock import SystemClock
from shared.messages.commands import Command
from shared.messages.envelope import Outcome
from shared.runtime.settings import broker

Send = Callable[[Command], Outcome]


@contextmanager
def recipient(folder: Path | None) -> Iterator[Send]:
    """In a folder, the consequences follow before the block ends."""
    if folder is None:
        from console.execution.remote import Remote

        with closing(Remote(broker("console"))) as remote:
            yield remote.send
        return
    with closing(Programme(folder, SystemClock(), {})) as programme:
        yield programme.send
        programme.settle()
