"""Ce que l'on peut demander d'une alerte."""

from uuid import UUID

from shared.messages.commands import Command


class LeverAlerte(Command):
    """Le préfet du département, ou l'agence nationale, lève une alerte ; `motif` dit pourquoi."""

    structure_id: UUID
    alerte_id: UUID
