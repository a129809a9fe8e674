"""Les faits que le financement annonce."""

from datetime import date
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


class DroitClos(Contract):
    """Le label ne vaut plus : le droit de l'année est clos, et voici ce qui en reste dû (C.7-16).

    `le` est le dernier jour du label ; `raison` nomme le fait qui y a mis fin.
    """

    type: Literal["DroitClos"] = "DroitClos"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    annee: int
    le: date
    raison: str
    regle: str
    montant_du_centimes: int


class AideBusAccordee(Contract):
    """Une structure mobile est aidée, la première année, sur l'enveloppe du programme (A-041).

    `du` et `au` sont le premier et le dernier jour de l'aide, inclus.
    """

    type: Literal["AideBusAccordée"] = "AideBusAccordée"
    version: Literal[1] = 1
    programme: str
    financeur: str
    montant_centimes: int
    du: date
    au: date


class AideBusLiberee(Contract):
    """L'aide accordée à une structure mobile ne lui est plus due, et pourquoi (C.7-10)."""

    type: Literal["AideBusLibérée"] = "AideBusLibérée"
    version: Literal[1] = 1
    programme: str
    montant_centimes: int
    raison: str
