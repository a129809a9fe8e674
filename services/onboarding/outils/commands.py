"""Les demandes adressées aux outils des agents."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.messages.commands import Command
from shared.types.nombre import Entier, VraiOuFaux
from shared.types.saisies import Libelle, Nom
from shared.types.temps import JourCivil
from shared.types.texte import Code, Texte

Domaine = Annotated[str, Code(r"^([a-z0-9-]+\.)+[a-z]{2,}$", longueur=253, minuscules=True)]
Choix = Annotated[str, Texte(50)]


class SaisirActivite(Command):
    """Un agent saisit un passage, en une fois et en peu de choix (A-126, A-127)."""

    structure_id: UUID
    label_id: UUID
    choix: dict[Choix, Choix] = Field(min_length=1, max_length=5)


class ReprendreActivite(Command):
    """L'ancien outil comptait tant de passages, d'un jour à l'autre, inclus (A-128)."""

    structure_id: UUID
    du: JourCivil
    au: JourCivil
    passages: Annotated[int, Entier(0, 10_000_000)]
    source: Nom


class AutoriserDomaine(Command):
    """Un domaine entre dans la liste du Bureau, ou change de responsable (A-121, A-122)."""

    domaine: Domaine
    libelle: Libelle
    responsable: Nom
    accueil: VraiOuFaux = False


class RetirerDomaine(Command):
    """Un domaine quitte la liste du Bureau ; dites pourquoi dans « motif » (A-122)."""

    domaine: Domaine
