"""Un poste du relevé : une aide due à une structure pour une année, répartie entre des fonds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from services.funding.forfait.rules.ventilation import ventiler

Aide = Literal["FORFAIT", "GARANTIE_MSAP", "ITINERANCE"]
AIDES: dict[Aide, str] = {
    "FORFAIT": "forfait de fonctionnement",
    "GARANTIE_MSAP": "garantie des MSAP",
    "ITINERANCE": "aide aux bus",
}
NON_VENTILE = ""
"""Le fonds de ce dont la ventilation n'est pas connue."""


@dataclass(frozen=True)
class Montants:
    """En centimes d'euro ; ce qui est versé au-delà de ce qui est dû est un trop-perçu."""

    du: int = 0
    notifie: int = 0
    verse: int = 0
    reste: int = 0
    trop_percu: int = 0

    @classmethod
    def de(cls, du: int, notifie: int, verse: int) -> "Montants":
        return cls(du, notifie, verse, max(0, du - verse), max(0, verse - du))

    def __add__(self, autre: "Montants") -> "Montants":
        return Montants(*(a + b for a, b in zip(self.en_ordre, autre.en_ordre, strict=True)))

    @property
    def en_ordre(self) -> tuple[int, int, int, int, int]:
        return self.du, self.notifie, self.verse, self.reste, self.trop_percu


@dataclass(frozen=True)
class Poste:
    """Des parts vides disent que la ventilation n'est pas connue.

    `evenement_id` est le fait d'où vient ce qui est dû ; `raison`, pourquoi rien ne l'est.
    """

    aide: Aide
    annee: int
    structure_id: str
    nom: str
    departement: str
    etat: str
    du: int
    regles: tuple[str, ...]
    evenement_id: str
    parts: Mapping[str, int] = field(default_factory=dict)
    notifie: int = 0
    parts_notifiees: Mapping[str, int] = field(default_factory=dict)
    verses: Mapping[str, int] = field(default_factory=dict)
    raison: str = ""

    @property
    def par_fonds(self) -> dict[str, Montants]:
        """Ce que chaque fonds doit, a notifié, a versé ; la somme est celle du poste."""
        du = dict(self.parts) or _selon_les_versements(self.du, self.verses)
        notifie = dict(self.parts_notifiees) or _selon_les_versements(self.notifie, self.verses)
        fonds = sorted({*du, *notifie, *self.verses}, key=lambda nom: (nom == NON_VENTILE, nom))
        return {
            nom: Montants.de(du.get(nom, 0), notifie.get(nom, 0), self.verses.get(nom, 0))
            for nom in fonds
        }

    @property
    def montants(self) -> Montants:
        return somme(self.par_fonds.values())

    @property
    def mouvemente(self) -> bool:
        """Faux d'un droit dont rien ne fut jamais dû."""
        return bool(self.du or self.notifie or self.verses)


def _selon_les_versements(montant: int, verses: Mapping[str, int]) -> dict[str, int]:
    """Un versement dit quel fonds paie : ce qui n'est pas versé reste sans ventilation."""
    verse = sum(verses.values())
    if verse > montant:
        return ventiler(montant, verses)
    return {**verses, **({NON_VENTILE: montant - verse} if montant > verse else {})}


def somme(montants: Iterable[Montants]) -> Montants:
    return sum(montants, Montants())


def par_fonds(postes: Iterable[Poste]) -> dict[str, Montants]:
    """La somme de chaque fonds ; ce qui n'est pas ventilé vient en dernier."""
    totaux: dict[str, Montants] = {}
    for nom, montants in _lignes(postes):
        totaux[nom] = totaux.get(nom, Montants()) + montants
    return dict(sorted(totaux.items(), key=lambda ligne: (ligne[0] == NON_VENTILE, ligne[0])))


def _lignes(postes: Iterable[Poste]) -> Iterator[tuple[str, Montants]]:
    for poste in postes:
        yield from poste.par_fonds.items()
