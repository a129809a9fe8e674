"""Une preuve telle qu'un événement la cite, et pourquoi elle ne se relit pas."""

from typing_extensions import TypedDict

from shared.refusal import RefusDuMoment


class PreuveEnregistree(TypedDict):
    """L'empreinte SHA-256 d'un contenu, en hexadécimal, et sa pièce ; `taille` en octets."""

    empreinte: str
    nom: str
    type: str
    taille: int


class PreuveIntrouvable(RefusDuMoment):
    """Aucune preuve n'est gardée sous cette empreinte."""


class PreuveAlteree(RefusDuMoment):
    """Le contenu gardé n'a plus l'empreinte sous laquelle il fut déposé."""
