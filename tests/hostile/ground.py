"""The ground of the attempts: the rig of the faults, with a table of accounts and their clients."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import NAMESPACE_URL, UUID, uuid5

from services.audit.conduite.domain.audit import Audit
from services.labellisation.dossier.domain.dossier import Dossier
from tests.faults.rig import Rig
from tests.hostile.client import Client, fresh
from tests.hostile.witness import Witness

PREFECTURE, OPERATEUR, ETRANGER = "prefecture-15", "operateur-caf", "etranger"
ATTACKERS = (PREFECTURE, OPERATEUR, ETRANGER)
AUTHORS: dict[str, dict[str, str]] = {
    PREFECTURE: {"role": "PREFET", "id": "préfecture 15", "departement": "15"},
    OPERATEUR: {"role": "OPERATEUR", "id": "caf 15", "organisme": "CNAF"},
    ETRANGER: {"role": "PUBLIC", "id": "un passant"},
}
"""Each account, and the author that it may name."""


class Opening(Protocol):
    """Who opens and revokes accounts; `add` returns the URI of the new one."""

    def add(self, name: str, **of: Any) -> str: ...

    def revoke(self, name: str) -> None: ...


@dataclass(kw_only=True)
class Ground:
    """`next_structure` is the identity, known beforehand, of the next structure put forward;
    `known_structure` that of one put forward before.
    """

    rig: Rig
    clients: Mapping[str, Client]
    witness: Witness
    accounts: Opening

    @property
    def next_structure(self) -> UUID:
        return uuid5(NAMESPACE_URL, f"faults {self.rig.demandees + 1}")

    @property
    def known_structure(self) -> UUID:
        return uuid5(NAMESPACE_URL, f"faults {self.rig.demandees}")


@dataclass(frozen=True)
class Attempt:
    """What an account tries; `act` returns what it saw, one of `expected` if it is held."""

    name: str
    account: str
    tried: str
    act: Callable[[Ground, Client], str]
    expected: frozenset[str]


def attempt(
    name: str, account: str, tried: str, *expected: str
) -> Callable[[Callable[[Ground, Client], str]], Attempt]:
    """Declare an attempt from the function that makes it."""

    def declared(act: Callable[[Ground, Client], str]) -> Attempt:
        return Attempt(name, account, tried, act, frozenset(expected))

    return declared


def request(account: str, **fields: Any) -> dict[str, Any]:
    """The body of a request by the author that this account may name."""
    identity = {"message_id": str(fresh()), "structure_id": str(fresh())}
    return {**identity, "acteur": AUTHORS[account], **fields}


def dossier_of(structure_id: UUID) -> UUID:
    return Dossier.create_id(structure_id)


def audit_of(structure_id: UUID) -> UUID:
    """The identity of the audit that the first signal of this structure will start."""
    return Audit.create_id(uuid5(dossier_of(structure_id), "signalement 1"))
