"""INV-13, INV-14 : le lien suit le label, et l'on n'ouvre qu'avec des agents formés."""

from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from tests.invariants.conventions import FINIT
from tests.invariants.journal import Evenement, paris
from tests.invariants.temoin import Garde, exiger, sur

FORMATION = Path(__file__).parents[2] / "services/onboarding/formation/donnees/formation.yaml"
FERME = {
    "onboarding.AccesSuspendu": "SUSPENDU",
    "onboarding.AccesRetabli": "OUVERT",
    "onboarding.AccesFerme": "FERME",
}


@cache
def modules(jour: date) -> frozenset[str]:
    """Les modules du programme en vigueur ce jour-là, tous obligatoires."""
    versions: list[dict[str, Any]] = yaml.safe_load(FORMATION.read_text("utf-8"))
    [version] = [
        each
        for each in versions
        if each["en_vigueur"]["du"] <= jour <= each["en_vigueur"].get("au", date.max)
    ]
    return frozenset(m["code"] for bloc in version["blocs"] for m in bloc["modules"])


class Acces(Garde):
    """Un lien par label, un compte par lien, et plus rien quand le label ne vaut plus."""

    def __init__(self) -> None:
        self.labels: dict[UUID, UUID | None] = {}
        self.finis: set[UUID] = set()
        self.raccordements: dict[UUID, UUID] = {}
        self.liens: dict[UUID, UUID] = {}
        self.comptes: set[UUID] = set()
        self.acces: dict[UUID, str] = {}
        self.avant: dict[UUID, str] = {}

    @sur("labellisation.StructureLabellisee")
    def labelliser(self, e: Evenement) -> None:
        self.labels[e.dit["label_id"]] = e.structure

    @sur(*FINIT)
    def finir(self, e: Evenement) -> None:
        if e.dit["label_id"]:
            self.finis.add(e.dit["label_id"])

    @sur("labellisation.FusionAnnulee")
    def revivre(self, e: Evenement) -> None:
        self.finis.discard(e.dit["label_id"])

    @sur("onboarding.LienInscriptionEnvoye")
    def envoyer(self, e: Evenement) -> None:
        label = e.dit["label_id"]
        exiger("INV-13", label in self.labels, f"lien envoyé sans label ({label})")
        exiger("INV-13", self.labels[label] == e.dit["structure_id"], "lien d'une autre structure")
        exiger(
            "INV-13", label not in self.raccordements.values(), f"deux liens pour le label {label}"
        )
        self.raccordements[e.flux], self.liens[e.flux] = label, e.dit["lien_id"]
        self.acces[e.flux] = "OUVERT"

    @sur("onboarding.LienInscriptionRenouvele")
    def renouveler(self, e: Evenement) -> None:
        self._exiger_ouvert(e)
        exiger("INV-13", e.flux not in self.comptes, "lien renouvelé après le compte")
        self.liens[e.flux] = e.dit["lien_id"]

    @sur("onboarding.CompteStructureCree")
    def creer(self, e: Evenement) -> None:
        self._exiger_ouvert(e)
        exiger("INV-13", e.flux not in self.comptes, f"lien accepté deux fois ({e.flux})")
        exiger("INV-13", self.liens[e.flux] == e.dit["lien_id"], "compte créé d'un lien révoqué")
        self.comptes.add(e.flux)

    @sur("onboarding.AgentInscrit", "onboarding.ApplicationsOuvertes")
    def inscrire(self, e: Evenement) -> None:
        self._exiger_ouvert(e)
        exiger("INV-13", e.flux in self.comptes, f"{e.sujet} sans compte")

    @sur(*FERME)
    def changer(self, e: Evenement) -> None:
        exiger("INV-13", self.acces[e.flux] != "FERME", f"{e.sujet} après la fermeture")
        self.avant[e.flux], self.acces[e.flux] = self.acces[e.flux], FERME[e.sujet]

    @sur("onboarding.AccesRendu")
    def rendre(self, e: Evenement) -> None:
        """La fusion annulée rend l'accès qu'elle avait fermé."""
        exiger("INV-13", self.acces[e.flux] == "FERME", f"accès rendu à {e.flux}, qui l'avait")
        self.acces[e.flux] = self.avant[e.flux]

    @sur("onboarding.AccesRecu")
    def recevoir(self, e: Evenement) -> None:
        """Le compte de l'absorbée ne passe qu'à une survivante qui n'en a pas."""
        exiger("INV-13", self.acces[e.flux] != "FERME", f"accès reçu par {e.flux}, fermé")
        if e.dit["compte_id"]:
            exiger("INV-13", e.flux not in self.comptes, f"deux comptes pour {e.flux}")
            self.comptes.add(e.flux)

    @sur("onboarding.AccesRestitue")
    def restituer(self, e: Evenement) -> None:
        if e.dit["compte_id"]:
            self.comptes.discard(e.flux)

    def au_repos(self) -> None:
        for flux, label in self.raccordements.items():
            ferme = self.acces[flux] == "FERME"
            exiger(
                "INV-13", ferme == (label in self.finis), f"accès {self.acces[flux]}, label {label}"
            )

    def _exiger_ouvert(self, e: Evenement) -> None:
        exiger("INV-13", self.acces[e.flux] == "OUVERT", f"{e.sujet}, accès {self.acces[e.flux]}")


class Ouvertures(Garde):
    """`ignorants` : les demandes d'ouverture arrivées avant ce qu'onboarding avait à en dire."""

    def __init__(self, ignorants: set[UUID] | None = None) -> None:
        self.ignorants = set() if ignorants is None else ignorants
        self.labels: dict[UUID, UUID] = {}
        self.agents: dict[UUID, dict[UUID, date]] = defaultdict(dict)
        self.valides: dict[UUID, set[str]] = defaultdict(set)

    @sur("onboarding.LienInscriptionEnvoye")
    def raccorder(self, e: Evenement) -> None:
        self.labels[e.dit["label_id"]] = e.flux

    @sur("onboarding.AgentInscrit")
    def inscrire(self, e: Evenement) -> None:
        self.agents[e.flux][e.dit["agent_id"]] = paris(e.survenu_le)

    @sur("onboarding.AgentRecu")
    def recevoir(self, e: Evenement) -> None:
        """Un agent venu d'une structure absorbée garde le programme du jour de son inscription."""
        agent = e.dit["agent_id"]
        [inscrit_le] = {dits[agent] for dits in self.agents.values() if agent in dits}
        self.agents[e.flux][agent] = inscrit_le

    @sur("onboarding.AgentDesinscrit", "onboarding.AgentRestitue")
    def desinscrire(self, e: Evenement) -> None:
        del self.agents[e.flux][e.dit["agent_id"]]

    @sur("onboarding.ModuleValide")
    def valider(self, e: Evenement) -> None:
        self.valides[e.dit["agent_id"]].add(e.dit["module"])

    @sur("labellisation.FranceServicesOuverte")
    def ouvrir(self, e: Evenement) -> None:
        if e.provenance["cause"] in self.ignorants:
            return
        agents = (
            self.agents[self.labels[e.dit["label_id"]]] if e.dit["label_id"] in self.labels else {}
        )
        exiger("INV-14", agents, "ouverte sans agent")
        for agent, inscrit_le in agents.items():
            manque = modules(inscrit_le) - self.valides[agent]
            exiger("INV-14", not manque, f"ouverte sans {', '.join(sorted(manque))} pour {agent}")
