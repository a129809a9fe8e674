"""nameko's consumer of a service's inbox, and of those of its accounts as they come (ADR 0027)."""

from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

from kombu import Queue

from shared.observability import metrics
from shared.rabbitmq.consumer import Core, Reader
from shared.rabbitmq.topology import INSTALLED, exists

LOOK_AGAIN = 5.0
"""Seconds between two looks for a queue that does not exist: RabbitMQ logs each of them."""

OF_AN_ACCOUNT = 8
"""Messages in hand at most of one account: each may be of a megabyte, and accounts are many."""

Expected = Mapping[str, bool]
"""The queues to read besides the first, and whether each must be waited for."""


class Inboxes(Core):
    """Each inbox has its own line: no account waits behind the messages of another.

    A queue that need not be waited for is looked for once per connection. RabbitMQ ends the
    consumer of a queue that it deletes: the connection ends, and the next does without it.
    """

    service = ""
    measured = metrics.INBOXES
    of_an_account = OF_AN_ACCOUNT
    accounts: Reader

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected: Callable[[], Expected] = dict
        self.followed: Expected | None = None
        self.absent: set[str] = set()
        self.again_at = 0.0

    def on_consume_ready(
        self, connection: Any, channel: Any, consumers: Any, **kwargs: Any
    ) -> None:
        """Called after each connection: nothing but the first inbox is read yet."""
        self.opened, self.followed, self.absent = connection, None, set()
        self.accounts = Reader(connection.channel(), self.on_bytes)
        super().on_consume_ready(connection, channel, consumers, **kwargs)

    def on_iteration(self) -> None:
        super().on_iteration()
        expected = self.expected()
        if not self.draining and (expected != self.followed or monotonic() >= self.again_at):
            self._follow(expected)

    def _follow(self, expected: Expected) -> None:
        """Begin to read the queues that exist, and measure."""
        self.followed, self.again_at = expected, monotonic() + LOOK_AGAIN
        for name, awaited in expected.items():
            if name not in self.accounts.queues and (awaited or name not in self.absent):
                self._begin(name)
        missing = [name for name in expected if expected[name] and name in self.absent]
        self.measured.labels(self.service, "LUE").set(1 + len(self.accounts.queues))
        self.measured.labels(self.service, "ATTENDUE").set(len(missing))

    def _begin(self, name: str) -> None:
        if not exists(self.opened, name):
            self.absent.add(name)
            return
        self.absent.discard(name)
        self.begin_to_read(self.accounts, Queue(name, **INSTALLED), self.of_an_account)
