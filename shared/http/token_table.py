"""The table of HTTP tokens: which account each speaks for, and until when.

A YAML list that is only added to, beside that of accounts: `france-services accounts` writes it,
and the HTTP process alone reads it, for no service needs it.

A token is 256 random bits, so its plain SHA-256 can be stored: the slow, salted hashes that
passwords need guard against guessing, and nobody guesses 256 bits.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import AwareDatetime, TypeAdapter

from shared.files import write_whole
from shared.rules.loading import RuleError, load
from shared.runtime.account_table import Compte, Name
from shared.types.texte import Code

PREFIX = "fs_"
"""Lets a scanner of leaked secrets know one of ours."""
BYTES = 32
SHORT = 12
"""The hexadecimal digits of the hash that name a token."""

Hash = Annotated[str, Code("^[0-9a-f]{64}$")]


def new_token() -> str:
    return PREFIX + secrets.token_urlsafe(BYTES)


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Jeton:
    """One line: `empreinte`, the hash of the token, of which `nom` is the beginning."""

    compte: Name
    empreinte: Hash
    depuis: AwareDatetime
    jusqu_au: AwareDatetime | None = None
    revoque_le: AwareDatetime | None = None

    @property
    def nom(self) -> str:
        return self.empreinte[:SHORT]

    def ended(self, at: datetime) -> bool:
        """True if it was revoked, or if its end is past."""
        return self.revoque_le is not None or (self.jusqu_au is not None and self.jusqu_au <= at)

    def of(self, account: Compte) -> bool:
        """True if it was made for this line of the table of accounts.

        A token dies with the line that it was made for: an account revoked, then opened again
        under the same name, needs a new one.
        """
        return self.compte == account.compte and self.depuis >= account.depuis


class Jetons:
    """The lines in the order they were written."""

    def __init__(self, lines: Iterable[Jeton] = ()) -> None:
        self.lines = tuple(lines)
        names = [line.nom for line in self.lines]
        self.by_hash = {line.empreinte: line for line in self.lines}
        if twice := {name for name in names if names.count(name) > 1}:
            raise RuleError(f"jetons : « {min(twice)} » y est deux fois.")

    @classmethod
    def read(cls, path: Path) -> "Jetons":
        """The table of this file, empty if there is none; raises RuleError or OSError."""
        return cls(load(path, tuple[Jeton, ...])) if path.exists() else cls()

    def write(self, path: Path) -> None:
        """Replace the file whole: a reader sees the previous table or this one."""
        lines = TypeAdapter(tuple[Jeton, ...]).dump_python(self.lines, mode="json")
        write_whole(path, yaml.safe_dump(lines, sort_keys=False, width=100).encode())

    def added(self, line: Jeton) -> "Jetons":
        return Jetons((*self.lines, line))

    def revoked(self, name: str, at: datetime) -> "Jetons":
        """This table with the token of this name dated, if it was not."""
        return Jetons(
            replace(line, revoque_le=line.revoque_le or at) if line.nom == name else line
            for line in self.lines
        )

    def holder(self, token: str, at: datetime) -> Jeton | None:
        """The line of this token, if it has not ended.

        Its hash is looked up: how long that takes tells of hashes, from which no token is found.
        """
        found = self.by_hash.get(hash_of(token))
        return found if found and not found.ended(at) else None
