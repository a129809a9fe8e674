"""The keys of people met for the first time, until the events sealed under them are committed."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TABLE_NAME = "cles_personnes"


class KeyRow(NamedTuple):
    """A row of the table: a key encrypted by a master key; the columns are in this order."""

    personne_id: str
    cle_chiffree: str
    maitresse: str
    creee_le: str
    detruite_le: str = ""


class Ring(Protocol):
    """Where the keys are kept."""

    def write(self, rows: Sequence[KeyRow]) -> None:
        """Insert these rows, in a transaction of their own."""


class NewKeys:
    """The keys that one unit of work made: nobody else knows them until they are committed.

    `known`: where they are remembered then.
    """

    def __init__(self, ring: Ring, known: dict[UUID, AESGCM | None]) -> None:
        self.ring, self._known = ring, known
        self.rows: list[KeyRow] = []
        self.strangers: set[UUID] = set()
        """People who had no key when the unit looked: if they have one since, it conflicts."""
        self._made: dict[UUID, AESGCM] = {}

    def add(self, person: UUID, key: AESGCM, row: KeyRow) -> None:
        self._made[person] = key
        self.rows.append(row)

    def of(self, person: UUID) -> AESGCM | None:
        """The key made for this person; None if the unit made none."""
        return self._made.get(person)

    def write_alone(self) -> None:
        """Where events are in memory: keep the keys first, in their file."""
        self.ring.write(self.rows)

    def committed(self) -> None:
        """The rows are inserted: the whole process may use these keys, and the unit owes none."""
        self._known.update(self._made)
        self._made.clear()
        self.rows.clear()
