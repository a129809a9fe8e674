"""Comment une demande cite une preuve."""

from typing import Annotated

from pydantic import Field, StringConstraints

from services.audit.preuves.domain import PreuveEnregistree
from shared.contracts import Value

Empreinte = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Preuve(Value):
    """Un document qui établit ce que l'on dit, désigné par l'empreinte de son contenu."""

    empreinte: Empreinte
    nom: str = Field(min_length=1, max_length=200)
    type: str = Field(min_length=3, max_length=100)
    taille: int = Field(ge=1)

    def enregistree(self) -> PreuveEnregistree:
        return {
            "empreinte": self.empreinte,
            "nom": self.nom,
            "type": self.type,
            "taille": self.taille,
        }
