"""Pourquoi une pièce ne se dépose pas, pourquoi une preuve ne se relit pas."""

from shared.refusal import Refus


class PieceRefusee(Refus):
    """Ce fichier ne peut pas être gardé comme preuve."""


class PreuveIntrouvable(Refus):
    """Aucune preuve n'est gardée sous cette empreinte."""


class PreuveAlteree(Refus):
    """Ce qui est gardé n'a plus l'empreinte sous laquelle on l'a déposé."""
