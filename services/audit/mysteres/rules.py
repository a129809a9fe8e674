"""Les règles des visites mystères : le tirage, et la grille du visiteur."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import ClassVar, Literal

from shared.refusal import RefusDuMoment
from shared.rules.dated import DES_DEUX_JOURS, Jours, Rule, Rules, Vaut
from shared.rules.loading import load
from shared.rules.periods import RuleError

DONNEES = files("services.audit.mysteres") / "donnees"
ALGORITHME = "FS-TIRAGE-1"


class AucuneRegleDeVisite(RefusDuMoment):
    """Aucune règle de visite mystère n'est en vigueur au jour demandé."""


class GrilleIncomplete(RefusDuMoment):
    """Le visiteur note chaque observation de la grille, et rien d'autre."""


@dataclass(frozen=True, kw_only=True)
class RegleTirage(Rule):
    """Les strates : un territoire et un format ; un territoire est couvert à partir d'un nombre."""

    LU: ClassVar[tuple[Vaut, ...]] = DES_DEUX_JOURS
    algorithme: str
    territoire: Literal["REGION", "DEPARTEMENT"]
    couverture_des: int
    formats: dict[str, str]

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.algorithme != ALGORITHME:
            raise RuleError(f"« {self.id} » : seul l'algorithme {ALGORITHME} est connu.")


@dataclass(frozen=True)
class Observation:
    """Une observation du visiteur, et le plus de points qu'elle vaut."""

    code: str
    points: int
    libelle: str


@dataclass(frozen=True, kw_only=True)
class Grille(Rule):
    """Une version datée des observations que le visiteur note."""

    observations: tuple[Observation, ...]

    def note(self, points: Mapping[str, int]) -> float:
        """Sur dix, à deux décimales ; refuse (`GrilleIncomplete`) une grille mal remplie."""
        maxima = {each.code: each.points for each in self.observations}
        if ecart := set(maxima) ^ set(points):
            raise GrilleIncomplete(
                f"La grille {self.id} veut une note par observation ; en cause : "
                f"{', '.join(sorted(ecart))}.",
                selon=[self.id],
            )
        if trop := [code for code, n in points.items() if not 0 <= n <= maxima[code]]:
            raise GrilleIncomplete(
                f"{trop[0]} : {points[trop[0]]} points, pour {maxima[trop[0]]} au plus.",
                selon=[self.id],
            )
        return round(10 * sum(points.values()) / sum(maxima.values()), 2)


@dataclass(frozen=True)
class Visites:
    """Les règles de tirage et les grilles, une de chaque à la fois."""

    id: str
    tirages: Rules[RegleTirage]
    grilles: Rules[Grille]


@dataclass(frozen=True)
class Region:
    """Une région et ses départements."""

    code: str
    nom: str
    departements: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Regions(Rule):
    """Les régions ; un département d'aucune se tient lieu de région."""

    regions: tuple[Region, ...]

    def de(self, departement: str) -> str:
        noms = (each.nom for each in self.regions if departement in each.departements)
        return next(noms, departement)


@cache
def charger_visites() -> Visites:
    """`RuleError` si le fichier est inutilisable."""
    return load(DONNEES / "visites.yaml", Visites)


@cache
def charger_regions() -> Regions:
    """`RuleError` si le fichier est inutilisable."""
    return load(DONNEES / "regions.yaml", Regions)


def regle_de_tirage(jours: Jours) -> RegleTirage:
    """La règle au jour qu'elle regarde ; refuse (`AucuneRegleDeVisite`) s'il n'y en a pas."""
    if regle := charger_visites().tirages.pour(jours):
        return regle
    raise AucuneRegleDeVisite(
        f"Aucune règle de tirage n'est en vigueur le {jours.arrivee:%d/%m/%Y}."
    )


def grille_du(jour: date) -> Grille:
    """La grille de ce jour ; refuse (`AucuneRegleDeVisite`) s'il n'y en a pas."""
    if grille := charger_visites().grilles.on(jour):
        return grille
    raise AucuneRegleDeVisite(f"Aucune grille de visite n'est en vigueur le {jour:%d/%m/%Y}.")
