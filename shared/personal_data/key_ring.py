"""The keys of the people that a service knows, in its own database (ADR 0014)."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from time import monotonic
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.clock import instant
from shared.personal_data.master_keys import MasterKeys
from shared.read_model import ReadModel, Row, apply, apply_all, paged

REMEMBERED = 10_000
SECONDS = 60.0
BITS = 256

TABLE_NAME = "cles_personnes"
TABLE = """CREATE TABLE IF NOT EXISTS cles_personnes (
    personne_id TEXT PRIMARY KEY, cle_chiffree TEXT NOT NULL, maitresse TEXT NOT NULL,
    creee_le TEXT NOT NULL, detruite_le TEXT NOT NULL)"""
FIND = "SELECT * FROM cles_personnes WHERE personne_id = :personne_id"
AMONG = "SELECT * FROM cles_personnes WHERE personne_id IN :listed"
KEEP = """INSERT INTO cles_personnes VALUES (:personne_id, :cle_chiffree, :maitresse, :le, '')
    ON CONFLICT (personne_id) DO NOTHING"""
DESTROY = """INSERT INTO cles_personnes VALUES (:personne_id, '', '', :le, :le)
    ON CONFLICT (personne_id) DO UPDATE SET cle_chiffree = '', maitresse = '',
    detruite_le = excluded.detruite_le WHERE cles_personnes.detruite_le = ''"""
MASTERS = "SELECT DISTINCT maitresse FROM cles_personnes WHERE detruite_le = ''"
OTHERS = "SELECT * FROM cles_personnes WHERE detruite_le = '' AND maitresse <> :maitresse"
REWRAP = """UPDATE cles_personnes SET cle_chiffree = :cle_chiffree, maitresse = :maitresse
    WHERE personne_id = :personne_id AND cle_chiffree = :ancienne"""


class KeyMissing(LookupError):
    """The person has no row in the table: their data is unreadable, but was not erased."""


class KeyRing:
    """One key per person, encrypted by a master key; forgetting empties the row and keeps it.

    A key stays in the cache for a minute at most, so that a process stops using one that
    another process has destroyed.
    """

    def __init__(
        self, model: ReadModel, master: MasterKeys, elapsed: Callable[[], float] = monotonic
    ) -> None:
        self.model, self.master, self.elapsed = model, master, elapsed
        model.create([TABLE])
        self._recent: dict[UUID, AESGCM | None] = {}
        self._minute = 0

    def to_seal(self, person: UUID, at: datetime) -> AESGCM | None:
        """The key of a person; the first time, creates it in a transaction of its own."""
        try:
            return self.to_open(person)
        except KeyMissing:
            master, wrapped = self.master.wrap(person, AESGCM.generate_key(BITS))
            row = {"cle_chiffree": wrapped, "maitresse": master, "le": instant(at)}
            self._write(KEEP, {"personne_id": str(person), **row})
            return self.to_open(person)  # another process may have written first

    def to_open(self, person: UUID) -> AESGCM | None:
        """None for a forgotten person; raises KeyMissing for one who never had a key."""
        recent = self._of_this_minute()
        if person not in recent:
            recent[person] = self._read(person)
        return recent[person]

    def prefetch(self, people: Collection[UUID]) -> None:
        recent = self._of_this_minute()
        unknown = [str(each) for each in people if each not in recent]
        for row in paged(self.model, AMONG, unknown):
            recent[UUID(row["personne_id"])] = self._key(row)

    def refresh(self) -> None:
        self._recent = {}

    def knows(self, person: UUID) -> bool:
        return bool(self._rows(person))

    def destroy(self, person: UUID, at: datetime) -> None:
        self._write(DESTROY, {"personne_id": str(person), "le": instant(at)})
        self.refresh()

    def masters(self) -> set[str]:
        """The master keys that this table still needs."""
        return {row["maitresse"] for row in self.model.query(MASTERS)}

    def rewrap(self) -> int:
        rows = self.model.query(OTHERS, {"maitresse": self.master.current})
        with self.model.transaction() as connection:
            apply_all(connection, ((REWRAP, self._rewrapped(row)) for row in rows))
        return len(rows)

    def _rewrapped(self, row: Row) -> Row:
        person, old = UUID(row["personne_id"]), row["cle_chiffree"]
        key = self.master.unwrap(person, row["maitresse"], old)
        master, wrapped = self.master.wrap(person, key)
        new = {"cle_chiffree": wrapped, "maitresse": master}
        return {"personne_id": row["personne_id"], "ancienne": old, **new}

    def _of_this_minute(self) -> dict[UUID, AESGCM | None]:
        minute = int(self.elapsed() // SECONDS)
        if minute != self._minute or len(self._recent) > REMEMBERED:
            self._recent, self._minute = {}, minute
        return self._recent

    def _read(self, person: UUID) -> AESGCM | None:
        rows = self._rows(person)
        if not rows:
            raise KeyMissing(f"La table cles_personnes n'a pas de clé pour la personne {person}.")
        return self._key(rows[0])

    def _key(self, row: Row) -> AESGCM | None:
        if row["detruite_le"]:
            return None
        person = UUID(row["personne_id"])
        return AESGCM(self.master.unwrap(person, row["maitresse"], row["cle_chiffree"]))

    def _rows(self, person: UUID) -> Sequence[Row]:
        return self.model.query(FIND, {"personne_id": str(person)})

    def _write(self, sql: str, parameters: Row) -> None:
        with self.model.transaction() as connection:
            apply(connection, (sql, parameters))
