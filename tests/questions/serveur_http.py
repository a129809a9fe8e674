"""Un vrai processus `france-services http`, sur un dossier, et ce que ses comptes y demandent."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from time import monotonic, sleep
from typing import Any

import httpx

from console.installation.jetons import Gardien
from shared.clock import SystemClock
from shared.runtime.account_table import Compte, Table
from tests.servers.addresses import free_port, inherited
from tests.servers.children import Children

PATIENCE = 60.0
LIEU = "127.0.0.1"


def attendre(condition: Callable[[], object]) -> None:
    """Jusqu'à ce que cette condition soit vraie."""
    limite = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < limite
        sleep(0.02)


@dataclass(frozen=True)
class Serveur:
    """Le processus, ses deux ports, la garde de ses tables."""

    processus: "Popen[bytes]"
    port: int
    sondes: int
    journal: Path
    gardien: Gardien

    def demander(self, chemin: str, jeton: str = "", **entetes: str) -> httpx.Response:
        porte = {"Authorization": f"Bearer {jeton}"} if jeton else {}
        with self.client() as client:
            return client.get(chemin, headers={**porte, **entetes})

    def client(self, **plus: Any) -> httpx.Client:
        return httpx.Client(base_url=f"http://{LIEU}:{self.port}", timeout=PATIENCE, **plus)

    def sonde(self, page: str) -> httpx.Response:
        return httpx.get(f"http://{LIEU}:{self.sondes}{page}", timeout=PATIENCE)

    def pret(self) -> bool:
        assert self.processus.poll() is None, self.journal.read_text()
        try:
            return self.sonde("/readyz").status_code == 200 and self.ecoute()
        except httpx.TransportError:
            return False

    def ecoute(self) -> bool:
        try:
            return self.demander("/healthz").status_code == 200
        except httpx.TransportError:
            return False


def ouvrir_les_comptes(dossier: Path, lignes: Mapping[str, Mapping[str, Any]]) -> Gardien:
    """La table de ces comptes, et celle, vide, de leurs jetons."""
    maintenant = SystemClock().now()
    table = Table(Compte(nom, depuis=maintenant, **ligne) for nom, ligne in lignes.items())
    table.write(dossier / "comptes.yaml")
    return Gardien(dossier / "comptes.yaml", dossier / "jetons.yaml")


@contextmanager
def lance(
    dossier: Path | None,
    gardien: Gardien,
    environnement: Mapping[str, str] | None = None,
    port: int = 0,
) -> Iterator[Serveur]:
    """Le processus, prêt, dans ce dossier ou sur les serveurs de l'environnement ; puis arrêté."""
    port, sondes = port or free_port(), free_port()
    mots = [sys.executable, "-m", "console", "http"]
    variables = {
        **(environnement or inherited()),
        "COMPTES": str(gardien.comptes),
        "HTTP_JETONS": str(gardien.fichier),
        "HTTP_PORT": str(sondes),
    }
    journal = gardien.comptes.with_name(f"http-{port}.log")
    with Children() as enfants:
        lieu = ["--adresse", LIEU, "--port", str(port)]
        ou = ["--sortie", str(dossier)] if dossier else []
        processus = enfants.start([*mots, *lieu, *ou], journal, variables)
        serveur = Serveur(processus, port, sondes, journal, gardien)
        attendre(serveur.pret)
        yield serveur
