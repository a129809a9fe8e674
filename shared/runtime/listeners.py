"""The queues that hear a service's facts: those of the services, and those of the accounts."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from shared.delivery.account_names import heard_queue_name
from shared.delivery.wire import facts_queue_name
from shared.recording.handlers import Handlers
from shared.rules.loading import RuleError
from shared.runtime.account_table import Table

logger = logging.getLogger(__name__)


class Listeners:
    """The names, as the table of accounts says now; `table` is empty if there is none.

    `services` gives all of them: their code is loaded when a queue must be named, and not before.
    """

    def __init__(
        self, publisher: str, services: Callable[[], Sequence[Handlers]], table: str = ""
    ) -> None:
        self.publisher, self.services, self.table = publisher, services, table

    def __call__(self) -> list[str]:
        """The services only, without the accounts, if the table cannot be read."""
        subscribed = [each for each in self.services() if self.publisher in each.subscriptions()]
        queues = [facts_queue_name(each.name, self.publisher) for each in subscribed]
        return [*queues, *self._accounts()]

    def _accounts(self) -> list[str]:
        if not self.table:
            return []
        try:
            active = Table.read(Path(self.table)).active()
        except (RuleError, OSError) as error:
            logger.warning("La table des comptes est inutilisable : %s", error)
            return []
        return [heard_queue_name(n) for n, each in active.items() if self.publisher in each.ecoute]
