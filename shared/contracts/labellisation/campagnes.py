"""Ce que la labellisation annonce des campagnes de remontée."""

from typing import Literal
from uuid import UUID

from shared.contracts import Contract
from shared.types.annonces import Dit
from shared.types.temps import JourAnnonce


class CampagneRemonteeOuverte(Contract):
    """L'agence nationale ouvre une campagne de remontée (A-003, A-010).

    Ce fait ne porte sur aucune structure.
    """

    type: Literal["CampagneRemontéeOuverte"] = "CampagneRemontéeOuverte"
    version: Literal[1] = 1
    structure_id: None = None  # type: ignore[assignment]
    campagne_id: UUID
    code: Dit
    nom: Dit
    vague: Dit
    ouverture: JourAnnonce
    cloture: JourAnnonce
