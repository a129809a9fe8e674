"""Les remarques d'un audit : émises par l'auditeur, traitées par le porteur, levées (A-017)."""

from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import event

from shared.recording.aggregates import Aggregate, Created
from shared.refusal import Refus

EMISE, TRAITEE, LEVEE = "EMISE", "TRAITEE", "LEVEE"
ETATS = {EMISE: "émise", TRAITEE: "traitée", LEVEE: "levée"}


class RemarqueInconnue(Refus):
    """Cet audit n'a pas de remarque de cette identité."""


class RemarqueNonTraitee(Refus):
    """Une remarque ne se lève qu'une fois traitée par le porteur (A-017)."""


class RemarqueDejaLevee(Refus):
    """Une remarque levée ne se traite plus."""


class Remarques(Aggregate):
    """Les remarques d'un audit ; leur vie continue après sa conclusion."""

    TOPIC = "audit.Remarques"

    class RemarquesOuvertes(Created):
        TOPIC = "audit.RemarquesOuvertes"
        PHRASE = "Suivi des remarques ouvert"
        audit_id: UUID
        signalement_id: UUID
        structure_id: UUID

    class RemarqueFormulee(Aggregate.Event):
        TOPIC = "audit.RemarqueFormulee"
        PHRASE = "Remarque formulée"
        remarque_id: UUID
        audit_id: UUID
        critere: str
        texte: str
        auteur: str
        organisme: str

        def details(self) -> str:
            return f"({self.critere} : « {self.texte} »)"

    class RemarqueTraitee(Aggregate.Event):
        TOPIC = "audit.RemarqueTraitee"
        PHRASE = "Remarque traitée par le porteur"
        remarque_id: UUID
        reponse: str
        preuves: list[dict[str, Any]]

        def details(self) -> str:
            return f"(« {self.reponse} » ; {len(self.preuves)} preuve(s))"

    class RemarqueLevee(Aggregate.Event):
        TOPIC = "audit.RemarqueLevee"
        PHRASE = "Remarque levée"
        remarque_id: UUID
        audit_id: UUID
        critere: str

        def details(self) -> str:
            return f"({self.critere})"

    class RemarquesIntegralementLevees(Aggregate.Event):
        TOPIC = "audit.RemarquesIntegralementLevees"
        PHRASE = "Toutes les remarques de l'audit sont levées"
        audit_id: UUID
        signalement_id: UUID

    @staticmethod
    def create_id(audit_id: UUID) -> UUID:
        """Un suivi par audit : son identité se déduit."""
        return uuid5(audit_id, Remarques.TOPIC)

    @event(RemarquesOuvertes)
    def __init__(self, audit_id: UUID, signalement_id: UUID, structure_id: UUID) -> None:
        self.audit_id = audit_id
        self.signalement_id = signalement_id
        self.structure_id = structure_id
        self.etats: dict[UUID, str] = {}
        self.criteres: dict[UUID, str] = {}
        self.dites: dict[UUID, dict[str, str]] = {}

    def resume(self) -> list[dict[str, str]]:
        """Chaque remarque, la réponse du porteur et son état."""
        return [{**dit, "etat": self.etats[id]} for id, dit in self.dites.items()]

    def formuler(self, critere: str, texte: str, auteur: str, organisme: str) -> None:
        remarque_id = uuid5(self.id, f"remarque {len(self.etats) + 1}")
        self._remarque_formulee(remarque_id, self.audit_id, critere, texte, auteur, organisme)

    def traiter(self, remarque_id: UUID, reponse: str, preuves: list[dict[str, Any]]) -> None:
        """Le porteur peut compléter sa réponse tant que la remarque n'est pas levée."""
        if self._etat(remarque_id) == LEVEE:
            raise RemarqueDejaLevee(f"La remarque {remarque_id} est déjà levée.")
        self._remarque_traitee(remarque_id, reponse, preuves)

    def lever(self, remarque_id: UUID) -> None:
        etat = self._etat(remarque_id)
        if etat == LEVEE:
            return
        if etat == EMISE:
            raise RemarqueNonTraitee(
                f"La remarque {remarque_id} n'a pas été traitée : le porteur doit d'abord dire, "
                "preuve à l'appui, ce qu'il a fait (TraiterRemarque)."
            )
        self._remarque_levee(remarque_id, self.audit_id, self.criteres[remarque_id])
        if set(self.etats.values()) == {LEVEE}:
            self._remarques_integralement_levees(self.audit_id, self.signalement_id)

    def _etat(self, remarque_id: UUID) -> str:
        if remarque_id not in self.etats:
            raise RemarqueInconnue(f"L'audit {self.audit_id} n'a pas de remarque {remarque_id}.")
        return self.etats[remarque_id]

    @event(RemarqueFormulee)
    def _remarque_formulee(
        self,
        remarque_id: UUID,
        audit_id: UUID,
        critere: str,
        texte: str,
        auteur: str,
        organisme: str,
    ) -> None:
        self.etats[remarque_id] = EMISE
        self.criteres[remarque_id] = critere
        self.dites[remarque_id] = {"critere": critere, "texte": texte, "reponse": ""}

    @event(RemarqueTraitee)
    def _remarque_traitee(
        self, remarque_id: UUID, reponse: str, preuves: list[dict[str, Any]]
    ) -> None:
        self.etats[remarque_id] = TRAITEE
        self.dites[remarque_id]["reponse"] = reponse

    @event(RemarqueLevee)
    def _remarque_levee(self, remarque_id: UUID, audit_id: UUID, critere: str) -> None:
        self.etats[remarque_id] = LEVEE

    @event(RemarquesIntegralementLevees)
    def _remarques_integralement_levees(self, audit_id: UUID, signalement_id: UUID) -> None:
        """Rien à retenir : une remarque formulée depuis rouvre le suivi."""
