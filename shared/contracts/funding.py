"""Ce que le financement annonce."""

from typing import Literal
from uuid import UUID

from shared.contracts import Contract
from shared.contracts.structure import Designation


class DroitAuForfaitOuvert(Contract):
    """Une structure labellisée a droit au forfait de fonctionnement de l'année (A-032).

    `montant_centimes` et `parts_centimes` sont en centimes d'euro ; des parts vides disent que la
    ventilation dépend d'un renseignement qui manque. `regles` cite les lignes du barème.
    """

    type: Literal["DroitAuForfaitOuvert"] = "DroitAuForfaitOuvert"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    annee: int
    montant_centimes: int
    parts_centimes: dict[str, int]
    regles: list[str]
    source: str


class DroitAuForfaitRefuse(Contract):
    """Aucun droit ne peut être ouvert pour cette structure, et pourquoi."""

    type: Literal["DroitAuForfaitRefusé"] = "DroitAuForfaitRefusé"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    annee: int
    raison: str
