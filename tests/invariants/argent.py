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
