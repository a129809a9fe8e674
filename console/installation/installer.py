"""Installer, ou mettre à jour : bases, rôles, tables, files, comptes et droits (ADR 0017)."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from console.execution.services import BUILDERS
from console.installation.broker import known
from console.installation.migrations import migrer
from console.installation.secrets import COURTIER, lire
from shared.rabbitmq.definitions import Definition, users
from shared.rabbitmq.rights import ADMINISTRATION, rights
from shared.refusal import Refus
from shared.runtime.accounts import make_database, make_role
from shared.runtime.settings import from_environment, require, variables

Dire = Callable[[str], object]
PATIENCE = 60


def installer(dire: Dire) -> None:
    """Avec les comptes d'administration de l'environnement ; sans effet la deuxième fois."""
    options = variables("installation")
    dossier = Path(options["SECRETS_DIR"])
    for service in BUILDERS:
        installer_la_base(service, lire(dossier, service, "postgres_password"), dire)
    installer_le_courtier(require(options, "RABBITMQ_API", "installation"), dossier)
    dire("RabbitMQ : échanges, files, règles, comptes et droits à jour.")


def installer_la_base(service: str, mot_de_passe: str, dire: Dire) -> None:
    """La base, ses tables, et le rôle des processus, qui porte le nom du service."""
    administration = from_environment(service).sql_url
    if make_database(administration, service):
        dire(f"{service} : base de données créée.")
    make_role(administration, service, service, mot_de_passe)
    migrer([service], service, dire)


def installer_le_courtier(api: str, dossier: Path) -> None:
    """Les comptes d'abord : un droit est celui d'un compte qui existe."""
    secret = lire(dossier, COURTIER, "amqp_password")
    comptes = {compte: lire(dossier, compte, "amqp_password") for compte in rights(BUILDERS)}
    importer(api, secret, users({ADMINISTRATION: secret, **comptes}))
    importer(api, secret, known())


def importer(api: str, mot_de_passe: str, definitions: Definition) -> None:
    """Par l'interface d'administration ; le refus cite sa réponse."""
    jeton = base64.b64encode(f"{ADMINISTRATION}:{mot_de_passe}".encode()).decode()
    entetes = {"Authorization": f"Basic {jeton}", "Content-Type": "application/json"}
    demande = Request(f"{api}/api/definitions", json.dumps(definitions).encode(), entetes)
    try:
        urlopen(demande, timeout=PATIENCE).close()
    except (URLError, OSError) as error:
        raise Refus(f"RabbitMQ ({api}) ne prend pas les définitions : {error}") from error
