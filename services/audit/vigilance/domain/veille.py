"""La veille sur une structure : ses alertes, une par cause, jusqu'à ce que quelqu'un les lève."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import event

from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import Refus

ORIGINES = {
    "ENQUETE": "enquête de satisfaction",
    "VISITE_MYSTERE": "visite mystère",
    "EFFECTIF": "effectif",
    "HORAIRES": "horaires publiés",
    "CONSTAT": "constat d'audit",
}


class AlerteInconnue(Refus):
    """Aucune alerte en cours de cette structure n'a cet identifiant."""


class RaisonManquante(Refus):
    """Une alerte ne se lève pas sans dire pourquoi."""


class Veille(Aggregate):
    """Les alertes d'une structure. Aucune ne lui retire son label : le préfet seul en décide."""

    TOPIC = "audit.Veille"

    class VeilleOuverte(Created):
        TOPIC = "audit.VeilleOuverte"
        PHRASE = "Veille ouverte sur la qualité de la structure"
        structure_id: UUID
        departement: str

    class AlerteQualiteEmise(Aggregate.Event):
        TOPIC = "audit.AlerteQualiteEmise"
        PHRASE = "Alerte sur la qualité"
        PERSONNELLES = personal(contact, "structure.courriel")
        structure_id: UUID
        alerte_id: UUID
        structure: dict[str, Any]
        origine: str
        cause: str
        criteres: list[str]
        detail: str

        def details(self) -> str:
            criteres = f" ; critères en cause : {', '.join(self.criteres)}" if self.criteres else ""
            return f"({ORIGINES[self.origine]}) : {self.detail}{criteres}"

    class AlerteQualiteLevee(Aggregate.Event):
        TOPIC = "audit.AlerteQualiteLevee"
        PHRASE = "Alerte sur la qualité levée"
        structure_id: UUID
        alerte_id: UUID
        origine: str
        cause: str
        raison: str

        def details(self) -> str:
            return f"({ORIGINES[self.origine]}) : {self.raison}"

    @staticmethod
    def create_id(structure_id: UUID) -> UUID:
        return uuid5(structure_id, Veille.TOPIC)

    @event(VeilleOuverte)
    def __init__(self, structure_id: UUID, departement: str) -> None:
        self.structure_id, self.departement = structure_id, departement
        self.en_cours: dict[UUID, tuple[str, str]] = {}
        self.emises = 0

    def alerter(
        self,
        structure: dict[str, Any],
        origine: str,
        cause: str,
        criteres: Sequence[str],
        detail: str,
    ) -> None:
        """Une alerte par cause : la même cause n'en donne une autre qu'une fois levée."""
        if (origine, cause) in self.en_cours.values():
            return
        alerte_id = uuid5(self.id, f"alerte {self.emises + 1}")
        said = (self.structure_id, alerte_id, structure, origine, cause, list(criteres), detail)
        self._alerte_qualite_emise(*said)

    def lever(self, alerte_id: UUID, raison: str | None) -> None:
        if alerte_id not in self.en_cours:
            raise AlerteInconnue(f"Aucune alerte en cours {alerte_id} pour cette structure.")
        if not raison:
            raise RaisonManquante("Dites pourquoi l'alerte est levée, dans le champ « motif ».")
        origine, cause = self.en_cours[alerte_id]
        self._alerte_qualite_levee(self.structure_id, alerte_id, origine, cause, raison)

    @event(AlerteQualiteEmise)
    def _alerte_qualite_emise(
        self,
        structure_id: UUID,
        alerte_id: UUID,
        structure: dict[str, Any],
        origine: str,
        cause: str,
        criteres: list[str],
        detail: str,
    ) -> None:
        self.en_cours[alerte_id] = (origine, cause)
        self.emises += 1

    @event(AlerteQualiteLevee)
    def _alerte_qualite_levee(
        self, structure_id: UUID, alerte_id: UUID, origine: str, cause: str, raison: str
    ) -> None:
        del self.en_cours[alerte_id]
