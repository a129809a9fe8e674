"""La formation des agents d'une structure : ce que chacun doit valider, et qui a fini."""

from collections.abc import Collection, Sequence
from uuid import UUID, uuid5

from eventsourcing.domain import event

from shared.recording.aggregates import Aggregate, Created
from shared.refusal import Refus


class AgentInconnu(Refus):
    """Cet agent n'est pas inscrit dans cette structure."""


class FormationStructure(Aggregate):
    """Un agent suit le programme en vigueur le jour où il s'inscrit (INV-14)."""

    TOPIC = "onboarding.FormationStructure"

    class FormationOuverte(Created):
        TOPIC = "onboarding.FormationOuverte"
        PHRASE = "Formation des agents de la structure ouverte"
        label_id: UUID
        structure_id: UUID

    class AgentAFormer(Aggregate.Event):
        TOPIC = "onboarding.AgentAFormer"
        PHRASE = "Agent à former, selon le programme du jour de son inscription"
        structure_id: UUID
        agent_id: UUID
        programme: str
        modules: list[str]

    class ModuleValide(Aggregate.Event):
        TOPIC = "onboarding.ModuleValide"
        PHRASE = "Module de formation validé"
        structure_id: UUID
        agent_id: UUID
        module: str
        source: str

        def details(self) -> str:
            return f"({self.module}, {self.source})"

    class ParcoursFormationAcheve(Aggregate.Event):
        TOPIC = "onboarding.ParcoursFormationAcheve"
        PHRASE = "Parcours de formation d'un agent achevé"
        structure_id: UUID
        label_id: UUID
        agent_id: UUID
        programme: str
        agents_formes: int
        agents_inscrits: int

        def details(self) -> str:
            return f"(agents formés : {self.agents_formes} sur {self.agents_inscrits})"

    @staticmethod
    def create_id(label_id: UUID) -> UUID:
        """Une formation par label."""
        return uuid5(label_id, FormationStructure.TOPIC)

    @event(FormationOuverte)
    def __init__(self, label_id: UUID, structure_id: UUID) -> None:
        self.label_id, self.structure_id = label_id, structure_id
        self.programmes: dict[UUID, str] = {}
        self.restants: dict[UUID, set[str]] = {}

    def inscrire(self, agent_id: UUID, programme: str, modules: Sequence[str]) -> None:
        if agent_id not in self.restants:
            self._agent_a_former(self.structure_id, agent_id, programme, list(modules))

    def programme_de(self, agent_id: UUID) -> str:
        if agent_id not in self.programmes:
            raise AgentInconnu(f"Aucun agent {agent_id} n'est inscrit dans cette structure.")
        return self.programmes[agent_id]

    def valider(self, agent_id: UUID, module: str, source: str, inscrits: Collection[UUID]) -> None:
        """Un module validé deux fois ne change rien ; qui a quitté la structure n'y compte plus."""
        programme = self.programme_de(agent_id)
        if module not in self.restants[agent_id]:
            return
        self._module_valide(self.structure_id, agent_id, module, source)
        if not self.restants[agent_id]:
            self._parcours_formation_acheve(
                self.structure_id,
                self.label_id,
                agent_id,
                programme,
                sum(not self.restants.get(each, {""}) for each in inscrits),
                len(inscrits),
            )

    @event(AgentAFormer)
    def _agent_a_former(
        self, structure_id: UUID, agent_id: UUID, programme: str, modules: list[str]
    ) -> None:
        self.programmes[agent_id] = programme
        self.restants[agent_id] = set(modules)

    @event(ModuleValide)
    def _module_valide(self, structure_id: UUID, agent_id: UUID, module: str, source: str) -> None:
        self.restants[agent_id].discard(module)

    @event(ParcoursFormationAcheve)
    def _parcours_formation_acheve(
        self,
        structure_id: UUID,
        label_id: UUID,
        agent_id: UUID,
        programme: str,
        agents_formes: int,
        agents_inscrits: int,
    ) -> None:
        """Rien à retenir : ce qui reste à valider le dit."""
