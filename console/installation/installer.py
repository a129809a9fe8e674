"""Installer, ou mettre à jour : bases, rôles, tables, files, comptes et droits (ADR 0017)."""

from collections.abc import Callable
from pathlib import Path

from console.execution.services import BUILDERS
from console.installation.broker import known
from console.installation.comptes import Comptes
from console.installation.interface import Interface
from console.installation.migrations import migrer, ouvrir_en_lecture
from console.installation.secrets import COURTIER, lire
from shared.rabbitmq.definitions import accesses, users
from shared.rabbitmq.rights import ADMINISTRATION, Right, rights
from shared.runtime.accounts import READER, make_database, make_role
from shared.runtime.settings import from_environment, variables

Dire = Callable[[str], object]
TOUT = (".*", ".*", ".*")
"""Ce qu'il faut pour effacer une file par l'interface d'administration."""


def installer(dire: Dire) -> None:
    """Avec les comptes d'administration de l'environnement ; sans effet la deuxième fois."""
    options = variables("installation")
    dossier = Path(options["SECRETS_DIR"])
    for service in BUILDERS:
        installer_la_base(service, lire(dossier, service, "postgres_password"), dire)
        lecture = lire(dossier, READER, "postgres_password")
        ouvrir_en_lecture(from_environment(service).sql_url, service, READER, lecture)
    installer_le_courtier(Interface.de(options), dossier)
    Comptes.de_l_environnement().mettre_a_jour()
    dire("RabbitMQ : échanges, files, règles, comptes et droits à jour.")


def installer_la_base(service: str, mot_de_passe: str, dire: Dire) -> None:
    """La base, ses tables, et le rôle des processus, qui porte le nom du service."""
    administration = from_environment(service).sql_url
    if make_database(administration, service):
        dire(f"{service} : base de données créée.")
    make_role(administration, service, service, mot_de_passe)
    migrer([service], service, dire)


def installer_le_courtier(courtier: Interface, dossier: Path) -> None:
    """Les comptes d'abord : un droit est celui d'un compte qui existe."""
    secret = lire(dossier, COURTIER, "amqp_password")
    comptes = {compte: lire(dossier, compte, "amqp_password") for compte in rights(BUILDERS)}
    courtier.importer(users({ADMINISTRATION: secret, **comptes}))
    courtier.importer(accesses({ADMINISTRATION: Right(*TOUT)}))
    courtier.importer(known())
