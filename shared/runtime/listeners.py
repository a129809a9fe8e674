"""The queues that hear a service's facts: those of the services, and those of the accounts."""

import logging
from collections.abc import Sequence
from pathlib import Path

from shared.delivery.account_names import heard_queue_name
from shared.delivery.wire import facts_queue_name
from shared.recording.handlers import Handlers
from shared.rules.loading import RuleError
from shared.runtime.account_table import Table

logger = logging.getLogger(__name__)


class Listeners:
    """The names, as the table of accounts says now; `table` is empty if there is none."""

    def __init__(self, publisher: str, services: Sequence[Handlers], table: str = "") -> None:
        self.publisher, self.table = publisher, table
        subscribed = (each.name for each in services if publisher in each.subscriptions())
        self.services = [facts_queue_name(name, publisher) for name in subscribed]

    def __call__(self) -> list[str]:
        """The services only, without the accounts, if the table cannot be read."""
        return [*self.services, *self._accounts()]

    def _accounts(self) -> list[str]:
        if not self.table:
            return []
        try:
            active = Table.read(Path(self.table)).active()
        except (RuleError, OSError) as error:
            logger.warning("La table des comptes est inutilisable : %s", error)
            return []
        return [heard_queue_name(n) for n, each in active.items() if self.publisher in each.ecoute]
