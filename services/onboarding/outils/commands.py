"""Les demandes adressées aux outils des agents."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.messages.commands import Command

Domaine = Annotated[
    str, StringConstraints(pattern=r"^([a-z0-9-]+\.)+[a-z]{2,}$", max_length=253, to_lower=True)
]
Choix = Annotated[str, Field(min_length=1, max_length=50)]


class SaisirActivite(Command):
    """Un agent saisit un passage, en une fois et en peu de choix (A-126, A-127)."""

    structure_id: UUID
    label_id: UUID
    choix: dict[Choix, Choix] = Field(min_length=1, max_length=5)


class ReprendreActivite(Command):
    """L'ancien outil comptait tant de passages, d'un jour à l'autre, inclus (A-128)."""

    structure_id: UUID
    du: date
    au: date
    passages: int = Field(ge=0, le=10_000_000)
    source: str = Field(min_length=1, max_length=200)


class AutoriserDomaine(Command):
    """Un domaine entre dans la liste du Bureau, ou change de responsable (A-121, A-122)."""

    domaine: Domaine
    libelle: str = Field(min_length=1, max_length=100)
    responsable: str = Field(min_length=1, max_length=200)
    accueil: bool = False


class RetirerDomaine(Command):
    """Un domaine quitte la liste du Bureau ; dites pourquoi dans « motif » (A-122)."""

    domaine: Domaine
