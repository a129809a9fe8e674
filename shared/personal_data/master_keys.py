"""The master keys: they encrypt the key of each person, and are never where those are kept."""

import os
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

BYTES = 32
NONCE = 12


class MasterKeyRefused(ValueError):
    """The master keys given cannot be used; the message says why, in French."""


class MasterKeys:
    """The first one encrypts; the others still decrypt what they had encrypted."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise MasterKeyRefused("aucune clé n'y est écrite")
        self.current = identity(keys[0])
        self.ciphers = {identity(key): AESGCM(key) for key in keys}

    @classmethod
    def read(cls, text: str) -> Self:
        """Keys of 32 bytes in base64, between commas or on lines of their own."""
        return cls([_decoded(word) for word in text.replace(",", " ").split()])

    def wrap(self, person: UUID, key: bytes) -> tuple[str, str]:
        """Which master key encrypts the key of this person, and the result."""
        nonce = os.urandom(NONCE)
        wrapped = nonce + self.ciphers[self.current].encrypt(nonce, key, person.bytes)
        return self.current, b64encode(wrapped).decode()

    def unwrap(self, person: UUID, master: str, wrapped: str) -> bytes:
        """Raises MasterKeyRefused for a master key that is not there, or a key of another row."""
        if master not in self.ciphers:
            raise MasterKeyRefused(f"il manque celle dont l'identifiant est {master}")
        raw = b64decode(wrapped)
        try:
            return self.ciphers[master].decrypt(raw[:NONCE], raw[NONCE:], person.bytes)
        except InvalidTag as error:
            raise MasterKeyRefused(f"la clé de la personne {person} a été altérée") from error


def new_master_key() -> str:
    """As `MasterKeys.read` reads it."""
    return b64encode(os.urandom(BYTES)).decode()


def identity(key: bytes) -> str:
    """Names a master key without telling it."""
    return sha256(b"france-services master key " + key).hexdigest()[:12]


def _decoded(word: str) -> bytes:
    try:
        key = b64decode(word, validate=True)
    except ValueError as error:
        raise MasterKeyRefused("une clé n'est pas du base64") from error
    if len(key) != BYTES:
        raise MasterKeyRefused(f"une clé fait {len(key)} octets, au lieu de {BYTES}")
    return key
