"""Le réseau des structures et des campagnes, tel qu'une décision le lit."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from services.labellisation.territoire.domain.campagne import CampagneConnue
from services.labellisation.territoire.domain.maillage import Implantation, Point


class Reseau(Protocol):
    """Le réseau connu du service, lu dans ses propres tables.

    Ces tables suivent le journal avec un retard, d'ordinaire bien moindre qu'une seconde : un
    signalement et un label voisins, enregistrés au même instant, peuvent ne pas se voir. L'accord
    préalable de l'agence, donné après, est là pour ce cas. Une structure y figure dès que son label
    est décidé, ou repris d'une liste publiée, même s'il prend effet plus tard, et jusqu'à ce qu'il
    finisse ; une structure sans coordonnées y est au centre de sa commune.
    """

    def campagnes(self) -> Sequence[CampagneConnue]:
        """Telles qu'elles étaient une seconde plus tôt, au plus."""
        ...

    def campagnes_relues(self) -> Sequence[CampagneConnue]:
        """Lues depuis que le message est là : aucune ne manque qui y était déjà."""
        ...

    def labellisees(self, autour: Point, ecarts: Point, jour: date) -> Sequence[Implantation]: ...

    def label_depuis(self, structure_id: UUID) -> date | None: ...
