"""Personal fields, each encrypted under its person's key and bound to its place (ADR 0014)."""

import os
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from eventsourcing.persistence import Transcoding

from shared.personal_data.fields import ERASED, Field

NONCE = 12


class Keys(Protocol):
    """The key of each person; None, once the person is forgotten."""

    def to_seal(self, person: UUID, at: datetime) -> AESGCM | None:
        """Kept for good before it is given."""

    def to_open(self, person: UUID) -> AESGCM | None: ...

    def refresh(self) -> None:
        """Somebody was forgotten, by whatever process: remember no key."""

    def knows(self, person: UUID) -> bool:
        """Was there ever something to encrypt, or to forget?"""

    def destroy(self, person: UUID, at: datetime) -> None:
        """What comes later about this person is not kept either."""

    def rewrap(self) -> int:
        """Encrypt each key by the current master key; how many were by another."""


class Sealed(bytes):
    """A text encrypted: its nonce, then its ciphertext and tag."""


class SealedAsBase64(Transcoding):
    """How the event store writes it."""

    type = Sealed
    name = "scelle"

    def encode(self, obj: Sealed) -> str:
        return b64encode(obj).decode()

    def decode(self, data: str) -> Sealed:
        return Sealed(b64decode(data))


class Seals:
    """Seals what an event says of people, and opens it; a place is that of one event."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    def seal(
        self, said: dict[str, Any], fields: Sequence[Field], place: str, at: datetime
    ) -> dict[str, Any]:
        for field in fields:
            if person := field.person(said):
                where = f"{place}/{field.path}".encode()
                said = field.changed(said, partial(self._seal, person, where, at))
        return said

    def open(self, said: dict[str, Any], fields: Sequence[Field], place: str) -> dict[str, Any]:
        """Raises InvalidTag for what was altered, or comes from another place."""
        for field in fields:
            if person := field.person(said):
                where = f"{place}/{field.path}".encode()
                said = field.changed(said, partial(self._open, person, where))
        return said

    def _seal(self, person: UUID, where: bytes, at: datetime, text: str) -> Sealed | str:
        """A text that says nothing stays so: it needs no key."""
        cipher = self.keys.to_seal(person, at) if text else None
        if cipher is None:
            return ERASED
        nonce = os.urandom(NONCE)
        return Sealed(nonce + cipher.encrypt(nonce, text.encode(), where))

    def _open(self, person: UUID, where: bytes, text: Sealed | str) -> str:
        """What was recorded in clear, before there were keys, is read as it is."""
        if not isinstance(text, Sealed):
            return text
        cipher = self.keys.to_open(person)
        if cipher is None:
            return ERASED
        return cipher.decrypt(text[:NONCE], text[NONCE:], where).decode()
