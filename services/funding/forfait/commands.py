"""Ce que l'on peut demander des droits au forfait."""

from typing import Annotated
from uuid import UUID

from shared.clock import FIRST_DAY, LAST_DAY
from shared.messages.commands import Command
from shared.types.nombre import Entier

AnneeDuDroit = Annotated[int, Entier(FIRST_DAY.year, LAST_DAY.year)]


class OuvrirDroitAnnuel(Command):
    """Le 1er janvier est venu : le droit de l'année, si le label vaut ce jour-là (A-032)."""

    structure_id: UUID
    label_id: UUID
    annee: AnneeDuDroit


class ReexaminerDroits(Command):
    """L'agence nationale fait décider de nouveau les droits refusés ou en attente d'un label.

    Sans `annee`, ceux de toutes les années. Un droit ouvert ou clos ne se décide plus.
    """

    structure_id: UUID
    label_id: UUID
    annee: AnneeDuDroit | None = None
