"""Une sollicitation : la demande d'un agent à un opérateur, par Administration+ (A-123 à A-125)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import event

from shared.clock import paris_date
from shared.personal_data.fields import personal
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import Refus
from shared.typographie import jour_long

Pieces = list[dict[str, Any]]


class SollicitationClose(Refus):
    """Une sollicitation close ne reçoit plus de réponse."""


def usager(dit: Mapping[str, Any]) -> UUID:
    """La personne pour qui l'agent demande : ce qui est dit d'elle s'oublie avec sa clé."""
    usager_id: UUID = dit["usager_id"]
    return usager_id


class Sollicitation(Aggregate):
    """Un seul délai court, de la demande à la première réponse (INV-15)."""

    TOPIC = "onboarding.Sollicitation"

    class SollicitationEmise(Created):
        TOPIC = "onboarding.SollicitationEmise"
        PHRASE = "Demande d'un agent transmise à un opérateur"
        PERSONNELLES = personal(usager, "objet")
        demande_id: UUID
        structure_id: UUID
        departement: str
        operateur: str
        usager_id: UUID
        objet: str
        pieces: Pieces
        limite_le: datetime
        regle: str

        def details(self) -> str:
            limite = jour_long(paris_date(self.limite_le))
            return f"({self.operateur} ; réponse due le {limite} au plus tard)"

    class ReponseApportee(Aggregate.Event):
        TOPIC = "onboarding.ReponseApportee"
        PHRASE = "Réponse apportée par l'opérateur"
        PERSONNELLES = personal(usager, "reponse")
        structure_id: UUID
        usager_id: UUID
        reponse: str
        pieces: Pieces
        dans_le_delai: bool

        def details(self) -> str:
            return "(dans le délai)" if self.dans_le_delai else "(hors délai)"

    class DelaiSollicitationDepasse(Aggregate.Event):
        TOPIC = "onboarding.DelaiSollicitationDepasse"
        PHRASE = "Délai de réponse dépassé"
        structure_id: UUID
        departement: str
        operateur: str
        limite_le: datetime

        def details(self) -> str:
            return f"({self.operateur})"

    class SollicitationTerminee(Aggregate.Event):
        TOPIC = "onboarding.SollicitationTerminee"
        PHRASE = "Sollicitation close par l'agent"
        structure_id: UUID

    @staticmethod
    def create_id(demande_id: UUID) -> UUID:
        """Une sollicitation par demande."""
        return uuid5(demande_id, Sollicitation.TOPIC)

    @event(SollicitationEmise)
    def __init__(
        self,
        demande_id: UUID,
        structure_id: UUID,
        departement: str,
        operateur: str,
        usager_id: UUID,
        objet: str,
        pieces: Pieces,
        limite_le: datetime,
        regle: str,
    ) -> None:
        self.structure_id, self.departement = structure_id, departement
        self.operateur, self.usager_id = operateur, usager_id
        self.limite_le = limite_le
        self.repondue = self.depassee = self.close = False

    def repondre(self, reponse: str, pieces: Sequence[Mapping[str, Any]], le: datetime) -> None:
        """Une réponse tardive dit qu'elle l'est, et n'efface pas le dépassement (INV-15)."""
        if self.close:
            raise SollicitationClose("Cette sollicitation est close : demandez à l'agent.")
        self.constater_depassement(le)
        dans_le_delai = le <= self.limite_le
        said = [dict(piece) for piece in pieces]
        self._reponse_apportee(self.structure_id, self.usager_id, reponse, said, dans_le_delai)

    def constater_depassement(self, au: datetime) -> None:
        if au > self.limite_le and not (self.repondue or self.depassee or self.close):
            self._delai_sollicitation_depasse(
                self.structure_id, self.departement, self.operateur, self.limite_le
            )

    def clore(self, le: datetime) -> None:
        if self.close:
            return
        self.constater_depassement(le)
        self._sollicitation_terminee(self.structure_id)

    @event(ReponseApportee)
    def _reponse_apportee(
        self,
        structure_id: UUID,
        usager_id: UUID,
        reponse: str,
        pieces: Pieces,
        dans_le_delai: bool,
    ) -> None:
        self.repondue = True

    @event(DelaiSollicitationDepasse)
    def _delai_sollicitation_depasse(
        self, structure_id: UUID, departement: str, operateur: str, limite_le: datetime
    ) -> None:
        self.depassee = True

    @event(SollicitationTerminee)
    def _sollicitation_terminee(self, structure_id: UUID) -> None:
        self.close = True
