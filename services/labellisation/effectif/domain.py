"""L'effectif d'un label : les agents inscrits, et ceux dont la formation est achevée (INV-14)."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID, uuid5

from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDuMoment


class EffectifInsuffisant(RefusDuMoment):
    """Une France Services n'ouvre qu'avec assez d'agents inscrits (A-081, A-117)."""


class AgentsNonFormes(RefusDuMoment):
    """Une France Services n'ouvre qu'une fois formé chacun de ses agents (A-092, INV-14)."""


class EffectifDuLabel(Aggregate):
    """Ce que le raccordement annonce des agents, dans quelque ordre que ce soit, même deux fois."""

    TOPIC = "labellisation.EffectifDuLabel"

    class EffectifSuivi(Created):
        TOPIC = "labellisation.EffectifSuivi"
        PHRASE = "Effectif suivi en vue de l'ouverture"
        structure_id: UUID
        label_id: UUID

        def apply(self, aggregate: "EffectifDuLabel") -> None:
            aggregate.structure_id, aggregate.label_id = self.structure_id, self.label_id

    class AgentCompte(Aggregate.Event):
        TOPIC = "labellisation.AgentCompte"
        PHRASE = "Agent inscrit : l'ouverture attend sa formation"
        structure_id: UUID
        agent_id: UUID
        programme: str

        def apply(self, aggregate: "EffectifDuLabel") -> None:
            if self.agent_id in aggregate.programmes:  # back, by another merge (C.7-17)
                aggregate.partis -= {self.agent_id}
            aggregate.programmes[self.agent_id] = self.programme

        def details(self) -> str:
            return f"({self.programme})"

    class AgentForme(Aggregate.Event):
        TOPIC = "labellisation.AgentForme"
        PHRASE = "Agent formé : il a tous les modules obligatoires de son programme"
        structure_id: UUID
        agent_id: UUID
        programme: str

        def apply(self, aggregate: "EffectifDuLabel") -> None:
            aggregate.formes |= {self.agent_id}

        def details(self) -> str:
            return f"({self.programme})"

    class AgentParti(Aggregate.Event):
        TOPIC = "labellisation.AgentParti"
        PHRASE = "Agent parti : l'ouverture ne l'attend plus"
        structure_id: UUID
        agent_id: UUID

        def apply(self, aggregate: "EffectifDuLabel") -> None:
            aggregate.partis |= {self.agent_id}

    def __init__(self) -> None:
        self.structure_id = self.label_id = UUID(int=0)
        self.programmes: dict[UUID, str] = {}
        self.formes: frozenset[UUID] = frozenset()
        self.partis: frozenset[UUID] = frozenset()

    @staticmethod
    def create_id(label_id: UUID) -> UUID:
        """Un effectif par label : celui d'un label passé ne compte pas pour le suivant."""
        return uuid5(label_id, EffectifDuLabel.TOPIC)

    @classmethod
    def suivre(cls, label_id: UUID, structure_id: UUID) -> "EffectifDuLabel":
        return cls.creer(cls.EffectifSuivi, structure_id=structure_id, label_id=label_id)

    @property
    def presents(self) -> dict[UUID, str]:
        """Le programme de chaque agent inscrit, et qui n'est pas parti."""
        return {each: suivi for each, suivi in self.programmes.items() if each not in self.partis}

    def compter(self, agent_id: UUID, programme: str) -> None:
        """Un agent dont le départ fut su avant l'inscription est parti ; un agent revenu compte."""
        revient = agent_id in self.programmes and agent_id in self.partis
        if revient or agent_id not in self.programmes:
            self._enregistrer(self.AgentCompte, agent_id, programme=programme)

    def former(self, agent_id: UUID, programme: str) -> None:
        if agent_id not in self.formes:
            self._enregistrer(self.AgentForme, agent_id, programme=programme)

    def quitter(self, agent_id: UUID) -> None:
        if agent_id not in self.partis:
            self._enregistrer(self.AgentParti, agent_id)

    def _enregistrer(self, kind: type[Aggregate.Event], agent_id: UUID, **dit: str) -> None:
        self.enregistrer(kind, structure_id=self.structure_id, agent_id=agent_id, **dit)


def exiger_agents_formes(
    effectif: EffectifDuLabel | None, nom: str, minimum: int, regle: str
) -> None:
    """INV-14 : assez d'agents, et pour chacun tous les modules du programme de son inscription."""
    presents: Mapping[UUID, str] = effectif.presents if effectif else {}
    if len(presents) < minimum:
        raise EffectifInsuffisant(
            f"« {nom} » ne peut pas ouvrir : agents inscrits : {len(presents)}, il en faut "
            f"{minimum}. Inscrivez les agents, puis faites achever leur formation.",
            selon=[regle],
        )
    formes = effectif.formes if effectif else frozenset()
    manques = Counter(suivi for each, suivi in presents.items() if each not in formes)
    if manques:
        programmes = ", ".join(f"{suivi} : {combien}" for suivi, combien in manques.items())
        raise AgentsNonFormes(
            f"« {nom} » ne peut pas ouvrir : agents sans tous les modules obligatoires de leur "
            f"programme : {manques.total()} sur {len(presents)} ({programmes}). Faites achever "
            "leur formation, ou désinscrivez ceux qui sont partis.",
            selon=[regle, *manques],
        )
