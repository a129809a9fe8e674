"""Comparer des mots sans s'arrêter à leur écriture."""

import unicodedata


def normaliser(texte: str) -> str:
    """Un nom réduit à ses lettres et chiffres, sans casse ni accents."""
    decompose = unicodedata.normalize("NFKD", texte)
    return "".join(c for c in decompose if c.isalnum()).casefold()
