"""The table of RabbitMQ accounts: for whom each may speak, and what it hears (ADR 0027).

A YAML list that is only added to; `france-services accounts` writes it, the services read it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import yaml
from pydantic import AwareDatetime, Field, TypeAdapter

from shared.departements.lecture import DepartementConnu
from shared.files import write_whole
from shared.messages.actors import Role
from shared.rules.loading import RuleError, load
from shared.types.texte import Code

NAME = r"^[a-z][a-z0-9-]{1,40}$"

Name = Annotated[str, Code(NAME)]


@dataclass(frozen=True)
class Compte:
    """One line: an empty `departements`, `structures` or `organisme` sets no bound of its own.

    `ecoute`: the services whose facts it hears. The account is revoked once `revoque_le` is set.
    """

    compte: Name
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    depuis: AwareDatetime
    departements: tuple[DepartementConnu, ...] = ()
    structures: tuple[UUID, ...] = ()
    organisme: str = ""
    ecoute: tuple[Name, ...] = ()
    revoque_le: AwareDatetime | None = None

    def allows_as(self, other: "Compte") -> bool:
        """True if both lines say the same of the account, whenever they were written."""
        return replace(self, depuis=other.depuis, revoque_le=other.revoque_le) == other


class Table:
    """The lines in the order they were written; raises RuleError if a name is active twice."""

    def __init__(self, lines: Iterable[Compte] = ()) -> None:
        self.lines = tuple(lines)
        active = [line for line in self.lines if line.revoque_le is None]
        names = [line.compte for line in active]
        if twice := {name for name in names if names.count(name) > 1}:
            raise RuleError(f"comptes : « {min(twice)} » a deux lignes qui ne sont pas révoquées.")
        self._active = {line.compte: line for line in active}

    @classmethod
    def read(cls, path: Path) -> "Table":
        """The table of this file; raises RuleError, in French, or OSError."""
        return cls(load(path, tuple[Compte, ...]))

    def write(self, path: Path) -> None:
        """Replace the file whole: a reader sees the previous table or this one."""
        text = yaml.safe_dump(self._plain(), allow_unicode=True, sort_keys=False, width=100)
        write_whole(path, text.encode())

    def active(self) -> Mapping[str, Compte]:
        """The accounts that are not revoked, by name."""
        return self._active

    def added(self, line: Compte) -> "Table":
        """This table and one more line; raises RuleError if the name is active already."""
        return Table((*self.lines, line))

    def revoked(self, name: str, at: datetime) -> "Table":
        """This table with the active line of this name dated; the same one if none is."""
        dated = (
            replace(line, revoque_le=at)
            if line.compte == name and line.revoque_le is None
            else line
            for line in self.lines
        )
        return Table(dated)

    def _plain(self) -> list[dict[str, Any]]:
        """Without the fields that have their default value, but `revoque_le`."""
        lines = TypeAdapter(tuple[Compte, ...]).dump_python(self.lines, mode="json")
        return [
            {name: value for name, value in line.items() if value or name == "revoque_le"}
            for line in lines
        ]
