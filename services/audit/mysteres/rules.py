"""Les règles des visites mystères : comment l'on tire, et ce que le visiteur regarde."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from services.audit.enquetes.rules import Origine
from services.audit.mysteres.domain.algorithme import ALGORITHME
from shared.refusal import Refus
from shared.rules.periods import Period, RuleError, Statut, check_no_overlap, in_force

Parametre = Literal["algorithme", "territoire", "couverture_des", "formats"]


class AucuneRegleDeVisite(Refus):
    """Aucune règle de visite mystère n'est en vigueur au jour demandé."""


class GrilleIncomplete(Refus):
    """Le visiteur note chaque observation de la grille, et rien d'autre."""


@dataclass(frozen=True)
class RegleTirage:
    """Les strates : un territoire et un format ; un territoire est couvert à partir d'un nombre."""

    id: str
    en_vigueur: Period
    algorithme: str
    territoire: Literal["REGION", "DEPARTEMENT"]
    couverture_des: int
    formats: dict[str, str]
    origines: dict[Parametre, Origine]

    def __post_init__(self) -> None:
        if missing := set(get_args(Parametre)) - set(self.origines):
            raise RuleError(f"« {self.id} » : origine manquante de {', '.join(sorted(missing))}.")
        if self.algorithme != ALGORITHME:
            raise RuleError(f"« {self.id} » : seul l'algorithme {ALGORITHME} est connu.")

    @property
    def periode(self) -> Period:
        return self.en_vigueur


@dataclass(frozen=True)
class Observation:
    """Ce que le visiteur regarde, et le plus de points que cela vaut."""

    code: str
    points: int
    libelle: str


@dataclass(frozen=True)
class Grille:
    """Une version datée de ce que le visiteur note."""

    id: str
    en_vigueur: Period
    statut: Statut
    reference: str
    observations: tuple[Observation, ...]

    @property
    def periode(self) -> Period:
        return self.en_vigueur

    def note(self, points: Mapping[str, int]) -> float:
        """Sur dix, à deux décimales ; refuse (`GrilleIncomplete`) une grille mal remplie."""
        maxima = {each.code: each.points for each in self.observations}
        if ecart := set(maxima) ^ set(points):
            raise GrilleIncomplete(
                f"La grille {self.id} veut une note par observation ; en cause : "
                f"{', '.join(sorted(ecart))}."
            )
        if trop := [code for code, n in points.items() if not 0 <= n <= maxima[code]]:
            raise GrilleIncomplete(
                f"{trop[0]} : {points[trop[0]]} points, pour {maxima[trop[0]]} au plus."
            )
        return round(10 * sum(points.values()) / sum(maxima.values()), 2)


@dataclass(frozen=True)
class Visites:
    """Les règles de tirage et les grilles, une de chaque à la fois."""

    id: str
    tirages: tuple[RegleTirage, ...]
    grilles: tuple[Grille, ...]

    def __post_init__(self) -> None:
        check_no_overlap(self.tirages, scope=lambda _: None, source=self.id)
        check_no_overlap(self.grilles, scope=lambda _: None, source=self.id)

    def tirage(self, jour: date) -> RegleTirage:
        """La règle de ce jour ; refuse (`AucuneRegleDeVisite`) s'il n'y en a pas."""
        for regle in in_force(self.tirages, jour):
            return regle
        raise AucuneRegleDeVisite(f"Aucune règle de tirage n'est en vigueur le {jour:%d/%m/%Y}.")

    def grille(self, jour: date) -> Grille:
        """La grille de ce jour ; refuse (`AucuneRegleDeVisite`) s'il n'y en a pas."""
        for grille in in_force(self.grilles, jour):
            return grille
        raise AucuneRegleDeVisite(f"Aucune grille de visite n'est en vigueur le {jour:%d/%m/%Y}.")


@dataclass(frozen=True)
class Region:
    """Une région et ses départements."""

    code: str
    nom: str
    departements: tuple[str, ...]


@dataclass(frozen=True)
class Regions:
    """Les régions ; un département d'aucune se tient lieu de région."""

    id: str
    statut: Statut
    reference: str
    regions: tuple[Region, ...]

    def de(self, departement: str) -> str:
        noms = (each.nom for each in self.regions if departement in each.departements)
        return next(noms, departement)
