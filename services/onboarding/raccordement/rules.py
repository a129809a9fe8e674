"""Les paramètres datés du raccordement (A-115 à A-118)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from shared.refusal import RefusDuMoment
from shared.rules.dated import Rule, Rules
from shared.rules.loading import load


class AucuneRegleDeRaccordement(RefusDuMoment):
    """Aucune règle de raccordement n'est en vigueur au jour demandé."""


@dataclass(frozen=True, kw_only=True)
class RegleRaccordement(Rule):
    """Validité du lien, nombre d'agents qui ouvre les applications, et leurs fournisseurs."""

    validite_lien_jours: int
    minimum_agents: int
    applications: tuple[str, ...]
    fournisseurs: tuple[str, ...]


@cache
def charger_raccordement() -> Rules[RegleRaccordement]:
    """Les paramètres du raccordement ; `RuleError` si le fichier est inutilisable."""
    donnees = files("services.onboarding.raccordement") / "donnees"
    return load(donnees / "raccordement.yaml", Rules[RegleRaccordement])


def regle_en_vigueur(jour: date) -> RegleRaccordement:
    """La règle de ce jour ; refuse (`AucuneRegleDeRaccordement`) s'il n'y en a pas."""
    regle = charger_raccordement().on(jour)
    if regle is None:
        raise AucuneRegleDeRaccordement(
            f"Aucune règle de raccordement n'est en vigueur le {jour:%d/%m/%Y}."
        )
    return regle
