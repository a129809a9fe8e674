"""Les règles livrées avec le service : socle des opérateurs, raccordement, accords-cadres."""

from functools import cache
from importlib.resources import files

from services.onboarding.parametres import AccordsCadres, Raccordement
from services.onboarding.socle import Socle
from shared.rules.loading import load

DONNEES = files("services.onboarding") / "donnees"


@cache
def charger_socle() -> Socle:
    """Le socle des opérateurs ; `RuleError` si le fichier est inutilisable."""
    return load(DONNEES / "socle.yaml", Socle)


@cache
def charger_raccordement() -> Raccordement:
    """Les paramètres du raccordement ; `RuleError` si le fichier est inutilisable."""
    return load(DONNEES / "raccordement.yaml", Raccordement)


@cache
def charger_accords_cadres() -> AccordsCadres:
    """Les accords-cadres nationaux ; `RuleError` si le fichier est inutilisable."""
    return load(DONNEES / "accords_cadres.yaml", AccordsCadres)
