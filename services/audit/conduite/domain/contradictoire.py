"""La phase contradictoire : le porteur répond au projet de rapport, ou se tait (TMR-14)."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from shared.recording.aggregates import Aggregate
from shared.recording.provenance import cited
from shared.refusal import Refus
from shared.typographie import jour_long

Silence = Literal["ESCALADER", "ACCEPTER", "REFUSER"]
SILENCES: dict[str, str] = {
    "ESCALADER": "l'agence nationale en est saisie",
    "ACCEPTER": "les constats sont réputés acceptés",
    "REFUSER": "les constats sont réputés contestés",
}
"""Ce que vaut le silence du porteur ; aucun n'établit un critère (A-022)."""


class ContradictoireSansObjet(Refus):
    """Aucune phase contradictoire n'est prévue à cette date."""


class ContradictoireEnCours(Refus):
    """Tant que le porteur peut répondre, l'audit ne se conclut pas (TMR-14)."""


class PhaseContradictoireOuverte(Aggregate.Event):
    TOPIC = "audit.PhaseContradictoireOuverte"
    PHRASE = "Phase contradictoire ouverte : le projet de rapport est adressé au porteur"
    class_version = 2
    signalement_id: UUID
    jusqu_au: str
    silence: str
    regle: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """La règle appliquée n'était que citée."""
        state["regle"] = cited(state, "CONTRADICTOIRE")

    def details(self) -> str:
        return f"jusqu'au {jour_long(date.fromisoformat(self.jusqu_au))}"

    def apply(self, audit: Any) -> None:
        audit.etat = "CONTRADICTOIRE"
        audit.regles["phase contradictoire"] = self.regle
        audit.contradictoire = {"jusqu_au": self.jusqu_au, "silence": "", "observations": []}


class ObservationsPorteurRecues(Aggregate.Event):
    TOPIC = "audit.ObservationsPorteurRecues"
    PHRASE = "Observations du porteur reçues"
    texte: str
    preuves: list[dict[str, Any]]
    auteur: str
    le: str

    def details(self) -> str:
        return f"(« {self.texte} »)"

    def apply(self, audit: Any) -> None:
        recu = {"texte": self.texte, "preuves": self.preuves, "le": self.le}
        audit.contradictoire["observations"].append(recu)
        audit.parties.add(self.auteur)


class SilenceDuPorteurConstate(Aggregate.Event):
    TOPIC = "audit.SilenceDuPorteurConstate"
    PHRASE = "Délai de la phase contradictoire passé sans réponse du porteur"
    signalement_id: UUID
    silence: str

    def details(self) -> str:
        return f": {SILENCES[self.silence]}"

    def apply(self, audit: Any) -> None:
        audit.contradictoire["silence"] = self.silence


def attend_le_porteur(phase: dict[str, Any]) -> bool:
    return bool(phase) and not (phase["observations"] or phase["silence"])


def verifier_reponse(nom: str, phase: dict[str, Any]) -> None:
    if attend_le_porteur(phase):
        jusqu_au = jour_long(date.fromisoformat(phase["jusqu_au"]))
        raise ContradictoireEnCours(
            f"« {nom} » : le porteur peut répondre jusqu'au {jusqu_au} ; l'audit se conclura "
            "une fois ses observations reçues, ou ce délai passé."
        )
