"""Ce qu'une décision lit du réseau et du calendrier, et ce que ce savoir vaut."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from services.labellisation.territoire.campagne import CampagneConnue
from services.labellisation.territoire.maillage import Implantation, Point
from services.labellisation.territoire.programme import Programme
from shared.clock import paris_date
from shared.recording.legacy import LegacyService
from shared.recording.provenance import current


class Reseau(Protocol):
    """Le réseau connu du service, lu dans ses propres tables.

    Ces tables suivent le journal avec un retard, d'ordinaire bien moindre qu'une seconde : un
    signalement et un label voisins, enregistrés au même instant, peuvent ne pas se voir. L'accord
    préalable de l'agence, donné après, est là pour ce cas. Une structure y figure dès que son label
    est décidé, ou repris d'une liste publiée, même s'il prend effet plus tard, et jusqu'à ce qu'il
    finisse ; une structure sans coordonnées y est au centre de sa commune.
    """

    def campagnes(self) -> Sequence[CampagneConnue]: ...

    def labellisees(self, autour: Point, ecarts: Point, jour: date) -> Sequence[Implantation]: ...

    def label_depuis(self, structure_id: UUID) -> date | None: ...

    def lieu(self, commune_insee: str) -> Point | None: ...

    def departement(self, commune_insee: str) -> str | None: ...


class AvecReseau(LegacyService):
    """Un service qui décide d'après le programme et le réseau."""

    programme: Programme
    reseau: Reseau


def aujourd_hui() -> date:
    """Le jour de la décision en cours, pour le métier, à Paris."""
    return paris_date(current().survenu_le)
