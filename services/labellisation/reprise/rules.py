"""La règle qui rapproche une ligne d'une liste d'une structure connue (`rapprochement.yaml`)."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from shared.rules.dated import Rule, Rules
from shared.rules.loading import load

Indice = Literal["adresse", "coordonnees", "nom"]


@dataclass(frozen=True, kw_only=True)
class RegleDeRapprochement(Rule):
    """Les indices qui se comparent, et la précision des coordonnées."""

    indices: tuple[Indice, ...]
    decimales: int


@dataclass(frozen=True)
class Rapprochement:
    id: str
    regles: Rules[RegleDeRapprochement]


@cache
def charger_rapprochement() -> RegleDeRapprochement:
    """La dernière règle ; `RuleError` si le fichier est inutilisable."""
    donnees = files("services.labellisation.reprise") / "donnees"
    return load(donnees / "rapprochement.yaml", Rapprochement).regles.versions[-1]
