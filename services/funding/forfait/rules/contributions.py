"""Ce qu'une structure labellisée reçoit hors du forfait : en nature, investissement, DGFIP."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from shared.rules.dated import Rule, Rules
from shared.rules.loading import load
from shared.rules.periods import RuleError

Nature = Literal["NATURE", "INVESTISSEMENT", "PARTICIPATION"]


@dataclass(frozen=True, kw_only=True)
class Contribution(Rule):
    """`montant_centimes` est absent quand aucune source ne le donne : rien ne se calcule alors."""

    libelle: str
    nature: Nature
    financeur: str
    montant_centimes: int | None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.montant_centimes is not None and self.montant_centimes <= 0:
            raise RuleError(f"« {self.id} » : un montant est supérieur à zéro, ou absent (null).")

    @property
    def scope(self) -> Hashable:
        return self.libelle


@dataclass(frozen=True)
class Contributions:
    """Les contributions (A-033 à A-035, A-044)."""

    id: str
    contributions: Rules[Contribution]


@cache
def charger_contributions() -> Contributions:
    """Celles livrées avec le service ; `RuleError` si le fichier est inutilisable."""
    donnees = files("services.funding.forfait") / "donnees"
    return load(donnees / "contributions.yaml", Contributions)
