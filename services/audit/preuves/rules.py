"""Les preuves admises à une date : leur taille, leurs contenus, reconnus à leurs octets."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import ClassVar
from zipfile import BadZipFile, ZipFile

from shared.refusal import RefusDuMoment
from shared.rules.dated import Rule, Rules, Vaut
from shared.rules.loading import load
from shared.rules.periods import RuleError


class PieceRefusee(RefusDuMoment):
    """Ce fichier ne peut pas être gardé comme preuve."""


@dataclass(frozen=True)
class Marque:
    """Des octets qu'un contenu porte à une place ; un caractère vaut un octet."""

    place: int
    octets: str

    def __post_init__(self) -> None:
        if not self.octets.isascii() and max(self.octets) > "\xff":
            raise RuleError(f"« {self.octets} » : un caractère de plus de 255 n'est pas un octet.")

    def marque(self, contenu: bytes) -> bool:
        return contenu.startswith(self.octets.encode("latin-1"), self.place)


@dataclass(frozen=True)
class Nature:
    """Un type de contenu admis, et à quoi on le reconnaît."""

    nom: str
    type: str
    marques: tuple[Marque, ...]
    membres: tuple[str, ...] = ()
    sauf: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.marques:
            raise RuleError(f"« {self.nom} » : sans marque, tout contenu en serait.")

    def reconnait(self, contenu: bytes) -> bool:
        if not all(marque.marque(contenu) for marque in self.marques):
            return False
        if not self.membres:
            return True
        trouves = membres(contenu)
        return trouves.issuperset(self.membres) and trouves.isdisjoint(self.sauf)


@dataclass(frozen=True, kw_only=True)
class RegleDepot(Rule):
    """Une version de la règle ; `taille_max` en octets."""

    LU: ClassVar[tuple[Vaut, ...]] = ("ARRIVEE",)
    taille_max: int
    natures: tuple[Nature, ...]

    def nature(self, nom: str, contenu: bytes) -> Nature:
        """Celle de ce contenu ; refuse (`PieceRefusee`) si aucune ne le reconnaît."""
        for nature in self.natures:
            if nature.reconnait(contenu):
                return nature
        admises = ", ".join(nature.nom for nature in self.natures)
        raise PieceRefusee(
            f"« {nom} » : son contenu, quelle que soit son extension, n'est d'aucun type admis "
            f"({admises} ; {self.id}). Convertissez-le dans l'un d'eux.",
            selon=[self.id],
        )


@dataclass(frozen=True)
class ReglesDepot:
    """Les règles du dépôt, une seule à la fois."""

    id: str
    regles: Rules[RegleDepot]


@cache
def charger_depot() -> ReglesDepot:
    """`RuleError` si le fichier est inutilisable."""
    return load(files("services.audit.preuves") / "donnees" / "depot.yaml", ReglesDepot)


def regle_de_depot(jour: date) -> RegleDepot:
    """Celle de ce jour ; refuse (`PieceRefusee`) s'il n'y en a pas."""
    depot = charger_depot()
    if regle := depot.regles.on(jour):
        return regle
    raise PieceRefusee(f"Aucune preuve ne se dépose le {jour:%d/%m/%Y} ({depot.id}).")


ILLISIBLE = (BadZipFile, NotImplementedError, ValueError)
"""Une archive abîmée, d'une méthode que `zipfile` ignore, ou dont les tailles mentent."""


def membres(contenu: bytes) -> frozenset[str]:
    """Les noms que contient une archive ; aucun, si elle est illisible. Rien n'en est extrait."""
    try:
        with ZipFile(BytesIO(contenu)) as archive:
            return frozenset(archive.namelist())
    except ILLISIBLE:
        return frozenset()
