"""Qui agit : rôle, identité et périmètre de l'auteur d'une demande (domain.md C.1)."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Role = Literal[
    "PREFET",
    "AGENCE_NATIONALE",
    "AUDITEUR",
    "PORTEUR",
    "OPERATEUR",
    "BANQUE_DES_TERRITOIRES",
    "ADMINISTRATEUR",
    "SERVICE",
]


class Acteur(BaseModel):
    """L'auteur d'une demande ; ``id`` est une fonction ou un compte, jamais un nom de personne."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Role
    id: str = Field(min_length=1, max_length=200)
    organisme: str | None = Field(default=None, max_length=200)
    departement: str | None = Field(default=None, pattern=r"^([0-9]{2,3}|2[AB])$")
