"""Une partie : des structures, ceux qui agissent, et ce qu'ils feraient ensuite à bon escient."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from console.acteurs import agence, auditeur, prefecture
from console.essai.simulation import Acteurs, ConstatEcrit
from shared.clock import PARIS, paris_date
from shared.contracts import Contract
from shared.contracts.onboarding import AgentDesinscrit
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Outcome
from tests.invariants.monde import Monde

JOURNEE = "9:00 - 12:00 / 13:30 - 17:00"
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")
INCONNU = uuid5(NAMESPACE_URL, "rien de connu")


@dataclass(frozen=True, repr=False)
class Structure:
    """Une structure de la partie ; `fautes` : ce que son audit trouve non conforme."""

    rang: int
    nom: str
    departement: str
    commune: str
    format: str = "FIXE"
    porteur: str = "COLLECTIVITE"
    fautes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"STRUCTURES[{self.rang}]"

    @property
    def id(self) -> UUID:
        return uuid5(NAMESPACE_URL, f"structure {self.nom}")

    @property
    def fiche(self) -> dict[str, Any]:
        return {
            "matricule": f"{self.departement}-{self.rang:02d}",
            "nom": self.nom,
            "departement": self.departement,
            "commune_insee": self.commune,
            "format": self.format,
            "porteur_type": self.porteur,
            "courriel": f"accueil@s{self.rang}.example",
            "horaires": dict.fromkeys(JOURS, JOURNEE),
        }


STRUCTURES = (
    Structure(0, "Maison des Estives", "15", "15001"),
    Structure(1, "Maison de la Source", "15", "15045", porteur="LA_POSTE"),
    Structure(2, "Maison du Plateau", "23", "23008", fautes=("LOC-02",)),
    Structure(3, "Bus des Monts", "15", "15138", format="BUS"),
    Structure(4, "Bus de la Creuse", "23", "23176", format="BUS"),
    Structure(5, "Bus du Sud", "15", "15122", format="ITINERANTE"),
    Structure(6, "Maison des Estives (bis)", "15", "15001"),
)
"""Les deux premières sont loin l'une de l'autre ; la dernière double la première."""


class Partie:
    """Ce que l'on sait de chaque structure par les faits annoncés, et ce qui reste à faire."""

    def __init__(self, monde: Monde) -> None:
        self.monde, self.rang, self.lus = monde, 0, 0
        fautes = {
            s.fiche["matricule"]: [ConstatEcrit(f, "à revoir") for f in s.fautes]
            for s in STRUCTURES
        }
        self.acteurs = Acteurs(monde.signature, constats=fautes)
        self.prevus: dict[UUID, list[tuple[datetime, Command]]] = defaultdict(list)
        self.faits: dict[UUID, dict[str, Contract]] = defaultdict(dict)
        self.agents: dict[UUID, list[UUID]] = defaultdict(list)
        self.sollicitations: list[tuple[Structure, UUID]] = []
        self.envoyees: list[Command] = []
        self.formes: set[UUID] = set()
        self.ignorants: set[UUID] = set()

    @property
    def maintenant(self) -> datetime:
        return self.monde.clock.now()

    def apprendre(self) -> None:
        """Les faits annoncés depuis la dernière fois, et les demandes qu'ils appellent."""
        dits = self.monde.courrier.dits
        for fait in dits[self.lus :]:
            self.faits[fait.structure_id][type(fait).__name__] = fait
            if isinstance(fait, AgentDesinscrit):
                self._oublier(fait.agent_id)
            self.prevus[fait.structure_id].extend(self.acteurs.reagir(fait))
        self.lus = len(dits)

    def envoyer(self, commande: Command, lire: bool = True) -> Outcome:
        if type(commande).__name__ == "OuvrirFranceServices" and self._ignore(commande):
            self.ignorants.add(commande.message_id)
        outcome = self.monde.demander(commande)
        self.envoyees.append(commande)
        if lire:
            self.monde.lire()
            self.apprendre()
        return outcome

    def ordre(self, kind: type[Command], acteur: Acteur, **dit: Any) -> Command:
        """Une demande de plus, d'aujourd'hui."""
        self.rang += 1
        entete = {
            "message_id": uuid5(NAMESPACE_URL, f"partie {self.rang}"),
            "acteur": acteur,
            "survenu_le": self.maintenant,
        }
        return kind.model_validate({**entete, **dit})

    def etats(self) -> dict[str, str]:
        """L'état de chaque dossier, par structure."""
        rows = self.monde.rows("labellisation", "SELECT structure_id, etat FROM dossiers")
        return {row["structure_id"]: row["etat"] for row in rows}

    def etat(self, structure: Structure) -> str:
        """L'état de son dossier ; vide, si elle n'en a pas."""
        return self.etats().get(str(structure.id), "")

    def connu(self, structure: Structure, fait: str, champ: str) -> UUID:
        """Ce que dit d'elle le dernier fait de ce nom."""
        known: UUID = getattr(self.faits[structure.id].get(fait), champ, INCONNU)
        return known

    def label(self, structure: Structure) -> UUID:
        return self.connu(structure, "StructureLabellisee", "label_id")

    def audit(self, structure: Structure) -> UUID:
        return self.connu(structure, "AuditDeclenche", "audit_id")

    def prefet(self, structure: Structure) -> Acteur:
        return prefecture(structure.departement)

    @property
    def agence(self) -> Acteur:
        return agence(self.maintenant.astimezone(PARIS).date())

    def auditeur(self, structure: Structure) -> Acteur:
        return auditeur(structure.departement)

    def porteur(self, structure: Structure) -> Acteur:
        return Acteur(role="PORTEUR", id=f"porteur {structure.rang}", structure_id=structure.id)

    def agent(self, structure: Structure) -> Acteur:
        return Acteur(role="AGENT", id=f"agent {structure.rang}", structure_id=structure.id)

    def aujourd_hui(self) -> Any:
        return paris_date(self.maintenant)

    def _oublier(self, agent_id: UUID | None) -> None:
        """Un agent est parti : on ne le convoque plus."""
        for agents in self.agents.values():
            if agent_id in agents:
                agents.remove(agent_id)

    def _ignore(self, commande: Command) -> bool:
        """La labellisation n'a pas appris tout ce qu'onboarding a dit de la structure."""
        attend = self.monde.courrier.attend("labellisation", "onboarding", str(commande.subject))
        return attend or "onboarding" in self.monde.arretes


BANQUE = Acteur(role="BANQUE_DES_TERRITOIRES", id="Banque des territoires")
CNFPT = Acteur(role="CNFPT", id="CNFPT")
