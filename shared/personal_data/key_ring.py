"""The keys of the people that a service knows, in its own database (ADR 0014)."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from time import monotonic
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from eventsourcing.persistence import ProgrammingError

from shared.clock import instant
from shared.personal_data.master_keys import MasterKeys
from shared.personal_data.new_keys import KeyRow, NewKeys
from shared.read_model import ReadModel, paged
from shared.statements import Row, apply, apply_all

REMEMBERED = 10_000
SECONDS = 60.0
BITS = 256

TABLE = """CREATE TABLE IF NOT EXISTS cles_personnes (
    personne_id TEXT PRIMARY KEY, cle_chiffree TEXT NOT NULL, maitresse TEXT NOT NULL,
    creee_le TEXT NOT NULL, detruite_le TEXT NOT NULL)"""
FIND = "SELECT * FROM cles_personnes WHERE personne_id = :personne_id"
AMONG = "SELECT * FROM cles_personnes WHERE personne_id IN :listed"
KEEP = """INSERT INTO cles_personnes
    VALUES (:personne_id, :cle_chiffree, :maitresse, :creee_le, :detruite_le)"""
DESTROY = """INSERT INTO cles_personnes VALUES (:personne_id, '', '', :le, :le)
    ON CONFLICT (personne_id) DO UPDATE SET cle_chiffree = '', maitresse = '',
    detruite_le = excluded.detruite_le WHERE cles_personnes.detruite_le = ''"""
MASTERS = "SELECT DISTINCT maitresse FROM cles_personnes WHERE detruite_le = ''"
OTHERS = "SELECT * FROM cles_personnes WHERE detruite_le = '' AND maitresse <> :maitresse"
REWRAP = """UPDATE cles_personnes SET cle_chiffree = :cle_chiffree, maitresse = :maitresse
    WHERE personne_id = :personne_id AND cle_chiffree = :ancienne"""

_UNIT: ContextVar[NewKeys] = ContextVar("unit of work")


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
        self._recent: tuple[int, dict[UUID, AESGCM | None]] = (0, {})

    @contextmanager
    def unit(self) -> Iterator[NewKeys]:
        """The keys made inside: whoever inserts the events sealed under them inserts them too.

        They are known in this block only; if it ends before they are committed, nobody ever had
        them.
        """
        made = NewKeys(self, self._remembered())
        token = _UNIT.set(made)
        try:
            yield made
        finally:
            _UNIT.reset(token)

    def to_seal(self, person: UUID, at: datetime) -> AESGCM | None:
        """The key of a person; the first time, makes one for the unit of work under way.

        Raises ProgrammingError outside a unit: nobody would insert the key.
        """
        try:
            return self.to_open(person)
        except KeyMissing:
            return self._made(person, at)

    def to_open(self, person: UUID) -> AESGCM | None:
        """None for a forgotten person; raises KeyMissing for one who never had a key."""
        unit = self._unit()
        if unit and (key := unit.of(person)):
            return key
        remembered = self._remembered()
        if person not in remembered:
            if unit and person in unit.strangers:
                raise _missing(person)
            remembered[person] = self._read(person)
        return remembered[person]

    def prefetch(self, people: Collection[UUID]) -> None:
        remembered, unit = self._remembered(), self._unit()
        unknown = [str(each) for each in people if each not in remembered]
        for row in paged(self.model, AMONG, unknown):
            remembered[UUID(row["personne_id"])] = self._key(row)
        if unit:
            unit.strangers |= set(people) - remembered.keys()

    def refresh(self) -> None:
        """Another dictionary: what is being read or committed meanwhile is not remembered."""
        self._recent = (0, {})

    def write(self, rows: Sequence[KeyRow]) -> None:
        """Raises IntegrityError if one of these people has a key already, or had one."""
        with self.model.transaction() as connection:
            apply_all(connection, ((KEEP, row._asdict()) for row in rows))

    def knows(self, person: UUID) -> bool:
        return bool(self._rows(person))

    def destroy(self, person: UUID, at: datetime) -> None:
        with self.model.transaction() as connection:
            apply(connection, (DESTROY, {"personne_id": str(person), "le": instant(at)}))
        self.refresh()

    def masters(self) -> set[str]:
        """The master keys that this table still needs."""
        return {row["maitresse"] for row in self.model.query(MASTERS)}

    def rewrap(self) -> int:
        rows = self.model.query(OTHERS, {"maitresse": self.master.current})
        with self.model.transaction() as connection:
            apply_all(connection, ((REWRAP, self._rewrapped(row)) for row in rows))
        return len(rows)

    def _made(self, person: UUID, at: datetime) -> AESGCM:
        unit = self._unit()
        if unit is None:
            raise ProgrammingError(f"A key is made in a unit of work: {person} has none.")
        bits = AESGCM.generate_key(BITS)
        master, wrapped = self.master.wrap(person, bits)
        key = AESGCM(bits)
        unit.add(person, key, KeyRow(str(person), wrapped, master, instant(at)))
        return key

    def _unit(self) -> NewKeys | None:
        """The unit of work under way, unless it is that of another service."""
        unit = _UNIT.get(None)
        return unit if unit and unit.ring is self else None

    def _rewrapped(self, row: Row) -> Row:
        person, old = UUID(row["personne_id"]), row["cle_chiffree"]
        key = self.master.unwrap(person, row["maitresse"], old)
        master, wrapped = self.master.wrap(person, key)
        new = {"cle_chiffree": wrapped, "maitresse": master}
        return {"personne_id": row["personne_id"], "ancienne": old, **new}

    def _remembered(self) -> dict[UUID, AESGCM | None]:
        """The keys that this process read or committed during the present minute."""
        minute, remembered = self._recent
        now = int(self.elapsed() // SECONDS)
        if minute != now or len(remembered) >= REMEMBERED:
            remembered = {}
            self._recent = (now, remembered)
        return remembered

    def _read(self, person: UUID) -> AESGCM | None:
        rows = self._rows(person)
        if not rows:
            raise _missing(person)
        return self._key(rows[0])

    def _key(self, row: Row) -> AESGCM | None:
        if row["detruite_le"]:
            return None
        person = UUID(row["personne_id"])
        return AESGCM(self.master.unwrap(person, row["maitresse"], row["cle_chiffree"]))

    def _rows(self, person: UUID) -> Sequence[Row]:
        return self.model.query(FIND, {"personne_id": str(person)})


def _missing(person: UUID) -> KeyMissing:
    return KeyMissing(f"La table cles_personnes n'a pas de clé pour la personne {person}.")
