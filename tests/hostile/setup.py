"""Sets up the ground of the attempts: the rig of the faults, the table of accounts, the clients."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from console.installation.comptes import Comptes, ligne_de, operateurs
from console.installation.installer import TOUT
from console.installation.interface import Interface
from shared.clock import SystemClock
from shared.rabbitmq.definitions import accesses, users
from shared.rabbitmq.rights import ADMINISTRATION, Right
from shared.runtime.account_table import Compte, Table
from tests.faults.setup import set_up as set_up_rig
from tests.hostile.client import Client
from tests.hostile.ground import ETRANGER, OPERATEUR, PREFECTURE, Ground
from tests.hostile.witness import Witness
from tests.servers.administration import administered
from tests.servers.isolation import PASSWORD

WITNESS, AWAY = "prefecture-63", "63"
ACCOUNTS: dict[str, dict[str, Any]] = {
    PREFECTURE: {"roles": ["PREFET"], "departements": ["15"], "ecoute": ["labellisation"]},
    OPERATEUR: {"roles": ["OPERATEUR"], "organisme": "CNAF", "ecoute": ["onboarding"]},
    ETRANGER: {"roles": ["PUBLIC"]},
    WITNESS: {"roles": ["PREFET"], "departements": [AWAY]},
}


@contextmanager
def set_up(provide: Callable[[], Any], folder: Path) -> Iterator[Ground]:
    """The ground, ready: real accounts, made as the command makes them."""
    folder.mkdir(parents=True)
    table = folder / "comptes.yaml"
    with patch.dict(os.environ, {"COMPTES": str(table)}):  # noqa: TID251
        first_table().write(table)
        with set_up_rig(provide, folder / "rig") as rig:
            installed = users({ADMINISTRATION: PASSWORD}) | accesses({ADMINISTRATION: Right(*TOUT)})
            administered(rig.servers).define(installed)
            place = urlsplit(rig.servers.management)
            courtier = Interface(f"http://{place.hostname}:{place.port}", PASSWORD)
            accounts = Accounts(Comptes(table, courtier), rig.servers.rabbitmq)
            clients = {
                name: Client(name, accounts.add(name, **of)) for name, of in ACCOUNTS.items()
            }
            witness = Witness(clients.pop(WITNESS), AWAY)
            with witness.watching():
                yield Ground(rig=rig, clients=clients, witness=witness, accounts=accounts)


def first_table() -> Table:
    """The administrator of the rig's broker, who plays the people outside, is an operator."""
    line = operateurs(SystemClock())
    return Table([line, Compte("guest", line.roles, line.depuis)])


class Accounts:
    """Opens and revokes accounts as `france-services accounts` does."""

    def __init__(self, comptes: Comptes, uri: str) -> None:
        self.comptes, self.uri = comptes, uri

    def add(self, name: str, **of: Any) -> str:
        """The URI of a new account."""
        password = self.comptes.ajouter(ligne_de(SystemClock(), compte=name, **of))
        place = urlsplit(self.uri)
        where = place.netloc.rpartition("@")[2]
        return place._replace(netloc=f"{name}:{password}@{where}").geturl()

    def revoke(self, name: str) -> None:
        self.comptes.revoquer(name, files=True)
