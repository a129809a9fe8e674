"""Un département : le canton de chaque structure labellisée, qui en est pourvu (D.2)."""

from typing import Self
from uuid import NAMESPACE_URL, UUID, uuid5

from shared.recording.aggregates import Aggregate, Created


class Territoire(Aggregate):
    """Un par département ; une suspension n'en retire rien, la fin du label si."""

    TOPIC = "funding.Territoire"

    class TerritoireSuivi(Created):
        TOPIC = "funding.TerritoireSuivi"
        PHRASE = "Premier label de son département appris par le financement"
        departement: str

        def apply(self, aggregate: "Territoire") -> None:
            aggregate.departement = self.departement

        def details(self) -> str:
            return f"({self.departement})"

    class StructureComptee(Aggregate.Event):
        TOPIC = "funding.StructureComptee"
        PHRASE = "Structure labellisée comptée dans son canton"
        structure_id: UUID
        label_id: UUID
        canton: str

        def apply(self, aggregate: "Territoire") -> None:
            aggregate.cantons[self.structure_id] = self.canton
            aggregate.labels[self.structure_id] = self.label_id

        def details(self) -> str:
            return f"({self.canton})"

    class StructureDecomptee(Aggregate.Event):
        TOPIC = "funding.StructureDecomptee"
        PHRASE = "Structure retirée du compte de son canton : son label a cessé"
        structure_id: UUID
        canton: str

        def apply(self, aggregate: "Territoire") -> None:
            label_id = aggregate.labels.pop(self.structure_id)
            aggregate.perdus[label_id] = aggregate.cantons.pop(self.structure_id)

        def details(self) -> str:
            return f"({self.canton})"

    @staticmethod
    def create_id(departement: str) -> UUID:
        return uuid5(NAMESPACE_URL, f"{Territoire.TOPIC} {departement}")

    def __init__(self) -> None:
        self.departement = ""
        self.cantons: dict[UUID, str] = {}
        self.labels: dict[UUID, UUID] = {}
        self.perdus: dict[UUID, str] = {}
        """Le canton que pourvoyait chaque label fini."""

    @classmethod
    def suivre(cls, departement: str) -> Self:
        return cls.creer(cls.TerritoireSuivi, departement=departement)

    def compter(self, structure_id: UUID, label_id: UUID, canton: str) -> None:
        if canton and self.labels.get(structure_id) != label_id:
            self.enregistrer(
                self.StructureComptee, structure_id=structure_id, label_id=label_id, canton=canton
            )

    def decompter(self, structure_id: UUID, label_id: UUID | None) -> None:
        """La fin d'un autre label que celui qui compte n'y change rien."""
        if label_id is not None and self.labels.get(structure_id) == label_id:
            canton = self.cantons[structure_id]
            self.enregistrer(self.StructureDecomptee, structure_id=structure_id, canton=canton)

    def recompter(self, structure_id: UUID, label_id: UUID) -> None:
        """La fusion qui avait fait cesser ce label est annulée (C.7-17)."""
        if structure_id not in self.labels:
            self.compter(structure_id, label_id, self.perdus.get(label_id, ""))

    def pourvu(self, canton: str, sans: UUID) -> bool:
        """Une autre structure que celle-ci y est labellisée."""
        return any(lieu == canton and each != sans for each, lieu in self.cantons.items())
