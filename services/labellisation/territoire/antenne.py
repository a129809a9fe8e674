"""Les antennes d'opérateurs près d'une structure : observées, jamais interdites (A-073, A-074)."""

from datetime import date
from uuid import UUID, uuid5

from eventsourcing.domain import event

from shared.recording.aggregates import Aggregate, Created
from shared.typographie import jour_long


class AntenneOperateur(Aggregate):
    """La fermeture de l'antenne d'un opérateur, près d'une structure."""

    TOPIC = "labellisation.AntenneOperateur"

    class FermetureAntenneObservee(Created):
        TOPIC = "labellisation.FermetureAntenneObservee"
        PHRASE = "Fermeture d'une antenne d'opérateur observée"
        structure_id: UUID
        departement: str
        operateur: str
        nom: str
        fermee_le: str
        apres_le_label: bool

        def details(self) -> str:
            jour = jour_long(date.fromisoformat(self.fermee_le))
            suite = ", après le label" if self.apres_le_label else ""
            return f"({self.nom}, le {jour}{suite})"

    @staticmethod
    def create_id(structure_id: UUID, operateur: str) -> UUID:
        """Une antenne par opérateur et par structure."""
        return uuid5(structure_id, f"antenne {operateur}")

    @event(FermetureAntenneObservee)
    def __init__(
        self,
        structure_id: UUID,
        departement: str,
        operateur: str,
        nom: str,
        fermee_le: str,
        apres_le_label: bool,
    ) -> None:
        self.structure_id = structure_id
