"""The journey, with any driver: from the prefect's table to the four reactions."""

import csv
import logging
from collections import Counter
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any, Protocol
from uuid import UUID

from console.essai.demo import DEBUT, engager, essai_de_l_echantillon
from console.essai.simulation import Acteurs
from console.imports.geographie import lire_dossier
from console.imports.importation import importer
from services.labellisation.geographie.questions import CodeGeographique, Geographie
from services.onboarding.convention.rules.socle import charger_socle
from shared.contracts import Contract
from shared.contracts.labellisation import StructureLabellisee
from shared.liens import Signature
from shared.messages.commands import Command
from shared.messages.envelope import Outcome
from tests.droits_dus import etats_dus

logger = logging.getLogger(__name__)

ECHANTILLON = Path(__file__).parents[2] / "console" / "echantillon"
DEPARTEMENTS = ("15", "2B")
ABSENT = ("2B", "CNAV")
PATIENCE = 120.0


class Driver(Protocol):
    """Runs the services for the journey."""

    documents: Path
    courriels: Path
    signature: Signature

    def charger(self, geographie: CodeGeographique) -> None: ...

    def geographie(self) -> Geographie: ...

    def send(self, command: Command) -> Outcome: ...

    def send_all(self, commands: Sequence[Command]) -> list[Outcome]: ...

    def next_fact(self) -> Contract | None: ...

    def rows(self, service: str, sql: str) -> list[dict[str, Any]]: ...

    def history(self, service: str, structure_id: UUID) -> list[dict[str, Any]]: ...


def tableau(dossier: Path, departements: Sequence[str] = DEPARTEMENTS) -> Path:
    """The sample's rows of these départements."""
    source = (ECHANTILLON / "tableau_remontee.csv").read_text(encoding="utf-8").splitlines()
    rows = [line for line in source[1:] if line.split(";")[1] in departements]
    path = dossier / "tableau.csv"
    path.write_text("\n".join([source[0], *rows]), encoding="utf-8")
    return path


class Parcours:
    """The people react at once to each fact; `jusqu_a` goes on until a condition holds."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        essai = essai_de_l_echantillon(ECHANTILLON, driver.documents)
        self.acteurs = Acteurs(driver.signature, constats=essai.constats)
        self.refus: list[Outcome] = []
        self.labels: list[StructureLabellisee] = []

    def preparer(self, dossier: Path) -> None:
        """Load the geography, sign the conventions except one operator's, import the table."""
        self.driver.charger(lire_dossier(ECHANTILLON, 2024))
        for departement in DEPARTEMENTS:
            for operateur in charger_socle().en_vigueur(date(2019, 11, 15)):
                if (departement, operateur.code) != ABSENT:
                    self.engager(departement, operateur.code)
        self.rendu = importer(tableau(dossier), None, DEBUT, self.driver.send_all)

    def engager(self, departement: str, operateur: str) -> None:
        assert self.driver.send(engager(departement, operateur, date(2019, 11, 15))).accepted

    def jusqu_a(self, condition: Any) -> None:
        """React to facts until the condition holds, for `PATIENCE` seconds at most."""
        limite = monotonic() + PATIENCE
        while not condition():
            logger.info("%s", self.etat())
            assert monotonic() < limite, self.etat()
            while fait := self.driver.next_fact():
                if isinstance(fait, StructureLabellisee):
                    self.labels.append(fait)
                for _, commande in self.acteurs.reagir(fait):
                    reponse = self.driver.send(commande)
                    if not reponse.accepted:
                        self.refus.append(reponse)

    def etats(self, service: str, table: str) -> Counter[str]:
        return Counter(row["etat"] for row in self.driver.rows(service, f"SELECT * FROM {table}"))

    def droits_decides(self) -> bool:
        """A-032 : ceux que le barème donne à chaque label, du jour de son effet à cette année."""
        return bool(self.labels) and self.etats("funding", "droits") == etats_dus(self.labels)

    def etat(self) -> str:
        """The number of rows in each state, for the message of a failure."""
        tables = {
            "dossiers": "labellisation",
            "droits": "funding",
            "raccordements": "onboarding",
            "annexes": "onboarding",
            "courriels": "notifications",
        }
        etats = {table: dict(self.etats(service, table)) for table, service in tables.items()}
        return " ".join(f"{table} {comptes}" for table, comptes in etats.items())


def attendus() -> tuple[int, int, int]:
    """The rows of both départements; those refused on site or for their hours; those of 2B."""
    with (ECHANTILLON / "tableau_remontee.csv").open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file, delimiter=";") if r["département"] in DEPARTEMENTS]
    with (ECHANTILLON / "constats.csv").open(encoding="utf-8") as file:
        fautes = {r["matricule"] for r in csv.DictReader(file, delimiter=";")}
    trop_peu_ouvertes = {"15-03"}
    refusees = {r["matricule"] for r in rows} & (fautes | trop_peu_ouvertes)
    corses = [r for r in rows if r["département"] == "2B"]
    return len(rows), len(refusees), len(corses)


def empreinte(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
