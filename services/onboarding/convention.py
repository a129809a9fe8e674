"""La convention-cadre d'un département, et les opérateurs qui s'y engagent (A-045, A-046)."""

from collections.abc import Mapping
from uuid import NAMESPACE_DNS, UUID, uuid5

from eventsourcing.domain import event

from shared.domain import Aggregate, Created

CONVENTIONS = uuid5(NAMESPACE_DNS, "conventions.france-services.invalid")


class ConventionDepartementale(Aggregate):
    """Complète quand elle réunit tout le socle ; les annexes qu'elle bloque attendent ici."""

    TOPIC = "onboarding.ConventionDepartementale"

    class ConventionOuverte(Created):
        """Convention-cadre départementale ouverte à l'engagement des opérateurs."""

        TOPIC = "onboarding.ConventionOuverte"
        departement: str

    class OperateurEngage(Aggregate.Event):
        """Opérateur engagé dans la convention-cadre du département."""

        TOPIC = "onboarding.OperateurEngage"
        departement: str
        operateur: str
        le: str

    class AnnexeRetenue(Aggregate.Event):
        """Annexe retenue tant que la convention-cadre est incomplète."""

        TOPIC = "onboarding.AnnexeRetenue"
        label_id: UUID

    class AnnexesLiberees(Aggregate.Event):
        """Convention-cadre complète : les annexes retenues peuvent être établies."""

        TOPIC = "onboarding.AnnexesLiberees"
        label_ids: list[UUID]

    @staticmethod
    def create_id(departement: str) -> UUID:
        """Une convention-cadre par département."""
        return uuid5(CONVENTIONS, departement)

    @event(ConventionOuverte)
    def __init__(self, departement: str) -> None:
        self.departement = departement
        self.engagements: dict[str, str] = {}
        self.retenues: list[UUID] = []

    def engager(self, operateur: str, le: str) -> None:
        if operateur not in self.engagements:
            self._operateur_engage(self.departement, operateur, le)

    def manquants(self, socle: Mapping[str, str]) -> dict[str, str]:
        """Les opérateurs du socle, nom par code, qui ne se sont pas engagés."""
        return {code: nom for code, nom in socle.items() if code not in self.engagements}

    def retenir(self, label_id: UUID) -> None:
        if label_id not in self.retenues:
            self._annexe_retenue(label_id)

    def liberer(self) -> None:
        if self.retenues:
            self._annexes_liberees(list(self.retenues))

    @event(OperateurEngage)
    def _operateur_engage(self, departement: str, operateur: str, le: str) -> None:
        self.engagements[operateur] = le

    @event(AnnexeRetenue)
    def _annexe_retenue(self, label_id: UUID) -> None:
        self.retenues.append(label_id)

    @event(AnnexesLiberees)
    def _annexes_liberees(self, label_ids: list[UUID]) -> None:
        self.retenues = []
