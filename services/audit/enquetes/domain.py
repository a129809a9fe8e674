"""La campagne d'enquête d'une structure, une année : ses réponses, et leur indicateur."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.audit.enquetes.rules import Mesure, Questionnaire
from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import Refus
from shared.typographie import jour_long

PUBLICS = {"AGENTS": "agents", "USAGERS": "usagers"}


class CampagneClose(Refus):
    """Une campagne close ne reçoit plus de réponse."""


class PublicNonEnquete(Refus):
    """Cette campagne n'interroge pas ce public, ou pas avec ce questionnaire."""


@dataclass(frozen=True)
class Indicateur:
    """Ce que disent les réponses reçues d'un public (A-027, A-088, X-06).

    `points` additionne des notes sur dix, en centièmes.
    """

    reponses: int = 0
    notees: int = 0
    points: int = 0
    interrogees: int = 0
    reorientees: int = 0

    def avec(self, mesure: Mesure) -> "Indicateur":
        note, reorientee = mesure.note, mesure.reorientee
        return Indicateur(
            reponses=self.reponses + 1,
            notees=self.notees + (note is not None),
            points=self.points + (note or 0),
            interrogees=self.interrogees + (reorientee is not None),
            reorientees=self.reorientees + bool(reorientee),
        )

    @property
    def note(self) -> float | None:
        """Sur dix, à deux décimales."""
        return round(self.points / self.notees / 100, 2) if self.notees else None

    @property
    def reorientation(self) -> float | None:
        """En pour cent, à une décimale."""
        return round(100 * self.reorientees / self.interrogees, 1) if self.interrogees else None


class CampagneEnquete(Aggregate):
    """Une campagne par structure et par an, auprès des publics que la règle désigne (X-05)."""

    TOPIC = "audit.CampagneEnquete"

    class CampagneEnqueteOuverte(Created):
        TOPIC = "audit.CampagneEnqueteOuverte"
        PHRASE = "Campagne annuelle d'enquête de satisfaction ouverte"
        PERSONNELLES = personal(contact, "structure.courriel")
        structure_id: UUID
        structure: dict[str, Any]
        annee: int
        questionnaires: dict[str, str]
        ouverte_le: str
        cloture_le: str
        prochaine_le: str

        def details(self) -> str:
            publics = " et ".join(PUBLICS[each] for each in self.questionnaires)
            return f"({publics} ; jusqu'au {jour_long(date.fromisoformat(self.cloture_le))})"

    class ReponseEnqueteEnregistree(Aggregate.Event):
        TOPIC = "audit.ReponseEnqueteEnregistree"
        PHRASE = "Réponse à l'enquête de satisfaction enregistrée, sans identité"
        PERSONNELLES = personal(lambda said: said["originator_id"], "commentaire")
        structure_id: UUID
        annee: int
        public: str
        questionnaire: str
        notes: dict[str, int]
        choix: dict[str, str]
        commentaire: str
        note: int | None
        reorientee: bool | None

        def details(self) -> str:
            return f"({PUBLICS[self.public]})"

    class CampagneEnqueteCloturee(Aggregate.Event):
        TOPIC = "audit.CampagneEnqueteCloturee"
        PHRASE = "Campagne annuelle d'enquête de satisfaction close"
        structure_id: UUID
        annee: int
        resultats: list[dict[str, Any]]

        def details(self) -> str:
            dits = [f"{PUBLICS[each['public']]} : {each['reponses']}" for each in self.resultats]
            return f"(réponses : {', '.join(dits)})"

    @staticmethod
    def create_id(structure_id: UUID, annee: int) -> UUID:
        """Une campagne par structure et par an."""
        return uuid5(structure_id, f"{CampagneEnquete.TOPIC} {annee}")

    @event(CampagneEnqueteOuverte)
    def __init__(
        self,
        structure_id: UUID,
        structure: dict[str, Any],
        annee: int,
        questionnaires: dict[str, str],
        ouverte_le: str,
        cloture_le: str,
        prochaine_le: str,
    ) -> None:
        self.structure_id, self.structure, self.annee = structure_id, structure, annee
        self.questionnaires = questionnaires
        self.cloture_le = date.fromisoformat(cloture_le)
        self.indicateurs = dict.fromkeys(questionnaires, Indicateur())
        self.est_close = False

    def repondre(
        self,
        questionnaire: Questionnaire,
        notes: Mapping[str, int],
        choix: Mapping[str, str],
        commentaire: str,
        le: date,
    ) -> None:
        """L'indicateur est refait à chaque réponse (A-027, X-06)."""
        if self.est_close or le > self.cloture_le:
            raise CampagneClose(
                f"La campagne {self.annee} de « {self.structure['nom']} » est close depuis le "
                f"{jour_long(self.cloture_le)} : la réponse n'est pas enregistrée."
            )
        attendu = self.questionnaires.get(questionnaire.public)
        if attendu != questionnaire.id:
            raise PublicNonEnquete(
                f"La campagne {self.annee} de « {self.structure['nom']} » attend : "
                f"{', '.join(self.questionnaires.values())}."
            )
        mesure = questionnaire.mesurer(notes, choix, commentaire)
        self._reponse_enquete_enregistree(
            self.structure_id,
            self.annee,
            questionnaire.public,
            questionnaire.id,
            dict(notes),
            dict(choix),
            commentaire,
            mesure.note,
            mesure.reorientee,
        )

    def cloturer(self) -> None:
        if not self.est_close:
            self._campagne_enquete_cloturee(self.structure_id, self.annee, self.resultats())

    def resultats(self) -> list[dict[str, Any]]:
        """Par public : le questionnaire, le nombre de réponses, et ce qu'elles disent."""
        return [
            {
                "public": public,
                "questionnaire": self.questionnaires[public],
                "reponses": found.reponses,
                "note": found.note,
                "reorientation": found.reorientation,
            }
            for public, found in self.indicateurs.items()
        ]

    @event(ReponseEnqueteEnregistree)
    def _reponse_enquete_enregistree(
        self,
        structure_id: UUID,
        annee: int,
        public: str,
        questionnaire: str,
        notes: dict[str, int],
        choix: dict[str, str],
        commentaire: str,
        note: int | None,
        reorientee: bool | None,
    ) -> None:
        found = self.indicateurs[public].avec(Mesure(note, reorientee))
        self.indicateurs[public] = found

    @event(CampagneEnqueteCloturee)
    def _campagne_enquete_cloturee(
        self, structure_id: UUID, annee: int, resultats: list[dict[str, Any]]
    ) -> None:
        self.est_close = True
