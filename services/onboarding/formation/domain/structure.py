"""La formation des agents d'une structure : les modules à valider, les parcours achevés."""

from collections.abc import Collection, Container
from typing import Any
from uuid import UUID, uuid5

from services.onboarding.formation.rules import Programme
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDuMoment


class AgentInconnu(RefusDuMoment):
    """Cet agent n'est pas inscrit dans cette structure."""


class FormationStructure(Aggregate):
    """Un agent suit le programme en vigueur le jour où il s'inscrit (INV-14)."""

    TOPIC = "onboarding.FormationStructure"

    class FormationOuverte(Created):
        TOPIC = "onboarding.FormationOuverte"
        PHRASE = "Formation des agents de la structure ouverte"
        label_id: UUID
        structure_id: UUID

        def apply(self, aggregate: "FormationStructure") -> None:
            aggregate.label_id, aggregate.structure_id = self.label_id, self.structure_id

    class AgentAFormer(Aggregate.Event):
        TOPIC = "onboarding.AgentAFormer"
        PHRASE = "Agent à former, selon le programme du jour de son inscription"
        class_version = 2
        structure_id: UUID
        label_id: UUID | None
        agent_id: UUID
        programme: str
        modules: list[str]

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Le label n'était pas nommé."""
            state["label_id"] = None

        def apply(self, aggregate: "FormationStructure") -> None:
            aggregate.programmes[self.agent_id] = self.programme
            aggregate.restants[self.agent_id] = set(self.modules)

    class FormationRecue(Aggregate.Event):
        """`modules` sont ceux que l'agent, venu d'une structure absorbée, doit encore valider."""

        TOPIC = "onboarding.FormationRecue"
        PHRASE = "Formation d'un agent de la structure absorbée reprise où elle en était"
        structure_id: UUID
        label_id: UUID
        agent_id: UUID
        programme: str
        modules: list[str]

        def apply(self, aggregate: "FormationStructure") -> None:
            aggregate.programmes[self.agent_id] = self.programme
            aggregate.restants[self.agent_id] = set(self.modules)

        def details(self) -> str:
            return f"(modules à valider : {', '.join(self.modules) or 'aucun'})"

    class ModuleValide(Aggregate.Event):
        TOPIC = "onboarding.ModuleValide"
        PHRASE = "Module de formation validé"
        structure_id: UUID
        agent_id: UUID
        module: str
        source: str

        def apply(self, aggregate: "FormationStructure") -> None:
            aggregate.restants[self.agent_id].discard(self.module)

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

    def __init__(self) -> None:
        self.label_id: UUID
        self.structure_id: UUID
        self.programmes: dict[UUID, str] = {}
        self.restants: dict[UUID, set[str]] = {}

    @staticmethod
    def create_id(label_id: UUID) -> UUID:
        """Une formation par label."""
        return uuid5(label_id, FormationStructure.TOPIC)

    @classmethod
    def ouvrir(cls, label_id: UUID, structure_id: UUID) -> "FormationStructure":
        return cls.creer(cls.FormationOuverte, label_id=label_id, structure_id=structure_id)

    def inscrire(self, agent_id: UUID, programme: Programme) -> None:
        """L'agent a tous les modules du programme à valider."""
        if agent_id not in self.restants:
            self.enregistrer(
                self.AgentAFormer,
                selon=[programme.id],
                structure_id=self.structure_id,
                label_id=self.label_id,
                agent_id=agent_id,
                programme=programme.id,
                modules=[each.code for each in programme.modules],
            )

    def recevoir(
        self, agent_id: UUID, programme: str, restants: Collection[str], inscrits: Collection[UUID]
    ) -> None:
        """C.7-17 : ce qu'un agent a validé avant la fusion le reste."""
        self.enregistrer(
            self.FormationRecue,
            selon=[programme],
            structure_id=self.structure_id,
            label_id=self.label_id,
            agent_id=agent_id,
            programme=programme,
            modules=sorted(restants),
        )
        if not restants:
            self._achever(agent_id, inscrits, [programme])

    def programme_de(self, agent_id: UUID) -> str:
        """L'identifiant du programme que suit l'agent ; refuse (`AgentInconnu`) un étranger."""
        exiger_inscrit(agent_id, self.programmes)
        return self.programmes[agent_id]

    def valider(
        self,
        agent_id: UUID,
        module: str,
        source: str,
        inscrits: Collection[UUID],
        programme: Programme,
    ) -> None:
        """`programme` contient le module ; `inscrits` sont les agents qui comptent encore.

        Un module validé deux fois ne change rien.
        """
        self.programme_de(agent_id)
        if module not in self.restants[agent_id]:
            return
        faits = {"structure_id": self.structure_id, "agent_id": agent_id}
        self.enregistrer(
            self.ModuleValide, selon=[programme.id], module=module, source=source, **faits
        )
        if not self.restants[agent_id]:
            self._achever(agent_id, inscrits, [programme.id])

    def _achever(self, agent_id: UUID, inscrits: Collection[UUID], selon: Collection[str]) -> None:
        self.enregistrer(
            self.ParcoursFormationAcheve,
            selon=selon,
            structure_id=self.structure_id,
            label_id=self.label_id,
            agent_id=agent_id,
            programme=self.programmes[agent_id],
            agents_formes=sum(not self.restants.get(each, {""}) for each in inscrits),
            agents_inscrits=len(inscrits),
        )


def exiger_inscrit(agent_id: UUID, inscrits: Container[UUID]) -> None:
    if agent_id not in inscrits:
        raise AgentInconnu(f"Aucun agent {agent_id} n'est inscrit dans cette structure.")
