"""La phase contradictoire : le porteur répond au projet de rapport, ou se tait (TMR-14)."""

from datetime import date
from typing import Any
from uuid import UUID

from services.audit.conduite.domain.audit import Audit
from services.audit.conduite.rules import RegleContradictoire, Silence
from services.audit.preuves.domain import PreuveEnregistree
from shared.recording.provenance import cited
from shared.refusal import RefusDuMoment
from shared.typographie import jour_long

SILENCES: dict[Silence, str] = {
    "ESCALADER": "l'agence nationale en est saisie",
    "ACCEPTER": "les constats sont réputés acceptés",
    "REFUSER": "les constats sont réputés contestés",
}
"""La valeur du silence du porteur ; aucun n'établit un critère (A-022)."""


class ContradictoireEnCours(RefusDuMoment):
    """Tant que le porteur peut répondre, l'audit ne se conclut pas (TMR-14)."""


class PhaseContradictoireOuverte(Audit.Event):
    TOPIC = "audit.PhaseContradictoireOuverte"
    PHRASE = "Phase contradictoire ouverte : le projet de rapport est adressé au porteur"
    class_version = 2
    signalement_id: UUID
    jusqu_au: str
    silence: Silence
    regle: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """La règle appliquée n'était que citée."""
        state["regle"] = cited(state, "CONTRADICTOIRE")

    def apply(self, audit: Audit) -> None:
        audit.etat = "CONTRADICTOIRE"
        audit.regles["phase contradictoire"] = self.regle
        audit.contradictoire = {"jusqu_au": self.jusqu_au, "silence": "", "observations": []}

    def details(self) -> str:
        return f"jusqu'au {jour_long(date.fromisoformat(self.jusqu_au))}"


class ObservationsPorteurRecues(Audit.Event):
    TOPIC = "audit.ObservationsPorteurRecues"
    PHRASE = "Observations du porteur reçues"
    texte: str
    preuves: list[PreuveEnregistree]
    auteur: str
    le: str

    def apply(self, audit: Audit) -> None:
        assert audit.contradictoire, "the phase is open"
        audit.contradictoire["observations"].append(
            {"texte": self.texte, "preuves": self.preuves, "le": self.le}
        )
        audit.parties.add(self.auteur)

    def details(self) -> str:
        return f"(« {self.texte} »)"


class SilenceDuPorteurConstate(Audit.Event):
    TOPIC = "audit.SilenceDuPorteurConstate"
    PHRASE = "Délai de la phase contradictoire passé sans réponse du porteur"
    signalement_id: UUID
    silence: Silence

    def apply(self, audit: Audit) -> None:
        assert audit.contradictoire, "the phase is open"
        audit.contradictoire["silence"] = self.silence

    def details(self) -> str:
        return f": {SILENCES[self.silence]}"


def ouvrir_contradictoire(
    audit: Audit, par: str, regle: RegleContradictoire, aujourd_hui: date
) -> None:
    audit.verifier_auditeur("OuvrirContradictoire", par)
    audit.enregistrer(
        PhaseContradictoireOuverte,
        selon=[regle.id],
        signalement_id=audit.signalement_id,
        jusqu_au=regle.dernier_jour(aujourd_hui).isoformat(),
        silence=regle.silence,
        regle=regle.id,
    )


def presenter(
    audit: Audit, par: str, texte: str, preuves: list[PreuveEnregistree], le: date
) -> None:
    audit.permettre("PresenterObservations")
    audit.enregistrer(
        ObservationsPorteurRecues, texte=texte, preuves=preuves, auteur=par, le=le.isoformat()
    )


def constater_silence(audit: Audit, silence: Silence) -> None:
    """TMR-14 : sans objet, si le porteur a répondu ou si l'audit n'attend plus rien."""
    if audit.etat == "CONTRADICTOIRE" and attend_le_porteur(audit):
        audit.enregistrer(
            SilenceDuPorteurConstate, signalement_id=audit.signalement_id, silence=silence
        )


def attend_le_porteur(audit: Audit) -> bool:
    phase = audit.contradictoire
    return phase is not None and not (phase["observations"] or phase["silence"])


def verifier_reponse(audit: Audit) -> None:
    """Refuse (`ContradictoireEnCours`) tant que le porteur peut répondre."""
    if audit.contradictoire and attend_le_porteur(audit):
        jusqu_au = jour_long(date.fromisoformat(audit.contradictoire["jusqu_au"]))
        raise ContradictoireEnCours(
            f"« {audit.nom} » : le porteur peut répondre jusqu'au {jusqu_au} ; l'audit se conclura "
            "une fois ses observations reçues, ou ce délai passé.",
            selon=[audit.regles["phase contradictoire"]],
        )
