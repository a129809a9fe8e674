"""La veille sur une structure : ses alertes, une par cause, jusqu'à ce que quelqu'un les lève."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID, uuid5

from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDefinitif, RefusDuMoment
from shared.structures import DesignationEnregistree

Origine = Literal["ENQUETE", "VISITE_MYSTERE", "EFFECTIF", "HORAIRES", "CONSTAT"]
ORIGINES: dict[Origine, str] = {
    "ENQUETE": "enquête de satisfaction",
    "VISITE_MYSTERE": "visite mystère",
    "EFFECTIF": "effectif",
    "HORAIRES": "horaires publiés",
    "CONSTAT": "constat d'audit",
}


class AlerteInconnue(RefusDuMoment):
    """Aucune alerte en cours de cette structure n'a cet identifiant."""


class RaisonManquante(RefusDefinitif):
    """Une alerte ne se lève pas sans dire pourquoi."""


@dataclass(frozen=True)
class Doute:
    """Un doute sur la qualité : sa cause, qui distingue une alerte d'une autre, et son détail."""

    cause: str
    criteres: tuple[str, ...]
    detail: str


class Veille(Aggregate):
    """Les alertes d'une structure. Aucune ne lui retire son label : le préfet seul en décide."""

    TOPIC = "audit.Veille"

    class VeilleOuverte(Created):
        TOPIC = "audit.VeilleOuverte"
        PHRASE = "Veille ouverte sur la qualité de la structure"
        structure_id: UUID
        departement: str

        def apply(self, veille: "Veille") -> None:
            veille.structure_id, veille.departement = self.structure_id, self.departement

    class AlerteQualiteEmise(Aggregate.Event):
        TOPIC = "audit.AlerteQualiteEmise"
        PHRASE = "Alerte sur la qualité"
        PERSONNELLES = personal(contact, "structure.courriel")
        structure_id: UUID
        alerte_id: UUID
        structure: DesignationEnregistree
        origine: Origine
        cause: str
        criteres: list[str]
        detail: str

        def apply(self, veille: "Veille") -> None:
            veille.en_cours[self.alerte_id] = (self.origine, self.cause)
            veille.emises += 1

        def details(self) -> str:
            criteres = f" ; critères en cause : {', '.join(self.criteres)}" if self.criteres else ""
            return f"({ORIGINES[self.origine]}) : {self.detail}{criteres}"

    class AlerteQualiteLevee(Aggregate.Event):
        TOPIC = "audit.AlerteQualiteLevee"
        PHRASE = "Alerte sur la qualité levée"
        structure_id: UUID
        alerte_id: UUID
        origine: Origine
        cause: str
        raison: str

        def apply(self, veille: "Veille") -> None:
            del veille.en_cours[self.alerte_id]

        def details(self) -> str:
            return f"({ORIGINES[self.origine]}) : {self.raison}"

    def __init__(self) -> None:
        self.structure_id, self.departement = UUID(int=0), ""
        self.en_cours: dict[UUID, tuple[Origine, str]] = {}
        self.emises = 0

    @staticmethod
    def create_id(structure_id: UUID) -> UUID:
        return uuid5(structure_id, Veille.TOPIC)

    @classmethod
    def ouvrir(cls, structure_id: UUID, departement: str, selon: Iterable[str] = ()) -> "Veille":
        return cls.creer(
            cls.VeilleOuverte, selon=selon, structure_id=structure_id, departement=departement
        )

    def alerter(
        self,
        structure: DesignationEnregistree,
        origine: Origine,
        doute: Doute,
        selon: Iterable[str] = (),
    ) -> None:
        """Une alerte par cause : la même cause n'en donne une autre qu'une fois levée."""
        if (origine, doute.cause) in self.en_cours.values():
            return
        self.enregistrer(
            self.AlerteQualiteEmise,
            selon=selon,
            structure_id=self.structure_id,
            alerte_id=uuid5(self.id, f"alerte {self.emises + 1}"),
            structure=structure,
            origine=origine,
            cause=doute.cause,
            criteres=list(doute.criteres),
            detail=doute.detail,
        )

    def lever(self, alerte_id: UUID, raison: str | None) -> None:
        if alerte_id not in self.en_cours:
            raise AlerteInconnue(f"Aucune alerte en cours {alerte_id} pour cette structure.")
        if not raison:
            raise RaisonManquante("Dites pourquoi l'alerte est levée, dans le champ « motif ».")
        origine, cause = self.en_cours[alerte_id]
        self.enregistrer(
            self.AlerteQualiteLevee,
            structure_id=self.structure_id,
            alerte_id=alerte_id,
            origine=origine,
            cause=cause,
            raison=raison,
        )
