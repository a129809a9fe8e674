"""La campagne d'enquête d'une structure, une année : ses réponses, et leur indicateur."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from typing_extensions import TypedDict

from services.audit.enquetes.rules import PUBLICS, Enquetes, Mesure, Public, Questionnaire
from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDuMoment
from shared.structures import DesignationEnregistree
from shared.typographie import jour_long


class CampagneClose(RefusDuMoment):
    """Une campagne close ne reçoit plus de réponse."""


class PublicNonEnquete(RefusDuMoment):
    """Cette campagne n'interroge pas ce public, ou pas avec ce questionnaire."""


class ResultatEnregistre(TypedDict):
    """D'un public : le questionnaire, le nombre de réponses, et leur indicateur."""

    public: Public
    questionnaire: str
    reponses: int
    note: float | None
    reorientation: float | None


@dataclass(frozen=True)
class Indicateur:
    """L'indicateur des réponses reçues d'un public (A-027, A-088, X-06).

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
        structure: DesignationEnregistree
        annee: int
        questionnaires: dict[Public, str]
        ouverte_le: str
        cloture_le: str
        prochaine_le: str

        def apply(self, campagne: "CampagneEnquete") -> None:
            campagne.structure_id, campagne.structure = self.structure_id, self.structure
            campagne.annee, campagne.questionnaires = self.annee, self.questionnaires
            campagne.cloture_le = date.fromisoformat(self.cloture_le)
            campagne.indicateurs = dict.fromkeys(self.questionnaires, Indicateur())

        def details(self) -> str:
            publics = " et ".join(PUBLICS[each] for each in self.questionnaires)
            return f"({publics} ; jusqu'au {jour_long(date.fromisoformat(self.cloture_le))})"

    class ReponseEnqueteEnregistree(Aggregate.Event):
        TOPIC = "audit.ReponseEnqueteEnregistree"
        PHRASE = "Réponse à l'enquête de satisfaction enregistrée, sans identité"
        PERSONNELLES = personal(lambda fields: fields["originator_id"], "commentaire")
        structure_id: UUID
        annee: int
        public: Public
        questionnaire: str
        notes: dict[str, int]
        choix: dict[str, str]
        commentaire: str
        note: int | None
        reorientee: bool | None

        def apply(self, campagne: "CampagneEnquete") -> None:
            avant = campagne.indicateurs[self.public]
            campagne.indicateurs[self.public] = avant.avec(Mesure(self.note, self.reorientee))

        def details(self) -> str:
            return f"({PUBLICS[self.public]})"

    class CampagneEnqueteCloturee(Aggregate.Event):
        TOPIC = "audit.CampagneEnqueteCloturee"
        PHRASE = "Campagne annuelle d'enquête de satisfaction close"
        structure_id: UUID
        annee: int
        resultats: list[ResultatEnregistre]

        def apply(self, campagne: "CampagneEnquete") -> None:
            campagne.est_close = True

        def details(self) -> str:
            comptes = [f"{PUBLICS[each['public']]} : {each['reponses']}" for each in self.resultats]
            return f"(réponses : {', '.join(comptes)})"

    def __init__(self) -> None:
        self.structure_id = UUID(int=0)
        self.structure: DesignationEnregistree = {}
        self.annee, self.cloture_le = 0, date.min
        self.questionnaires: dict[Public, str] = {}
        self.indicateurs: dict[Public, Indicateur] = {}
        self.est_close = False

    @staticmethod
    def create_id(structure_id: UUID, annee: int) -> UUID:
        """Une campagne par structure et par an."""
        return uuid5(structure_id, f"{CampagneEnquete.TOPIC} {annee}")

    @classmethod
    def ouvrir(
        cls, structure_id: UUID, structure: DesignationEnregistree, enquetes: Enquetes, le: date
    ) -> "CampagneEnquete":
        """A-026, X-05 : selon la règle et les questionnaires de ce jour."""
        regle = enquetes.en_vigueur(le)
        questionnaires = enquetes.questionnaires_de(regle, le)
        return cls.creer(
            cls.CampagneEnqueteOuverte,
            selon=[regle.id, *questionnaires.values()],
            structure_id=structure_id,
            structure=structure,
            annee=le.year,
            questionnaires=questionnaires,
            ouverte_le=le.isoformat(),
            cloture_le=regle.cloture(le).isoformat(),
            prochaine_le=regle.suivante(le).isoformat(),
        )

    def repondre(
        self,
        questionnaire: Questionnaire,
        notes: Mapping[str, int],
        choix: Mapping[str, str],
        commentaire: str,
        le: date,
        selon: Iterable[str] = (),
    ) -> None:
        """L'indicateur est refait à chaque réponse (A-027, X-06)."""
        self._verifier_ouverte(le)
        self._verifier_attendu(questionnaire)
        mesure = questionnaire.mesurer(notes, choix, commentaire)
        self.enregistrer(
            self.ReponseEnqueteEnregistree,
            selon=[questionnaire.id, *selon],
            structure_id=self.structure_id,
            annee=self.annee,
            public=questionnaire.public,
            questionnaire=questionnaire.id,
            notes=dict(notes),
            choix=dict(choix),
            commentaire=commentaire,
            note=mesure.note,
            reorientee=mesure.reorientee,
        )

    def cloturer(self) -> None:
        if not self.est_close:
            self.enregistrer(
                self.CampagneEnqueteCloturee,
                structure_id=self.structure_id,
                annee=self.annee,
                resultats=self.resultats(),
            )

    def resultats(self) -> list[ResultatEnregistre]:
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

    def _verifier_ouverte(self, le: date) -> None:
        if self.est_close or le > self.cloture_le:
            raise CampagneClose(
                f"La campagne {self.annee} de « {self.structure['nom']} » est close depuis le "
                f"{jour_long(self.cloture_le)} : la réponse n'est pas enregistrée."
            )

    def _verifier_attendu(self, questionnaire: Questionnaire) -> None:
        if self.questionnaires.get(questionnaire.public) != questionnaire.id:
            raise PublicNonEnquete(
                f"La campagne {self.annee} de « {self.structure['nom']} » attend : "
                f"{', '.join(self.questionnaires.values())}.",
                selon=self.questionnaires.values(),
            )
