"""Le plan de déploiement d'un département, adopté puis révisé par son préfet (A-019, A-072)."""

from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.domain import event

from shared.recording.aggregates import Aggregate, Created
from shared.refusal import Refus
from shared.typographie import jour_long


class PlanDejaAdopte(Refus):
    """Un plan adopté ne s'adopte pas de nouveau : il se révise (A-019)."""


class PlanIncoherent(Refus):
    """Les objectifs d'un plan croissent avec leurs dates (A-019)."""


class PlanDeDeploiement(Aggregate):
    """Objectifs, structures candidates et dates ; chaque version reste dans le journal."""

    TOPIC = "labellisation.PlanDeDeploiement"

    class PlanDeDeploiementAdopte(Created):
        TOPIC = "labellisation.PlanDeDeploiementAdopte"
        PHRASE = "Plan de déploiement adopté"
        departement: str
        le: str
        teneur: dict[str, Any]

    class PlanDeDeploiementRevise(Aggregate.Event):
        TOPIC = "labellisation.PlanDeDeploiementRevise"
        PHRASE = "Plan de déploiement révisé"
        departement: str
        le: str
        teneur: dict[str, Any]

    @staticmethod
    def create_id(departement: str) -> UUID:
        """Un plan par département."""
        return uuid5(NAMESPACE_URL, f"plan:{departement}")

    @event(PlanDeDeploiementAdopte)
    def __init__(self, departement: str, le: str, teneur: dict[str, Any]) -> None:
        self.departement, self.teneur = departement, teneur

    @classmethod
    def adopter(cls, departement: str, le: date, teneur: dict[str, Any]) -> "PlanDeDeploiement":
        _verifier(teneur)
        return cls(departement, le.isoformat(), teneur)

    def confirmer(self, teneur: dict[str, Any]) -> None:
        """La même adoption ne change rien ; une autre est refusée."""
        if teneur != self.teneur:
            raise PlanDejaAdopte(
                f"Le département {self.departement} a déjà un plan : révisez-le "
                "(demande « ReviserPlan »)."
            )

    def reviser(self, le: date, teneur: dict[str, Any]) -> None:
        _verifier(teneur)
        if teneur != self.teneur:
            self._plan_de_deploiement_revise(self.departement, le.isoformat(), teneur)

    @event(PlanDeDeploiementRevise)
    def _plan_de_deploiement_revise(
        self, departement: str, le: str, teneur: dict[str, Any]
    ) -> None:
        self.teneur = teneur


def _verifier(teneur: dict[str, Any]) -> None:
    objectifs = sorted(teneur["objectifs"], key=lambda each: str(each["echeance"]))
    for avant, apres in zip(objectifs, objectifs[1:], strict=False):
        if apres["structures"] < avant["structures"] or apres["echeance"] == avant["echeance"]:
            jour = jour_long(date.fromisoformat(apres["echeance"]))
            raise PlanIncoherent(
                f"L'objectif du {jour} ({apres['structures']} structures) doit dépasser le "
                "précédent, à une date qui lui est propre : corrigez l'un ou l'autre."
            )
