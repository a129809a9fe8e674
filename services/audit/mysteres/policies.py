"""Quand une visite mystère est mal notée, alors la qualité de la structure est en doute (A-028)."""

from collections.abc import Iterator

from services.audit.vigilance.domain.veille import Doute
from services.audit.vigilance.rules import Seuils
from shared.typographie import decimal


def de_la_visite(seuils: Seuils, note: float) -> Iterator[Doute]:
    """L'exigence du Baromètre Marianne."""
    if note < seuils.note_visite_minimum:
        yield Doute(
            "VISITE_MYSTERE",
            seuils.criteres["VISITE_MYSTERE"],
            f"note de {decimal(note)} sur 10, pour {seuils.note_visite_minimum} au moins",
        )
