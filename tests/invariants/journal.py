"""Les journaux des cinq services, lus sans leur code : le fichier, et le texte JSON."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

SERVICES = ("labellisation", "audit", "funding", "onboarding", "notifications")
SUITE = "SELECT rowid, originator_id, originator_version, topic, state FROM stored_events"
PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Evenement:
    """Un événement tel qu'il est gardé ; `dit` : ses champs, `flux` : l'objet dont il est."""

    service: str
    position: int
    flux: UUID
    version: int
    sujet: str
    dit: dict[str, Any]

    @property
    def le(self) -> datetime:
        """L'instant où il fut enregistré."""
        instant: datetime = self.dit["timestamp"]
        return instant

    @property
    def provenance(self) -> dict[str, Any]:
        dite: dict[str, Any] = self.dit["provenance"]
        return dite

    @property
    def survenu_le(self) -> datetime:
        """L'instant où, à ce qu'on en dit, il survint."""
        instant: datetime = self.provenance["survenu_le"]
        return instant

    @cached_property
    def structure(self) -> UUID | None:
        """La structure qu'il nomme, ou celle du message qui l'a causé."""
        nommee = self.dit.get("structure_id") or self.provenance.get("sujet")
        return nommee if isinstance(nommee, UUID) else None

    def jour(self, champ: str) -> date:
        return date.fromisoformat(self.dit[champ])


class Journaux:
    """Ce que les cinq journaux gardent de plus à chaque lecture, dans l'ordre où c'est arrivé."""

    def __init__(self, dossier: Path) -> None:
        self.dossier = dossier
        self.lus = dict.fromkeys(SERVICES, 0)
        self.gardes: dict[tuple[str, int], int] = {}

    def nouveaux(self) -> list[Evenement]:
        trouves = [each for service in SERVICES for each in self._apres(service)]
        return sorted(trouves, key=lambda each: (each.le, SERVICES.index(each.service)))

    def alteres(self) -> list[str]:
        """Ce qui fut gardé et ne l'est plus à l'identique (INV-07)."""
        relus = {
            (service, ligne[0]): hash(ligne[1:])
            for service in SERVICES
            for ligne in self._lignes(service, 0)
        }
        return [
            f"{s} {p}"
            for (s, p), empreinte in self.gardes.items()
            if relus.get((s, p)) != empreinte
        ]

    def _apres(self, service: str) -> Iterator[Evenement]:
        for ligne in self._lignes(service, self.lus[service]):
            self.lus[service] = ligne[0]
            self.gardes[service, ligne[0]] = hash(ligne[1:])
            yield evenement(service, ligne)

    def _lignes(self, service: str, depuis: int) -> list[tuple[Any, ...]]:
        chemin = self.dossier / f"{service}.sqlite"
        connection = sqlite3.connect(f"file:{chemin}?mode=ro", uri=True)
        try:
            return connection.execute(
                f"{SUITE} WHERE rowid > ? ORDER BY rowid", (depuis,)
            ).fetchall()
        finally:
            connection.close()


def evenement(service: str, ligne: Iterable[Any]) -> Evenement:
    position, flux, version, sujet, etat = ligne
    return Evenement(service, position, UUID(flux), version, sujet, lire(etat))


def lire(etat: bytes) -> dict[str, Any]:
    dit: dict[str, Any] = json.loads(etat, object_hook=_valeur)
    return dit


def paris(instant: datetime) -> date:
    """Le jour civil de cet instant, à Paris."""
    return instant.astimezone(PARIS).date()


def _valeur(objet: dict[str, Any]) -> Any:
    """Une identité, un instant, ou ce qu'il y a dans l'enveloppe ; un texte scellé le reste."""
    if "_type_" not in objet:
        return objet
    sorte, donnee = objet["_type_"], objet["_data_"]
    if sorte == "uuid_hex":
        return UUID(donnee)
    return datetime.fromisoformat(donnee) if sorte == "datetime_iso" else donnee
