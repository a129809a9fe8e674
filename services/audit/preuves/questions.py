"""Ce que valent les preuves gardées, au regard de ce que le journal cite (A-022, INV-07)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from services.audit.preuves.reading import Depot
from services.audit.preuves.refus import PreuveAlteree, PreuveIntrouvable

Etat = Literal["INTACTE", "ABSENTE", "ALTEREE"]


@dataclass(frozen=True)
class Citation:
    """Ce qu'un événement dit d'une preuve."""

    empreinte: str
    nom: str
    evenement: Any


@dataclass(frozen=True)
class Examen:
    """Une preuve, ce qu'elle est devenue, et tout ce qui la cite."""

    empreinte: str
    etat: Etat
    citations: tuple[Citation, ...]


def citations(evenements: Iterable[Any]) -> Iterator[Citation]:
    """Un constat rectifié reste, et ses preuves avec lui (INV-07)."""
    for evenement in evenements:
        for preuve in getattr(evenement, "preuves", ()):
            yield Citation(preuve["empreinte"], preuve["nom"], evenement)


def par_empreinte(depot: Depot, citees: Iterable[Citation]) -> dict[str, list[Citation]]:
    """Tout ce qui est cité, puis ce qui est gardé sans l'être."""
    connues: dict[str, list[Citation]] = {}
    for citation in citees:
        connues.setdefault(citation.empreinte, []).append(citation)
    for empreinte in depot.empreintes():
        connues.setdefault(empreinte, [])
    return connues


def examiner(depot: Depot, connues: dict[str, list[Citation]]) -> Iterator[Examen]:
    for empreinte, citees in connues.items():
        yield Examen(empreinte, etat(depot, empreinte), tuple(citees))


def etat(depot: Depot, empreinte: str) -> Etat:
    try:
        depot.lire(empreinte)
    except PreuveIntrouvable:
        return "ABSENTE"
    except PreuveAlteree:
        return "ALTEREE"
    return "INTACTE"
