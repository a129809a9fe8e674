"""Les paramètres datés du raccordement (A-115 à A-118)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from shared.refusal import Refus
from shared.rules.loading import load
from shared.rules.periods import Period, RuleError, Statut, check_no_overlap, in_force

Parametre = Literal["validite_lien_jours", "minimum_agents", "applications", "fournisseurs"]


class AucuneRegleDeRaccordement(Refus):
    """Aucune règle de raccordement n'est en vigueur au jour demandé."""


@dataclass(frozen=True)
class Origine:
    """D'où vient une valeur."""

    statut: Statut
    reference: str


@dataclass(frozen=True)
class RegleRaccordement:
    """Validité du lien en jours, agents qui ouvrent les applications, lesquelles, et de qui."""

    id: str
    en_vigueur: Period
    validite_lien_jours: int
    minimum_agents: int
    applications: tuple[str, ...]
    fournisseurs: tuple[str, ...]
    origines: dict[Parametre, Origine]

    def __post_init__(self) -> None:
        if missing := set(get_args(Parametre)) - set(self.origines):
            raise RuleError(f"« {self.id} » : origine manquante de {', '.join(sorted(missing))}.")

    @property
    def periode(self) -> Period:
        return self.en_vigueur


@dataclass(frozen=True)
class Raccordements:
    """Les règles de raccordement, une seule à la fois."""

    id: str
    regles: tuple[RegleRaccordement, ...]

    def __post_init__(self) -> None:
        check_no_overlap(self.regles, scope=lambda _: None, source=self.id)

    def en_vigueur(self, jour: date) -> RegleRaccordement:
        """La règle de ce jour ; refuse (`AucuneRegleDeRaccordement`) s'il n'y en a pas."""
        found = in_force(self.regles, jour)
        if not found:
            raise AucuneRegleDeRaccordement(
                f"Aucune règle de raccordement n'est en vigueur le {jour:%d/%m/%Y}."
            )
        return found[0]


@cache
def charger_raccordement() -> Raccordements:
    """Les paramètres du raccordement ; `RuleError` si le fichier est inutilisable."""
    donnees = files("services.onboarding.raccordement") / "donnees"
    return load(donnees / "raccordement.yaml", Raccordements)
