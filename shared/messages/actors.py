"""L'auteur d'une demande : son rôle, son identité et son périmètre (domaine.md C.1)."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.departements.lecture import DepartementConnu
from shared.types.saisies import Nom, NomFacultatif

Role = Literal[
    "PREFET",
    "AGENCE_NATIONALE",
    "AUDITEUR",
    "PORTEUR",
    "AGENT",
    "OPERATEUR",
    "REFERENT",
    "BANQUE_DES_TERRITOIRES",
    "CNFPT",
    "DITP",
    "COLLECTIVITE",
    "OBSERVATOIRE",
    "PUBLIC",
    "ADMINISTRATEUR",
    "SERVICE",
]


class Acteur(BaseModel):
    """L'auteur d'une demande ; ``id`` est une fonction ou un compte, jamais un nom de personne.

    ``departement`` borne un préfet, ``structure_id`` un porteur ou un agent (domaine.md C.1).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    role: Role
    id: Nom
    organisme: NomFacultatif | None = None
    departement: DepartementConnu | None = None
    structure_id: UUID | None = None
