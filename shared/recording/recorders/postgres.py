"""Events and keys in the same database, inserted in one round trip (ADR 0033)."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from eventsourcing import postgres
from eventsourcing.persistence import InterfaceError, OperationalError, StoredEvent
from eventsourcing.utils import retry

from shared.personal_data.new_keys import TABLE_NAME, KeyRow, NewKeys
from shared.recording.recorders.group_commit import GroupCommit
from shared.recording.recorders.recorder import Recorder, by_id, by_stream

COLUMNS = ("originator_id", "originator_version", "topic", "state")

retrying = retry((InterfaceError, OperationalError), max_attempts=10, wait=0.2)
"""As the library does. Inserted again after a commit whose end was not heard, events are refused as
already there: their receipt says the answer."""


class PostgresRecorder(postgres.PostgresApplicationRecorder, Recorder):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schema, table = self.datastore.schema, self.events_table_name
        names = ", ".join(COLUMNS)
        self._group = GroupCommit(self._write)
        self._lock = [each.as_bytes() for each in self.lock_table_statements]  # type: ignore[union-attr]
        self._notify = f'NOTIFY "{self.channel_name}"'.encode()
        self._insert = f"""INSERT INTO "{schema}"."{table}"
            ({names})
            SELECT * FROM unnest(%b::uuid[], %b::bigint[], %b::text[], %b::bytea[])
            RETURNING notification_id""".encode()
        self._insert_keys = f"""INSERT INTO "{schema}"."{TABLE_NAME}"
            ({", ".join(KeyRow._fields)})
            SELECT * FROM unnest({", ".join("%b::text[]" for _ in KeyRow._fields)})""".encode()
        self._streams = f"""SELECT {names} FROM "{schema}"."{table}"
            WHERE originator_id = ANY(%b::uuid[])
            ORDER BY originator_id, originator_version""".encode()
        self._last = f"""SELECT last.* FROM unnest(%b::uuid[]) AS wanted (id) CROSS JOIN LATERAL (
            SELECT {names} FROM "{schema}"."{table}" WHERE originator_id = wanted.id
            ORDER BY originator_version DESC LIMIT 1) AS last""".encode()

    @retrying
    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, keys: NewKeys | None = None, **kwargs: Any
    ) -> Sequence[int]:
        if not stored_events:
            return []
        positions = self._group.insert(stored_events, keys.rows if keys else ())
        if keys:
            keys.committed()
        return positions

    def _write(self, events: Sequence[StoredEvent], keys: Sequence[KeyRow]) -> Sequence[int]:
        """The lock is taken first, so that two processes never wait for each other's keys.

        Listeners are notified after the commit: a transaction that notifies keeps all the others
        of the server waiting while it commits.
        """
        with self.datastore.get_connection() as connection:
            inserted = connection.cursor()
            with connection.pipeline():
                cursor = connection.cursor()
                for statement in (b"BEGIN", *self._lock):
                    cursor.execute(statement, prepare=True)
                if keys:
                    cursor.execute(self._insert_keys, columns(keys), prepare=True)
                inserted.execute(
                    self._insert, columns(map(attrgetter(*COLUMNS), events)), prepare=True
                )
                cursor.execute(b"COMMIT", prepare=True)
                cursor.execute(self._notify)
            return [row["notification_id"] for row in inserted.fetchall()]

    def select_streams(self, ids: Iterable[UUID]) -> dict[UUID, list[StoredEvent]]:
        return by_stream(self._select(self._streams, ids))

    def last_events(self, ids: Iterable[UUID]) -> dict[UUID, StoredEvent]:
        return by_id(self._select(self._last, ids))

    @retrying
    def _select(self, statement: bytes, ids: Iterable[UUID]) -> list[StoredEvent]:
        with self.datastore.get_connection() as connection:
            cursor = connection.cursor(binary=True)
            cursor.execute(statement, [list(set(ids))], prepare=True)
            return [StoredEvent(**row) for row in cursor.fetchall()]


class Factory(postgres.PostgresFactory):
    """What `PERSISTENCE_MODULE` finds in this module."""

    application_recorder_class = PostgresRecorder


def columns(rows: Iterable[Iterable[Any]]) -> list[list[Any]]:
    """The columns of these rows, of which there is one at least."""
    return [list(column) for column in zip(*rows, strict=True)]
