"""Les antennes d'opérateurs près d'une structure : observées, jamais interdites (A-073, A-074)."""

from datetime import date
from uuid import UUID, uuid5

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

    @classmethod
    def observer(
        cls,
        structure_id: UUID,
        departement: str,
        operateur: str,
        nom: str,
        fermee_le: date,
        label_depuis: date | None,
    ) -> "AntenneOperateur":
        """A-074 : elle se compte après le label si la structure l'avait ce jour-là."""
        return cls.creer(
            cls.FermetureAntenneObservee,
            structure_id=structure_id,
            departement=departement,
            operateur=operateur,
            nom=nom,
            fermee_le=fermee_le.isoformat(),
            apres_le_label=label_depuis is not None and label_depuis <= fermee_le,
        )
