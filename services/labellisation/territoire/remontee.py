"""Une remontée : ce qu'un préfet déclare d'une structure, dans une campagne (A-003, A-006)."""

from datetime import date
from uuid import UUID, uuid5

from eventsourcing.domain import event

from shared.recording.aggregates import Aggregate, Created
from shared.typographie import jour_long

OUI = "OUI"


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

    @staticmethod
    def create_id(campagne_id: UUID, structure_id: UUID) -> UUID:
        """Une remontée par campagne et par structure."""
        return uuid5(campagne_id, str(structure_id))

    @event(RemonteeRattachee)
    def __init__(
        self,
        campagne_id: UUID,
        structure_id: UUID,
        departement: str,
        recue_le: str,
        tardive: bool,
        criteres_declares: list[str],
        agents: int | None,
        etp: float | None,
    ) -> None:
        self.campagne_id, self.structure_id = campagne_id, structure_id
        self.declaration = (criteres_declares, agents, etp)

    def reviser(
        self, jour: date, criteres_declares: list[str], agents: int | None, etp: float | None
    ) -> None:
        """La date de la première remontée reste : une correction ne la rend pas tardive."""
        if self.declaration != (criteres_declares, agents, etp):
            self._remontee_revisee(jour.isoformat(), criteres_declares, agents, etp)

    @event(RemonteeRevisee)
    def _remontee_revisee(
        self, revisee_le: str, criteres_declares: list[str], agents: int | None, etp: float | None
    ) -> None:
        self.declaration = (criteres_declares, agents, etp)
