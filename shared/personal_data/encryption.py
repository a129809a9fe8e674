"""Encrypts each personal field under its person's key, bound to its event (ADR 0014)."""

import os
from base64 import b64decode, b64encode
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from eventsourcing.persistence import Transcoding

from shared.personal_data.fields import ERASED, Field
from shared.personal_data.new_keys import NewKeys

NONCE = 12


class Keys(Protocol):
    """The key of each person; None once the person is forgotten."""

    def unit(self) -> AbstractContextManager[NewKeys]:
        """A unit of work: the keys made inside are inserted with the events sealed under them."""

    def to_seal(self, person: UUID, at: datetime) -> AESGCM | None:
        """The key that encrypts; a new one belongs to the unit of work under way."""

    def to_open(self, person: UUID) -> AESGCM | None: ...

    def prefetch(self, people: Collection[UUID]) -> None:
        """Fetch together the keys that `to_open` will be asked for; unknown people are left out."""

    def refresh(self) -> None:
        """Empty the cache: a process, maybe another one, forgot a person."""

    def knows(self, person: UUID) -> bool:
        """True if the person has a key, or had one that was destroyed."""

    def destroy(self, person: UUID, at: datetime) -> None:
        """Destroy the key for good: later data about this person is not kept either."""

    def rewrap(self) -> int:
        """Encrypt every key by the current master key; returns how many were by another."""


class Sealed(bytes):
    """An encrypted text: its nonce, then its ciphertext and tag."""


class SealedAsBase64(Transcoding):
    """The form of `Sealed` in the event store."""

    type = Sealed
    name = "scelle"

    def encode(self, obj: Sealed) -> str:
        return b64encode(obj).decode()

    def decode(self, data: str) -> Sealed:
        return Sealed(b64decode(data))


class Seals:
    """Encrypts and decrypts the personal fields of an event; `place` identifies the event."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    def seal(
        self, values: dict[str, Any], fields: Sequence[Field], place: str, at: datetime
    ) -> dict[str, Any]:
        """A copy of the event's values with these fields encrypted."""
        for field in fields:
            if person := field.person(values):
                where = f"{place}/{field.path}".encode()
                values = field.changed(values, partial(self._seal, person, where, at))
        return values

    def open(self, values: dict[str, Any], fields: Sequence[Field], place: str) -> dict[str, Any]:
        """A copy with these fields decrypted; raises InvalidTag if one was altered or moved."""
        for field in fields:
            if person := field.person(values):
                where = f"{place}/{field.path}".encode()
                values = field.changed(values, partial(self._open, person, where))
        return values

    def _seal(self, person: UUID, where: bytes, at: datetime, text: str) -> Sealed | str:
        """The encrypted text; ERASED if the text is empty or the person forgotten."""
        cipher = self.keys.to_seal(person, at) if text else None
        if cipher is None:
            return ERASED
        nonce = os.urandom(NONCE)
        return Sealed(nonce + cipher.encrypt(nonce, text.encode(), where))

    def _open(self, person: UUID, where: bytes, text: Sealed | str) -> str:
        """The decrypted text; a text recorded before there were keys is returned as it is."""
        if not isinstance(text, Sealed):
            return text
        cipher = self.keys.to_open(person)
        if cipher is None:
            return ERASED
        return cipher.decrypt(text[:NONCE], text[NONCE:], where).decode()
