"""Tirer des structures au sort, de sorte que chacun puisse refaire le tirage (A-028 à A-030).

FS-TIRAGE-1, de la graine (32 octets) et de la base (toute structure, son territoire, son format) :

1. hasard(mots…) est HMAC-SHA256 de clé la graine, sur les mots joints par U+001F : un entier.
2. Une strate est un territoire et un format. Sa part est nombre × taille / base ; elle en reçoit
   d'abord la partie entière. Restent des places, et à chaque strate un reste.
3. Un territoire sans place, s'il compte assez de structures, en reçoit une tant qu'il en reste, les
   territoires allant par hasard("territoire", nom) croissant ; ses strates y concourent selon
   leurs restes.
4. Les autres places vont aux autres strates selon leurs restes. « Selon leurs restes » : ramenés
   à une somme égale au nombre de places, et mis bout à bout dans l'ordre des noms ; est servie la
   strate où tombe départ, départ + 1, départ + 2… départ est hasard(…) / 2^256.
5. Dans une strate, sont tirées les premières structures par hasard("structure", id) croissant.

Aucune strate ne s'écarte d'une place de sa part. Aucun reste n'est servi à coup sûr : une structure
seule de sa strate ne peut savoir qu'elle est tirée (INV-16).
"""

import hmac
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import floor
from uuid import UUID

from shared.refusal import RefusDuMoment
from shared.typographie import denombrer

SEPARATEUR = "\x1f"

Strate = tuple[str, str]


class BaseInsuffisante(RefusDuMoment):
    """On ne peut tirer plus de structures qu'il n'y en a de labellisées."""


@dataclass(frozen=True)
class Unite:
    """Une structure de la base, son territoire et son format, qui font sa strate."""

    structure_id: UUID
    territoire: str
    format: str

    @property
    def strate(self) -> Strate:
        return self.territoire, self.format


@dataclass(frozen=True)
class Hasard:
    """Le hasard que la graine fixe, pour chaque suite de mots."""

    graine: str

    def entier(self, *mots: str) -> int:
        texte = SEPARATEUR.join(mots).encode()
        return int.from_bytes(hmac.digest(bytes.fromhex(self.graine), texte, "sha256"), "big")

    def depart(self, *mots: str) -> Fraction:
        """Entre 0 compris et 1 non compris."""
        return Fraction(self.entier(*mots), 2**256)


def tirer(graine: str, base: Iterable[Unite], nombre: int, couverture_des: int) -> list[UUID]:
    """Les structures tirées, par identifiant ; l'ordre de la base n'y fait rien."""
    hasard, par_strate = Hasard(graine), strates(base)
    tailles = {strate: len(membres) for strate, membres in par_strate.items()}
    toutes = sum(tailles.values())
    if not 0 < nombre <= toutes:
        raise BaseInsuffisante(
            f"{denombrer(nombre, 'structure')} à tirer parmi {denombrer(toutes, 'labellisée')} "
            "ce jour-là."
        )
    places = allouer(hasard, tailles, nombre, couverture_des)
    return sorted(
        tiree
        for strate, membres in par_strate.items()
        for tiree in premieres(hasard, membres, places[strate])
    )


def strates(base: Iterable[Unite]) -> dict[Strate, list[UUID]]:
    """Les structures de chaque strate."""
    grouped: dict[Strate, list[UUID]] = {}
    for unite in base:
        grouped.setdefault(unite.strate, []).append(unite.structure_id)
    return grouped


def premieres(hasard: Hasard, membres: Iterable[UUID], places: int) -> list[UUID]:
    return sorted(membres, key=lambda id: hasard.entier("structure", str(id)))[:places]


def allouer(
    hasard: Hasard, tailles: Mapping[Strate, int], nombre: int, couverture_des: int
) -> dict[Strate, int]:
    """Les places de chaque strate, à moins d'une de sa part proportionnelle."""
    total = sum(tailles.values())
    parts = {strate: Fraction(nombre * taille, total) for strate, taille in tailles.items()}
    places = {strate: floor(part) for strate, part in parts.items()}
    restes = {s: part - places[s] for s, part in parts.items() if part > places[s]}
    libres = nombre - sum(places.values())
    for territoire in a_couvrir(hasard, tailles, places, couverture_des)[:libres]:
        candidates = {s: reste for s, reste in restes.items() if s[0] == territoire}
        [servie] = servir(candidates, 1, hasard.depart("place", territoire))
        places[servie] += 1
        del restes[servie]
        libres -= 1
    for servie in servir(restes, libres, hasard.depart("places")):
        places[servie] += 1
    return places


def a_couvrir(
    hasard: Hasard,
    tailles: Mapping[Strate, int],
    places: Mapping[Strate, int],
    couverture_des: int,
) -> list[str]:
    """Les territoires sans aucune place, et assez grands pour en recevoir une."""
    comptes, servis = Counter[str](), {territoire for (territoire, _), n in places.items() if n}
    for (territoire, _), taille in tailles.items():
        comptes[territoire] += taille
    oublies = [t for t, taille in comptes.items() if taille >= couverture_des and t not in servis]
    return sorted(oublies, key=lambda territoire: hasard.entier("territoire", territoire))


def servir(restes: Mapping[Strate, Fraction], places: int, depart: Fraction) -> list[Strate]:
    """Autant de strates que de places, chacune avec une chance proportionnelle à son reste."""
    total, fin, servies = sum(restes.values()), Fraction(0), []
    for strate in sorted(restes) if places else ():
        debut, fin = fin, fin + restes[strate] * places / total
        if floor(fin - depart) > floor(debut - depart):
            servies.append(strate)
    return servies


def engagement(
    graine: str, base: Iterable[Unite], cibles: Sequence[UUID], **tirage: str | int
) -> str:
    """L'empreinte que l'on publie le jour du tirage : elle lie sans rien révéler.

    SHA-256, en hexadécimal.
    """
    unites = sorted([str(u.structure_id), u.territoire, u.format] for u in base)
    lie = {**tirage, "graine": graine, "base": unites, "cibles": sorted(map(str, cibles))}
    texte = json.dumps(lie, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(texte.encode()).hexdigest()
