"""Ce que la labellisation annonce des campagnes de remontée."""

from datetime import date
from typing import Literal
from uuid import UUID

from shared.contracts import Contract


class CampagneRemonteeOuverte(Contract):
    """L'agence nationale ouvre une campagne de remontée (A-003, A-010).

    Ce fait ne porte sur aucune structure.
    """

    type: Literal["CampagneRemontéeOuverte"] = "CampagneRemontéeOuverte"
    version: Literal[1] = 1
    structure_id: None = None  # type: ignore[assignment]
    campagne_id: UUID
    code: str
    nom: str
    vague: str
    ouverture: date
    cloture: date
