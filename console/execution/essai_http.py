"""Essayer les questions par HTTP sur un dossier : un compte, son jeton, et la page des liens."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

from console.execution.opened import refuse_unless_run
from console.execution.services import SERVICES
from console.screen import console
from shared.clock import SystemClock
from shared.http.entrance import TOKENS
from shared.http.token_table import Jeton, Jetons, hash_of, new_token
from shared.messages.actors import Role
from shared.runtime.account_table import Compte, Table
from shared.runtime.senders import ACCOUNTS, INTERNAL

COMPTE = "essai"
ARRET = 30
"""Secondes laissées à la page pour s'arrêter."""


@contextmanager
def essai(folder: Path, port: int) -> Iterator[Mapping[str, str]]:
    """Les tables du compte d'essai ; la page des liens du dossier est ouverte jusqu'à la fin."""
    refuse_unless_run(folder)
    mots = [sys.executable, "-m", "console", "page", "--sortie", str(folder), "--port", str(port)]
    page = subprocess.Popen(mots)
    try:
        yield tables(folder)
    finally:
        page.terminate()
        page.wait(ARRET)


def tables(folder: Path) -> Mapping[str, str]:
    """Un compte de tous les rôles, qui entend tout, et un jeton neuf, dit à l'écran."""
    comptes, jetons = folder / "comptes.yaml", folder / "jetons.yaml"
    maintenant, jeton = SystemClock().now(), new_token()
    roles = tuple(each for each in get_args(Role) if each != INTERNAL)
    Table([Compte(COMPTE, roles, maintenant, ecoute=SERVICES)]).write(comptes)
    Jetons([Jeton(COMPTE, hash_of(jeton), maintenant)]).write(jetons)
    console.dire(f"Jeton du compte « {COMPTE} » : {jeton}")
    return {ACCOUNTS: str(comptes), TOKENS: str(jetons)}
