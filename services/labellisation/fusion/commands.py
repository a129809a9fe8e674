"""Ce que l'on peut demander de deux dossiers de la même structure (C.7-17)."""

from uuid import UUID

from shared.messages.commands import Command
from shared.types.temps import JourCivil


class FusionnerStructures(Command):
    """Deux dossiers disent la même structure : `structure_id` survit, l'autre se ferme (C.7-17)."""

    structure_id: UUID
    absorbee_id: UUID
    date_effet: JourCivil


class AnnulerFusion(Command):
    """Les deux étaient distinctes : l'absorbée, `structure_id`, retrouve son dossier (C.7-17).

    ``motif`` est obligatoire ; ce que la fusion avait transmis à l'autre lui revient.
    """

    structure_id: UUID
