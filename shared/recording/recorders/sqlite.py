"""Events and keys in the same file."""

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from eventsourcing import sqlite
from eventsourcing.persistence import StoredEvent

from shared.personal_data.new_keys import TABLE_NAME, NewKeys
from shared.recording.recorders.recorder import Recorder, by_id, by_stream

INSERT_KEY = f"INSERT INTO {TABLE_NAME} VALUES (?, ?, ?, ?, ?)"


class SqliteRecorder(sqlite.SQLiteApplicationRecorder, Recorder):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        table = self.events_table_name
        wanted = "WHERE originator_id IN (SELECT value FROM json_each(?))"
        self._streams = f"SELECT * FROM {table} {wanted} ORDER BY originator_id, originator_version"
        # The other columns of a row with MAX() are those of the row that has the maximum.
        self._last = (
            f"SELECT *, MAX(originator_version) FROM {table} {wanted} GROUP BY originator_id"
        )

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, keys: NewKeys | None = None, **kwargs: Any
    ) -> Sequence[int]:
        with self.datastore.transaction(commit=True) as cursor:
            if keys and keys.rows:
                self._insert_keys(cursor, keys)
            positions = self._insert_events(cursor, stored_events, **kwargs)
        if keys:
            keys.committed()
        return positions or []

    def _insert_keys(self, cursor: sqlite.SQLiteCursor, keys: NewKeys) -> None:
        if self.datastore.pool.is_sqlite_memory_mode:
            keys.write_alone()
        else:
            cursor.executemany(INSERT_KEY, keys.rows)

    def select_streams(self, ids: Iterable[UUID]) -> dict[UUID, list[StoredEvent]]:
        return by_stream(self._select(self._streams, ids))

    def last_events(self, ids: Iterable[UUID]) -> dict[UUID, StoredEvent]:
        return by_id(self._select(self._last, ids))

    def _select(self, statement: str, ids: Iterable[UUID]) -> list[StoredEvent]:
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(statement, [json.dumps([id.hex for id in ids])])
            return [StoredEvent(UUID(row[0]), *row[1:4]) for row in cursor.fetchall()]


class Factory(sqlite.SQLiteFactory):
    """What `PERSISTENCE_MODULE` finds in this module."""

    application_recorder_class = SqliteRecorder
