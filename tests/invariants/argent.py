"""INV-11, INV-12 : l'enveloppe des bus, et l'État après le 31 décembre 2021."""

from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from tests.invariants.journal import Evenement, paris
from tests.invariants.temoin import Garde, exiger, sur

TERME = date(2021, 12, 31)
"""Le dernier jour où l'État finance une MSAP sans label (A-037)."""
ITINERANCE = Path(__file__).parents[2] / "services/funding/itinerance/donnees/itinerance.yaml"


@cache
def cloture(programme: str) -> date:
    """Le dernier jour des inscriptions."""
    lus: list[dict[str, Any]] = yaml.safe_load(ITINERANCE.read_text("utf-8"))["programmes"]
    [trouve] = [each for each in lus if each["id"] == programme]
    jour: date = trouve["inscriptions"]["au"]
    return jour


class Enveloppes(Garde):
    """Ce que chaque enveloppe réserve, accorde et libère."""

    def __init__(self) -> None:
        self.montants: dict[UUID, int] = {}
        self.engages: dict[UUID, int] = defaultdict(int)
        self.inscrits: set[UUID] = set()
        self.reserves: dict[UUID, int] = {}
        self.accordes: set[UUID] = set()

    @sur("funding.EnveloppeOuverte")
    def ouvrir(self, e: Evenement) -> None:
        self.montants[e.flux] = e.dit["montant_centimes"]

    @sur("funding.BusInscrit")
    def inscrire(self, e: Evenement) -> None:
        recu, bus = paris(e.dit["recu_le"]), e.dit["structure_id"]
        exiger("INV-11", recu <= cloture(e.dit["programme"]), f"inscription reçue le {recu}")
        self.inscrits.add(bus)

    @sur("funding.AideBusReservee")
    def reserver(self, e: Evenement) -> None:
        bus = e.dit["structure_id"]
        exiger("INV-11", bus in self.inscrits, f"{bus} n'est pas inscrit")
        exiger("INV-11", bus not in self.reserves, f"deux aides pour {bus}")
        self.reserves[bus] = e.dit["montant_centimes"]
        self.engages[e.flux] += e.dit["montant_centimes"]
        tient = self.engages[e.flux] <= self.montants[e.flux]
        exiger("INV-11", tient, f"{self.engages[e.flux]} centimes pour {self.montants[e.flux]}")

    @sur("funding.AideBusAccordee")
    def accorder(self, e: Evenement) -> None:
        bus = e.dit["structure_id"]
        exiger("INV-11", bus in self.reserves, f"aide accordée à {bus} sans réserve")
        exiger("INV-11", bus not in self.accordes, f"aide accordée deux fois à {bus}")
        exiger(
            "INV-11", e.dit["montant_centimes"] == self.reserves[bus], "autre montant que réservé"
        )
        self.accordes.add(bus)

    @sur("funding.ReservationLiberee")
    def liberer(self, e: Evenement) -> None:
        bus = e.dit["structure_id"]
        exiger("INV-11", bus in self.reserves, f"{bus} n'avait rien de réservé")
        self.engages[e.flux] -= self.reserves.pop(bus)
        self.accordes.discard(bus)


class Msap(Garde):
    """L'État ne finance plus une MSAP en 2022, sauf si elle est labellisée (INV-12)."""

    def __init__(self) -> None:
        self.labels: dict[UUID, tuple[UUID | None, date]] = {}
        self.garanties: dict[UUID, date] = {}
        self.finies: set[UUID] = set()
        self.dernier = date.min

    @sur("labellisation.StructureLabellisee")
    def labelliser(self, e: Evenement) -> None:
        self.labels[e.dit["label_id"]] = e.structure, e.jour("date_effet")

    @sur("funding.GarantieMSAPEnregistree")
    def garantir(self, e: Evenement) -> None:
        exiger("INV-12", e.flux not in self.garanties, f"garantie rouverte ({e.flux})")
        exiger("INV-12", e.jour("au") <= TERME, f"garantie jusqu'au {e.dit['au']}")
        self.garanties[e.flux] = e.jour("au")

    @sur("funding.FinancementMSAPExpire", "funding.GarantieMSAPClose")
    def finir(self, e: Evenement) -> None:
        exiger("INV-12", e.jour("le") <= self.garanties[e.flux], "garantie prolongée")
        self.finies.add(e.flux)

    @sur("funding.DroitOuvert", "funding.DroitOuvertApresCoup")
    def ouvrir(self, e: Evenement) -> None:
        structure, effet = self.labels.get(e.dit["label_id"], (None, date.max))
        sien = structure == e.structure and effet <= date(e.dit["annee"], 12, 31)
        exiger("INV-12", sien, f"droit de {e.dit['annee']} sans label ({e.structure})")

    @sur("shared.MessageRecu")
    def dater(self, e: Evenement) -> None:
        self.dernier = max(self.dernier, paris(e.le))

    def au_repos(self) -> None:
        reste = self.garanties.keys() - self.finies
        exiger("INV-12", self.dernier <= TERME or not reste, f"garanties sans fin : {reste}")


class Paiements(Garde):
    """Rien ne se verse sans notification, ni au-delà de ce qui est dû (A-032)."""

    def __init__(self) -> None:
        self.dus: dict[UUID, int] = {}
        self.notifies: set[UUID] = set()
        self.verses: dict[UUID, int] = defaultdict(int)

    @sur("funding.DroitOuvert", "funding.DroitOuvertApresCoup")
    def ouvrir(self, e: Evenement) -> None:
        self.dus[e.flux] = e.dit["montant_centimes"]

    @sur("funding.DroitSuspendu")
    def suspendre(self, e: Evenement) -> None:
        self.dus[e.flux] = 0

    @sur("funding.DroitClos", "funding.DroitRetabli")
    def ajuster(self, e: Evenement) -> None:
        self.dus[e.flux] = e.dit["montant_du_centimes"]

    @sur("funding.ForfaitNotifie")
    def notifier(self, e: Evenement) -> None:
        du = self.dus.get(e.flux, 0)
        exiger("A-032", e.dit["montant_centimes"] == du, f"notifié autre chose que {du} ({e.flux})")
        self.notifies.add(e.flux)

    @sur("funding.ForfaitVerse")
    def verser(self, e: Evenement) -> None:
        exiger("A-032", e.flux in self.notifies, f"versé sans notification ({e.flux})")
        self.verses[e.flux] += e.dit["montant_centimes"]
        exiger(
            "A-032", self.verses[e.flux] <= self.dus[e.flux], f"versé au-delà du droit ({e.flux})"
        )
