"""Le barème livré avec le service."""

from functools import cache
from importlib.resources import files

from services.funding.bareme import Bareme
from shared.rules import load


@cache
def charger_bareme() -> Bareme:
    """Le barème du forfait de fonctionnement ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.funding") / "donnees" / "forfait.yaml", Bareme)
