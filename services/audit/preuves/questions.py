"""Déposer une pièce, et savoir si les preuves citées sont gardées et intactes (A-022, INV-07)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from services.audit.preuves.domain import PreuveAlteree, PreuveIntrouvable
from services.audit.preuves.reading import Depot
from services.audit.preuves.rules import regle_de_depot
from shared.recording.aggregates import Event

__all__ = [
    "Citation",
    "Depot",
    "Examen",
    "citations",
    "examiner",
    "par_empreinte",
    "regle_de_depot",
]

Etat = Literal["INTACTE", "ABSENTE", "ALTEREE"]


@dataclass(frozen=True)
class Citation:
    """Une preuve, et l'événement qui la cite."""

    empreinte: str
    nom: str
    evenement: Event


@dataclass(frozen=True)
class Examen:
    """Une preuve, son état, et tout ce qui la cite."""

    empreinte: str
    etat: Etat
    citations: tuple[Citation, ...]


def citations(evenements: Iterable[Event]) -> Iterator[Citation]:
    """Un constat rectifié reste, et ses preuves avec lui (INV-07)."""
    for evenement in evenements:
        for preuve in getattr(evenement, "preuves", ()):
            yield Citation(preuve["empreinte"], preuve["nom"], evenement)


def par_empreinte(depot: Depot, citees: Iterable[Citation]) -> dict[str, list[Citation]]:
    """Les preuves citées, puis celles que rien ne cite."""
    connues: dict[str, list[Citation]] = {}
    for citation in citees:
        connues.setdefault(citation.empreinte, []).append(citation)
    for empreinte in depot.empreintes():
        connues.setdefault(empreinte, [])
    return connues


def examiner(depot: Depot, connues: dict[str, list[Citation]]) -> Iterator[Examen]:
    for empreinte, citees in connues.items():
        yield Examen(empreinte, _etat(depot, empreinte), tuple(citees))


def _etat(depot: Depot, empreinte: str) -> Etat:
    try:
        depot.lire(empreinte)
    except PreuveIntrouvable:
        return "ABSENTE"
    except PreuveAlteree:
        return "ALTEREE"
    return "INTACTE"
