"""Le maillage : temps de trajet estimés, doublons, cantons couverts. Aucune base, aucun fichier.

La méthode est une estimation (`ESTIMATION`) : la distance à vol d'oiseau, un détour, une vitesse
par tronçon de route. Elle ne connaît ni relief, ni mer, ni route : l'exception d'enclavement
existe pour ce qu'elle ne voit pas.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import asin, cos, degrees, radians, sin, sqrt
from operator import itemgetter
from uuid import UUID

from services.labellisation.territoire.rules.programme import TempsDeTrajet

RAYON_TERRE_KM = 6371.0088


@dataclass(frozen=True)
class Point:
    """Un lieu, en degrés (WGS 84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Implantation:
    """Une structure du réseau ; `lieu` manque si nul ne sait la situer."""

    structure_id: UUID
    nom: str
    commune: str
    format: str
    lieu: Point | None


@dataclass(frozen=True)
class Voisine:
    """Une structure, et ce qui en sépare, par la route, d'après l'estimation."""

    implantation: Implantation
    kilometres: float
    minutes: float


def vol_d_oiseau(depart: Point, arrivee: Point) -> float:
    """En kilomètres, sur une sphère (formule du demi-sinus-verse)."""
    haut = radians(arrivee.latitude - depart.latitude) / 2
    cote = radians(arrivee.longitude - depart.longitude) / 2
    cosinus = cos(radians(depart.latitude)) * cos(radians(arrivee.latitude))
    corde = sin(haut) ** 2 + cosinus * sin(cote) ** 2
    return 2 * RAYON_TERRE_KM * asin(min(1.0, sqrt(corde)))


def route(depart: Point, arrivee: Point, regle: TempsDeTrajet) -> float:
    """En kilomètres de route estimés."""
    return vol_d_oiseau(depart, arrivee) * regle.detour


def duree(kilometres: float, regle: TempsDeTrajet) -> float:
    """En minutes ; plus loin n'est jamais plus vite, chaque tronçon gardant sa vitesse."""
    minutes, parcouru = 0.0, 0.0
    for troncon in regle.troncons:
        part = max(0.0, min(kilometres, troncon.jusqu_a_km) - parcouru)
        minutes += part * 60 / troncon.km_h
        parcouru += part
    return minutes


def temps_de_trajet(depart: Point, arrivee: Point, regle: TempsDeTrajet) -> float:
    """En minutes, par la route estimée."""
    return duree(route(depart, arrivee, regle), regle)


def voisine(lieu: Point, reseau: Iterable[Implantation], regle: TempsDeTrajet) -> Voisine | None:
    """La plus proche des structures qui se comparent, si elle est à moins que le minimum."""
    proches = [
        Voisine(each, km, duree(km, regle))
        for each in reseau
        if each.lieu and each.format in regle.formats_compares
        for km in [route(lieu, each.lieu, regle)]
    ]
    trouvee = min(proches, key=lambda each: each.kilometres, default=None)
    return trouvee if trouvee and trouvee.minutes < regle.minutes_minimum else None


def doublons(
    reseau: Sequence[Implantation], regle: TempsDeTrajet
) -> Iterator[tuple[Implantation, Voisine]]:
    """Les paires de structures plus proches que le minimum."""
    marge = cadre(Point(0, 0), regle).latitude
    situees = [
        (each.lieu.latitude, str(each.structure_id), each)
        for each in reseau
        if each.lieu and each.format in regle.formats_compares
    ]
    situees.sort(key=itemgetter(0, 1))
    for rang, (latitude, _, une) in enumerate(situees):
        for autre_latitude, _, autre in islice(situees, rang + 1, None):
            if autre_latitude - latitude > marge:
                break
            if une.lieu and (trouvee := voisine(une.lieu, [autre], regle)):
                yield une, trouvee


def cadre(lieu: Point, regle: TempsDeTrajet) -> Point:
    """De part et d'autre d'un lieu, les écarts hors desquels nulle structure n'est trop proche."""
    vitesse = max(troncon.km_h for troncon in regle.troncons)
    rayon = radians(1) * RAYON_TERRE_KM
    ecart = regle.minutes_minimum / 60 * vitesse / regle.detour / rayon
    cosinus = max(cos(radians(min(90.0, abs(lieu.latitude) + ecart))), 1e-6)
    return Point(ecart, min(360.0, degrees(radians(ecart) / cosinus)))


def cantons_couverts(cantons: Iterable[str], communes_labellisees: Iterable[str]) -> set[str]:
    """CANTON_OU_VILLE : ceux dont une commune a une structure ; le vide n'est pas un canton."""
    return ({*cantons} & {*communes_labellisees}) - {""}
