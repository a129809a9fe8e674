"""The master keys: they encrypt the key of each person, and are stored elsewhere."""

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
    """The first one encrypts; the others only decrypt the keys that they had encrypted."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise MasterKeyRefused("aucune clé n'y est écrite")
        self.current = identity(keys[0])
        self.ciphers = {identity(key): AESGCM(key) for key in keys}

    @classmethod
    def read(cls, text: str) -> Self:
        """Read keys of 32 bytes in base64, separated by commas or line breaks."""
        return cls([_decoded(word) for word in text.replace(",", " ").split()])

    def wrap(self, person: UUID, key: bytes) -> tuple[str, str]:
        """Encrypt a person's key; returns the master key's identity, then the result in base64."""
        nonce = os.urandom(NONCE)
        wrapped = nonce + self.ciphers[self.current].encrypt(nonce, key, person.bytes)
        return self.current, b64encode(wrapped).decode()

    def unwrap(self, person: UUID, master: str, wrapped: str) -> bytes:
        """Raises MasterKeyRefused if the master key is missing, or the key altered or moved."""
        if master not in self.ciphers:
            raise MasterKeyRefused(f"il manque celle dont l'identifiant est {master}")
        raw = b64decode(wrapped)
        try:
            return self.ciphers[master].decrypt(raw[:NONCE], raw[NONCE:], person.bytes)
        except InvalidTag as error:
            raise MasterKeyRefused(f"la clé de la personne {person} a été altérée") from error


def new_master_key() -> str:
    """A random key, in the format of `MasterKeys.read`."""
    return b64encode(os.urandom(BYTES)).decode()


def identity(key: bytes) -> str:
    """A name for a master key, which does not reveal it."""
    return sha256(b"france-services master key " + key).hexdigest()[:12]


def _decoded(word: str) -> bytes:
    try:
        key = b64decode(word, validate=True)
    except ValueError as error:
        raise MasterKeyRefused("une clé n'est pas du base64") from error
    if len(key) != BYTES:
        raise MasterKeyRefused(f"une clé fait {len(key)} octets, au lieu de {BYTES}")
    return key
