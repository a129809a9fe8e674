"""Une remontée : ce qu'un préfet déclare d'une structure, dans une campagne (A-003, A-006)."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid5

from shared.recording.aggregates import Aggregate, Created
from shared.typographie import jour_long

OUI = "OUI"


class Declaration(NamedTuple):
    """Les critères que la structure déclare remplir, ses agents et ses équivalents temps plein."""

    criteres: list[str]
    agents: int | None
    etp: float | None


class Remontee(Aggregate):
    """Une ligne par structure et par campagne ; rien de ce qu'elle dit n'est un constat (A-011)."""

    TOPIC = "labellisation.Remontee"

    class RemonteeRattachee(Created):
        TOPIC = "labellisation.RemonteeRattachee"
        PHRASE = "Remontée rattachée à une campagne"
        campagne_id: UUID
        structure_id: UUID
        departement: str
        recue_le: str
        tardive: bool
        criteres_declares: list[str]
        agents: int | None
        etp: float | None

        def apply(self, aggregate: "Remontee") -> None:
            aggregate.declaration = Declaration(self.criteres_declares, self.agents, self.etp)
            aggregate.tardive = self.tardive

        def details(self) -> str:
            jour = jour_long(date.fromisoformat(self.recue_le))
            return f"(reçue le {jour}{', après la clôture' if self.tardive else ''})"

    class RemonteeRevisee(Aggregate.Event):
        TOPIC = "labellisation.RemonteeRevisee"
        PHRASE = "Déclaration révisée dans la même campagne"
        revisee_le: str
        criteres_declares: list[str]
        agents: int | None
        etp: float | None

        def apply(self, aggregate: "Remontee") -> None:
            aggregate.declaration = Declaration(self.criteres_declares, self.agents, self.etp)

    def __init__(self) -> None:
        self.declaration: Declaration
        self.tardive = False

    @staticmethod
    def create_id(campagne_id: UUID, structure_id: UUID) -> UUID:
        """Une remontée par campagne et par structure."""
        return uuid5(campagne_id, str(structure_id))

    @classmethod
    def rattacher(
        cls,
        campagne_id: UUID,
        structure_id: UUID,
        departement: str,
        jour: date,
        tardive: bool,
        declaration: Declaration,
        selon: Iterable[str] = (),
    ) -> "Remontee":
        return cls.creer(
            cls.RemonteeRattachee,
            selon,
            campagne_id=campagne_id,
            structure_id=structure_id,
            departement=departement,
            recue_le=jour.isoformat(),
            tardive=tardive,
            criteres_declares=declaration.criteres,
            agents=declaration.agents,
            etp=declaration.etp,
        )

    def reviser(self, jour: date, declaration: Declaration, selon: Iterable[str] = ()) -> None:
        """La date de la première remontée reste : une correction ne la rend pas tardive."""
        if self.declaration != declaration:
            self.enregistrer(
                self.RemonteeRevisee,
                selon,
                revisee_le=jour.isoformat(),
                criteres_declares=declaration.criteres,
                agents=declaration.agents,
                etp=declaration.etp,
            )
