"""Le plan de déploiement d'un département, adopté puis révisé par son préfet (A-019, A-072)."""

from collections.abc import Hashable
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from typing_extensions import TypedDict

from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDuMoment
from shared.typographie import jour_long


class PlanDejaAdopte(RefusDuMoment):
    """Un plan adopté ne s'adopte pas de nouveau : il se révise (A-019)."""


class PlanIncoherent(RefusDuMoment):
    """Les objectifs d'un plan croissent avec leurs dates (A-019)."""


class ObjectifDuPlan(TypedDict):
    """Tant de structures labellisées à cette date."""

    echeance: str
    structures: int


class CandidateDuPlan(TypedDict):
    """Une structure attendue ; elle peut n'avoir encore ni dossier ni porteur (A-071)."""

    commune_insee: str
    echeance: str
    nom: str
    format: str
    structure_id: str | None
    porteur_pressenti: str


class Teneur(TypedDict):
    """Un plan ; `sdaasp` est la référence du schéma départemental auquel il s'adosse (A-072)."""

    sdaasp: str
    objectifs: list[ObjectifDuPlan]
    candidates: list[CandidateDuPlan]


class PlanDeDeploiement(Aggregate):
    """Objectifs, structures candidates et dates ; chaque version reste dans le journal."""

    TOPIC = "labellisation.PlanDeDeploiement"

    class PlanDeDeploiementAdopte(Created):
        TOPIC = "labellisation.PlanDeDeploiementAdopte"
        PHRASE = "Plan de déploiement adopté"
        departement: str
        le: str
        teneur: Teneur

        def apply(self, aggregate: "PlanDeDeploiement") -> None:
            aggregate.departement, aggregate.teneur = self.departement, self.teneur

    class PlanDeDeploiementRevise(Aggregate.Event):
        TOPIC = "labellisation.PlanDeDeploiementRevise"
        PHRASE = "Plan de déploiement révisé"
        departement: str
        le: str
        teneur: Teneur

        def apply(self, aggregate: "PlanDeDeploiement") -> None:
            aggregate.teneur = self.teneur

    def __init__(self) -> None:
        self.departement = ""
        self.teneur: Teneur

    @property
    def etape(self) -> Hashable:
        return self.version

    @staticmethod
    def create_id(departement: str) -> UUID:
        """Un plan par département."""
        return uuid5(NAMESPACE_URL, f"plan:{departement}")

    @classmethod
    def adopter(cls, departement: str, le: date, teneur: Teneur) -> "PlanDeDeploiement":
        _verifier(teneur)
        return cls.creer(
            cls.PlanDeDeploiementAdopte, departement=departement, le=le.isoformat(), teneur=teneur
        )

    def confirmer(self, teneur: Teneur) -> None:
        """La même adoption ne change rien ; une autre est refusée."""
        if teneur != self.teneur:
            raise PlanDejaAdopte(
                f"Le département {self.departement} a déjà un plan : révisez-le "
                "(demande « ReviserPlan »)."
            )

    def reviser(self, le: date, teneur: Teneur) -> None:
        _verifier(teneur)
        if teneur != self.teneur:
            self.enregistrer(
                self.PlanDeDeploiementRevise,
                departement=self.departement,
                le=le.isoformat(),
                teneur=teneur,
            )


def _verifier(teneur: Teneur) -> None:
    objectifs = sorted(teneur["objectifs"], key=lambda each: each["echeance"])
    for avant, apres in zip(objectifs, objectifs[1:], strict=False):
        if apres["structures"] < avant["structures"] or apres["echeance"] == avant["echeance"]:
            jour = jour_long(date.fromisoformat(apres["echeance"]))
            raise PlanIncoherent(
                f"L'objectif du {jour} ({apres['structures']} structures) doit dépasser le "
                "précédent, à une date qui lui est propre : corrigez l'un ou l'autre."
            )
