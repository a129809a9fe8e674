"""Les paramètres datés du raccordement (A-115 à A-118)."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import ClassVar

from shared.refusal import RefusDuMoment
from shared.rules.dated import DES_DEUX_JOURS, Jours, Rule, Rules, Vaut
from shared.rules.loading import load


class AucuneRegleDeRaccordement(RefusDuMoment):
    """Aucune règle de raccordement n'est en vigueur au jour demandé."""


@dataclass(frozen=True, kw_only=True)
class RegleRaccordement(Rule):
    """Validité des liens, nombre d'agents qui ouvre les applications, et leurs fournisseurs."""

    LU: ClassVar[tuple[Vaut, ...]] = DES_DEUX_JOURS
    validite_lien_jours: int
    validite_acces_heures: int
    minimum_agents: int
    applications: tuple[str, ...]
    fournisseurs: tuple[str, ...]


@cache
def charger_raccordement() -> Rules[RegleRaccordement]:
    """Les paramètres du raccordement ; `RuleError` si le fichier est inutilisable."""
    donnees = files("services.onboarding.raccordement") / "donnees"
    return load(donnees / "raccordement.yaml", Rules[RegleRaccordement])


def regle_en_vigueur(jours: Jours) -> RegleRaccordement:
    """La règle au jour qu'elle regarde ; refuse (`AucuneRegleDeRaccordement`) s'il n'y en a pas."""
    regle = charger_raccordement().pour(jours)
    if regle is None:
        raise AucuneRegleDeRaccordement(
            f"Aucune règle de raccordement n'est en vigueur le {jours.arrivee:%d/%m/%Y}."
        )
    return regle
