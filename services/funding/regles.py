"""Le barème et les règles de clôture livrés avec le service."""

from functools import cache
from importlib.resources import files

from services.funding.bareme import Bareme
from services.funding.cloture import Cloture
from shared.rules.loading import load


@cache
def charger_bareme() -> Bareme:
    """Le barème du forfait de fonctionnement ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.funding") / "donnees" / "forfait.yaml", Bareme)


@cache
def charger_cloture() -> Cloture:
    """Ce qui reste dû quand un label cesse ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.funding") / "donnees" / "cloture.yaml", Cloture)
