"""Qui passe d'abord : les ordres d'attribution de D.2, et pourquoi chaque bus est à sa place.

TIRAGE, FS-BUS-1 : les bus vont par HMAC-SHA256 croissant, de clé la graine (32 octets), sur
« bus », U+001F et l'identifiant de la structure. La base est l'ensemble des bus classés.
"""

import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from typing_extensions import TypedDict

from services.funding.itinerance.domain.inscription import Inscription
from services.funding.itinerance.rules.programme import Ordre
from shared.clock import PARIS

A_LA_CLOTURE: frozenset[Ordre] = frozenset(
    {"DATE_DOSSIER_COMPLET", "PRIORITE_TERRITOIRE_NON_POURVU", "TIRAGE"}
)
"""Ces ordres classent tous les inscrits ensemble, une fois les inscriptions closes."""


class PlaceEnregistree(TypedDict):
    """Une place du classement, et pourquoi."""

    structure_id: str
    place: int
    raison: str


@dataclass(frozen=True)
class Territorial:
    """Le canton d'un bus, vide s'il n'est pas su, et s'il a déjà une autre structure."""

    canton: str = ""
    pourvu: bool = True


@dataclass(frozen=True)
class Base:
    """Ce qu'il faut savoir, avec les inscriptions, pour les classer."""

    graine: str = ""
    territoires: Mapping[UUID, Territorial] = field(default_factory=dict)

    def territoire(self, inscription: Inscription) -> Territorial:
        return self.territoires.get(inscription.structure_id, Territorial())


Cle = tuple[object, ...]


def _inscription(bus: Inscription, base: Base) -> tuple[Cle, str]:
    return (bus.recu_le, bus.rang), f"inscription reçue le {_lisible(bus.recu_le)}"


def _dossier(bus: Inscription, base: Base) -> tuple[Cle, str] | None:
    """Un dossier incomplet n'a pas de place."""
    if bus.complet_le is None:
        return None
    cle = bus.complet_le, bus.recu_le, bus.rang
    return cle, f"dossier complet le {_lisible(bus.complet_le)}"


def _territoire(bus: Inscription, base: Base) -> tuple[Cle, str]:
    """Un canton que l'on ne sait pas n'a pas la priorité."""
    su = base.territoire(bus)
    etat = "sans autre France Services" if not su.pourvu else "déjà pourvu"
    dit = f"canton {su.canton} {etat}" if su.canton else "canton inconnu"
    return (su.pourvu, bus.recu_le, bus.rang), f"{dit}, inscription du {_lisible(bus.recu_le)}"


def _tirage(bus: Inscription, base: Base) -> tuple[Cle, str]:
    texte = f"bus\x1f{bus.structure_id}".encode()
    tire = hmac.digest(bytes.fromhex(base.graine), texte, "sha256").hex()
    return (tire,), f"tiré au sort ({tire[:12]}…)"


ORDRES: dict[Ordre, Callable[[Inscription, Base], tuple[Cle, str] | None]] = {
    "ORDRE_INSCRIPTION": _inscription,
    "DATE_DOSSIER_COMPLET": _dossier,
    "PRIORITE_TERRITOIRE_NON_POURVU": _territoire,
    "TIRAGE": _tirage,
}


def classer(ordre: Ordre, inscrits: Iterable[Inscription], base: Base) -> list[PlaceEnregistree]:
    """Les places de tous ceux que cet ordre peut classer, la première d'abord."""
    classes = []
    for bus in inscrits:
        if classe := ORDRES[ordre](bus, base):
            cle, raison = classe
            classes.append((cle, bus.structure_id, raison))
    return [
        PlaceEnregistree(structure_id=str(structure_id), place=place, raison=raison)
        for place, (_, structure_id, raison) in enumerate(sorted(classes), start=1)
    ]


def _lisible(instant: datetime) -> str:
    return f"{instant.astimezone(PARIS):%d/%m/%Y à %H:%M}"
