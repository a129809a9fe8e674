"""The leading worker: it holds a lock of the service's database until its session ends."""

from collections.abc import Iterable
from select import select
from typing import Any

from sqlalchemy import Connection, text

from shared.read_model import ReadModel
from shared.runtime.stop import Stop

LEADER_KEY = 0x46535F31
WEBHOOKS_KEY = 0x46535F32
"""The lock of the process that delivers webhooks."""
HELD = f"""SELECT COUNT(*) AS held FROM pg_locks WHERE locktype = 'advisory' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND classid = 0 AND objid = {LEADER_KEY}"""


def led(model: ReadModel) -> bool | None:
    """True if a worker leads; None on SQLite, where there is no worker."""
    if model.engine.dialect.name == "sqlite":
        return None
    return bool(model.query(HELD)[0]["held"])


class Leading:
    """The session of the process that leads: it keeps the lock, and hears what is recorded.

    `key`: that of the lock, if not the workers'; processes that do other work have another one.
    """

    def __init__(self, session: Connection, key: int | None = None) -> None:
        self.key = key or LEADER_KEY
        self.session = session.execution_options(isolation_level="AUTOCOMMIT")

    def begins(self, channels: Iterable[str]) -> bool:
        """Take the lock, then listen to these channels; False if another worker has it.

        The session leaves the pool: nobody else must get it, nor the lock with it.
        """
        if not self.session.scalar(text(f"SELECT pg_try_advisory_lock({self.key})")):
            return False
        self.session.detach()
        for channel in channels:
            self.session.execute(text(f'LISTEN "{channel}"'))
        return True

    def check(self) -> None:
        """Before the log is read: what was notified until now need not be.

        Raises an error of the database if the session is lost, and the lock with it.
        """
        self.session.execute(text("SELECT 1"))
        self._heard()

    def rest(self, seconds: float, stop: Stop) -> bool:
        """Wait for a notification, for the stop, or so long; True if one came, or several.

        Raises an error of the driver if the session is lost.
        """
        if self._heard():
            return True
        select([self._driver.fileno(), stop], [], [], seconds)
        return self._heard() > 0

    def _heard(self) -> int:
        """Forget the notifications that came; they only say that there may be something new."""
        return sum(1 for _ in self._driver.notifies(timeout=0))

    @property
    def _driver(self) -> Any:
        return self.session.connection.dbapi_connection
