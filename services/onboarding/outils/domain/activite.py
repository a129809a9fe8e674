"""Une activité : un passage, saisi une fois, sans rien de l'identité de l'usager (A-126)."""

from collections.abc import Collection
from datetime import date
from uuid import UUID, uuid5

from services.onboarding.outils.rules import Questionnaire
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDuMoment


class OutilsFermes(RefusDuMoment):
    """Les outils s'ouvrent quand assez d'agents de la structure sont inscrits (A-118)."""


class Activite(Aggregate):
    """Le passage d'un usager, décrit par un agent en quelques choix."""

    TOPIC = "onboarding.Activite"

    class ActiviteSaisie(Created):
        TOPIC = "onboarding.ActiviteSaisie"
        PHRASE = "Activité saisie par un agent"
        demande_id: UUID
        structure_id: UUID
        questionnaire: str
        choix: dict[str, str]
        le: str

        def details(self) -> str:
            return f"({', '.join(self.choix.values())})"

    @staticmethod
    def create_id(demande_id: UUID) -> UUID:
        """Une activité par demande : la répéter n'en saisit pas deux."""
        return uuid5(demande_id, Activite.TOPIC)

    @classmethod
    def saisir(
        cls,
        demande_id: UUID,
        structure_id: UUID,
        choix: dict[str, str],
        le: date,
        questionnaire: Questionnaire,
        operateurs: Collection[str],
    ) -> "Activite":
        """Refuse (`ReponseInattendue`) ce que le questionnaire du jour ne propose pas (A-127)."""
        questionnaire.verifier(choix, operateurs)
        return cls.creer(
            cls.ActiviteSaisie,
            selon=[questionnaire.id],
            demande_id=demande_id,
            structure_id=structure_id,
            questionnaire=questionnaire.id,
            choix=choix,
            le=le.isoformat(),
        )


def exiger_outils(ouverts: bool) -> None:
    if not ouverts:
        raise OutilsFermes("Inscrivez d'abord les agents : les outils s'ouvrent alors.")
