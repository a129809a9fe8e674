"""Les règles livrées avec le service : le socle des opérateurs et le raccordement."""

from functools import cache
from importlib.resources import files

from services.onboarding.parametres import Raccordement
from services.onboarding.socle import Socle
from shared.rules import load

DONNEES = files("services.onboarding") / "donnees"


@cache
def charger_socle() -> Socle:
    """Le socle des opérateurs ; `RuleError` si le fichier est inutilisable."""
    return load(DONNEES / "socle.yaml", Socle)


@cache
def charger_raccordement() -> Raccordement:
    """Les paramètres du raccordement ; `RuleError` si le fichier est inutilisable."""
    return load(DONNEES / "raccordement.yaml", Raccordement)
